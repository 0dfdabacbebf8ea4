"""What the bot may do in a channel, and the refusals it gets otherwise."""

from tests.discord.server.faults import (
    ARCHIVED,
    CANNOT_DM,
    LOCKED,
    MISSING_ACCESS,
    MISSING_PERMISSIONS,
    NOT_TEXT,
    UNKNOWN_CHANNEL,
    UNKNOWN_MESSAGE,
)
from tests.discord.server.model import SILENT, Channel
from tests.discord.server.permissions import May, in_channel
from tests.discord.server.requests import Query
from tests.discord.server.shapes import channel_json, tell
from tests.discord.server.talk import Content, Message
from tests.discord.server.world import World


def find_channel(world: World, number: int) -> Channel:
    """A channel that the bot sees."""
    channel = world.channel_of(number)
    if channel is None:
        raise UNKNOWN_CHANNEL.error()
    if channel.guild is not None and not (channel.guild.installed and channel.guild.available):
        raise MISSING_ACCESS.error()
    if May.VIEW_CHANNEL not in in_channel(channel, world.bot.id):
        raise MISSING_ACCESS.error()
    return channel


def find_message(world: World, query: Query) -> Message:
    """A message of the request's channel that is still there."""
    channel = find_channel(world, query.numbers["channel_id"])
    message = channel.messages.get(query.numbers["message_id"])
    if message is None or message.deleted or message.only_for is not None:
        raise UNKNOWN_MESSAGE.error()
    return message


def check_may(world: World, channel: Channel, *needed: May) -> None:
    given = in_channel(channel, world.bot.id)
    if any(one not in given for one in needed):
        raise MISSING_PERMISSIONS.error()


def check_may_send(world: World, channel: Channel) -> None:
    """Whether the bot may write here; a thread that was archived opens again by being written to."""
    if channel.type in SILENT:
        raise NOT_TEXT.error()
    if channel.is_private:
        check_reachable(world, channel)
        return
    check_may(world, channel, May.SEND_MESSAGES_IN_THREADS if channel.is_thread else May.SEND_MESSAGES)
    if channel.locked and May.MANAGE_THREADS not in in_channel(channel, world.bot.id):
        raise (ARCHIVED if channel.archived else LOCKED).error()


def check_content(world: World, channel: Channel, content: Content) -> None:
    """Whether the bot may show embeds and files here."""
    if channel.is_private:
        return
    if content.embeds:
        check_may(world, channel, May.EMBED_LINKS)
    if content.attachments:
        check_may(world, channel, May.ATTACH_FILES)


def check_reachable(world: World, channel: Channel) -> None:
    """Whether the person of a private conversation takes messages from the bot."""
    others = [one for one in channel.recipients if one != world.bot.id]
    if world.bot.id not in channel.recipients or not all(reaches(world, one) for one in others):
        raise CANNOT_DM.error()


def reaches(world: World, user_id: int) -> bool:
    """Whether the bot can write to a person: a shared server or an installation, and nothing closed."""
    shared = any(user_id in one.members and one.installed for one in world.guilds.values())
    return (shared or user_id in world.installed_by) and user_id not in world.closed_dms


def check_open(channel: Channel) -> None:
    """Whether what is in a thread may be changed."""
    if channel.is_thread and channel.archived:
        raise ARCHIVED.error()


def unarchive(world: World, channel: Channel) -> None:
    """What a message does to the thread it is written to."""
    if channel.is_thread and channel.archived:
        channel.archived = False
        tell(world, "THREAD_UPDATE", channel, channel_json(world, channel))
