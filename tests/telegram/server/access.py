"""Whether the bot may write somewhere, and whether it hears what is said there."""

import re

from tests.telegram.server.faults import bad_request, forbidden
from tests.telegram.server.model import GENERAL, Chat, Kind, Message, Standing, TopicState
from tests.telegram.server.world import World

_COMMAND_FOR = re.compile(r"/[A-Za-z0-9_]{1,64}(?:@(?P<bot>[A-Za-z0-9_]+))?(?!\S)")


def check_member(world: World, chat: Chat) -> None:
    """Refuse where the bot is not, or nobody is any more."""
    if chat.kind is Kind.PRIVATE:
        _check_private(world, chat)
        return
    if chat.migrated_to is not None:
        words = "group chat was upgraded to a supergroup chat"
        raise bad_request(words, migrate_to_chat_id=chat.migrated_to.id)
    if chat.deleted:
        raise forbidden("the group chat was deleted")
    standing = chat.member(world.bot.id).standing
    if standing is Standing.KICKED:
        raise forbidden(f"bot was kicked from the {chat.kind.value} chat")
    if standing is Standing.LEFT:
        raise forbidden(f"bot is not a member of the {chat.kind.value} chat")


def check_may_send(world: World, chat: Chat, right: str, things: str) -> None:
    """Refuse what the bot may not send: `right` is the permission for it, `things` its words."""
    check_member(world, chat)
    member = chat.member(world.bot.id)
    if chat.kind is Kind.CHANNEL:
        if not member.may("can_post_messages"):
            raise bad_request("need administrator rights in the channel chat")
    elif chat.is_group and not member.admin:
        allowed = chat.permissions & member.rights if member.standing is Standing.RESTRICTED else chat.permissions
        if right not in allowed:
            raise bad_request(f"not enough rights to send {things} to the chat")
    if chat.mute:
        raise bad_request("CHAT_WRITE_FORBIDDEN")


def check_thread(world: World, chat: Chat, thread: int) -> int | None:
    """The topic to write into. The general one must not be named: the real server does not find it.

    https://github.com/tdlib/telegram-bot-api/issues/798
    """
    if not thread:
        return None
    topic = chat.topics.get(thread)
    if topic is None or thread == GENERAL or topic.state is TopicState.DELETED:
        raise bad_request("message thread not found")
    if topic.state is TopicState.CLOSED and not chat.member(world.bot.id).may("can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return thread


def _check_private(world: World, chat: Chat) -> None:
    if chat.id in world.deactivated:
        raise forbidden("user is deactivated")
    if chat.member(world.bot.id).standing is Standing.KICKED:
        raise forbidden("bot was blocked by the user")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")


def hears(world: World, message: Message) -> bool:
    """Whether the bot gets a message of somebody else: with privacy in groups only what is meant for it."""
    chat = message.chat
    if not chat.member(world.bot.id).inside:
        return False
    if not chat.is_group or not world.privacy or chat.member(world.bot.id).admin:
        return True
    answered = message.reply_to is not None and message.reply_to.sender == world.bot
    return bool(message.content.service) or message.via_bot or answered or _is_for_bot(world, message)


def _is_for_bot(world: World, message: Message) -> bool:
    text, name = message.content.text, world.bot.username.lower()
    if any(text.of(entity).lower() == f"@{name}" for entity in text.detected if entity.kind == "mention"):
        return True
    match = _COMMAND_FOR.match(text.text)
    return match is not None and (match["bot"] or name).lower() == name
