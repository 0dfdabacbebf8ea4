"""What Telegram brings, as a Request: who asks, where, and what they said, pressed or shared. Pure."""

import re
from dataclasses import dataclass

from telegram import CallbackQuery, Chat, MaybeInaccessibleMessage, Message, Update, User
from telegram.constants import ChatType

from bot.message import Location, Request
from bot.transports.telegram.html import TEXT
from storage.model import ChatKind, Place

PLATFORM = "telegram"

_KINDS = {ChatType.PRIVATE: ChatKind.PRIVATE, ChatType.CHANNEL: ChatKind.CHANNEL}
_ADDRESSED = re.compile(r"/\w+@(?P<bot>\w+)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with what its answer needs of Telegram.

    `message_id` is the message to answer or, with `callback_id`, the one whose button was pressed. `on_behalf` is the
    chat in whose name the person wrote: the group itself (an anonymous administrator) or a channel. `own_id` is the
    number of the ephemeral message that was pressed.
    """

    request: Request
    message_id: int
    callback_id: str | None = None
    on_behalf: int | None = None
    own_id: int | None = None


def read(update: Update, bot: User) -> Asked | None:
    """What an update asks of this bot; None when it is nothing for us: other bots' commands, talk among people."""
    if update.callback_query is not None:
        return _pressed(update.callback_query)
    message = update.message
    if message is None or message.is_automatic_forward or not _is_for(message, bot):
        return None
    return _said(message, bot)


def place_of(chat: Chat, message: MaybeInaccessibleMessage | None = None) -> Place:
    """The place of a chat, or of the topic in which a message stands; the General topic is the group itself."""
    thread = ""
    if isinstance(message, Message) and message.is_topic_message and message.message_thread_id:
        thread = str(message.message_thread_id)
    return Place(PLATFORM, str(chat.id), thread)


def kind_of(chat: Chat) -> ChatKind:
    """Who reads a chat."""
    return _KINDS.get(ChatType(chat.type), ChatKind.GROUP)


def is_private(chat: Chat) -> bool:
    """Whether a chat is one person's."""
    return chat.type == ChatType.PRIVATE


def _is_for(message: Message, bot: User) -> bool:
    """In private everything is; in a group a command without a name or with ours, and an answer to us."""
    if is_private(message.chat):
        return True
    addressed = _ADDRESSED.match(message.text or "")
    if addressed:
        return addressed["bot"].lower() == (bot.username or "").lower()
    return (message.text or "").startswith("/") or _answers(message, bot)


def _answers(message: Message, bot: User) -> bool:
    answered = message.reply_to_message
    return answered is not None and answered.from_user is not None and answered.from_user.id == bot.id


def _said(message: Message, bot: User) -> Asked | None:
    speaker = _speaker(message)
    if speaker is None or not (message.text or message.location):
        return None
    answered = message.reply_to_message if _answers(message, bot) else None
    shared = message.location
    request = Request(
        place=place_of(message.chat, message),
        kind=kind_of(message.chat),
        user_id=speaker.user_id,
        text=message.text or "",
        client_language=speaker.language,
        is_admin=is_private(message.chat),
        location=Location(shared.latitude, shared.longitude) if shared else None,
        user_name=speaker.name,
        answered=(answered.text if answered else None) or "",
        place_name=_topic_name(message),
        room=TEXT,
    )
    return Asked(request, message.message_id, on_behalf=speaker.on_behalf)


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who wrote a message; those who write as a chat are that chat."""

    user_id: str
    name: str
    language: str = ""
    on_behalf: int | None = None


def _speaker(message: Message) -> _Speaker | None:
    """Who wrote it; None for other bots."""
    sender, user = message.sender_chat, message.from_user
    if sender is not None:
        return _Speaker(str(sender.id), sender.title or "", on_behalf=sender.id)
    if user is None or user.is_bot:
        return None
    return _Speaker(str(user.id), user.full_name, user.language_code or "")


def _topic_name(message: Message) -> str:
    """The name of the topic, which the message that made it has: Telegram lets every other answer that one."""
    made = message.reply_to_message and message.reply_to_message.forum_topic_created
    return made.name if made else ""


def _pressed(query: CallbackQuery) -> Asked | None:
    message = query.message
    if message is None or not query.data:
        return None
    own_id = message.api_kwargs.get("ephemeral_message_id")
    private = is_private(message.chat)
    request = Request(
        place=place_of(message.chat, message),
        kind=kind_of(message.chat),
        user_id=str(query.from_user.id),
        action=query.data,
        client_language=query.from_user.language_code or "",
        is_admin=private,
        user_name=query.from_user.full_name,
        message_id=str(message.message_id),
        own_message=private or own_id is not None,
        answered=_answered_by(message),
        room=TEXT,
    )
    return Asked(request, message.message_id, query.id, own_id=own_id)


def _answered_by(message: MaybeInaccessibleMessage) -> str:
    """The text that a message of ours answers."""
    if not isinstance(message, Message) or message.reply_to_message is None:
        return ""
    return message.reply_to_message.text or ""
