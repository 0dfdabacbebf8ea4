"""What happens to the bot itself: added, blocked, thrown out, back again, or its group upgraded. Pure."""

from dataclasses import dataclass
from enum import Enum

from telegram import ChatMemberUpdated, Message
from telegram.constants import ChatMemberStatus, ChatType

from bot.message import Request
from bot.transports.telegram.asking import PLATFORM, kind_of, place_of
from storage.model import Place

_INSIDE = {ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER}


class Change(Enum):
    """What became of the bot in a chat."""

    CAME = "came"  # it can write there
    WENT = "went"  # it cannot any more


@dataclass(frozen=True, slots=True)
class Membership:
    """A change of the bot's place in a chat, by the person of the request."""

    change: Change
    request: Request
    title: str


def read_membership(updated: ChatMemberUpdated) -> Membership:
    """What an update says of the bot. In a channel it can write as an administrator only."""
    member, chat = updated.new_chat_member, updated.chat
    inside = member.status in _INSIDE or bool(getattr(member, "is_member", False))
    if chat.type == ChatType.CHANNEL:
        inside = member.status == ChatMemberStatus.ADMINISTRATOR
    if member.status == ChatMemberStatus.RESTRICTED:
        inside = inside and bool(getattr(member, "can_send_messages", True))
    request = Request(
        place=place_of(chat),
        kind=kind_of(chat),
        user_id=str(updated.from_user.id),
        client_language=updated.from_user.language_code or "",
        user_name=updated.from_user.full_name,
    )
    return Membership(Change.CAME if inside else Change.WENT, request, chat.title or "")


def read_migration(message: Message) -> tuple[Place, Place] | None:
    """From where to where a group moved, if this service message says so."""
    if message.migrate_to_chat_id is not None:
        return place_of(message.chat), Place(PLATFORM, str(message.migrate_to_chat_id))
    if message.migrate_from_chat_id is not None:
        return Place(PLATFORM, str(message.migrate_from_chat_id)), place_of(message.chat)
    return None
