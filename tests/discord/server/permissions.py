"""What somebody may do where: https://docs.discord.com/developers/topics/permissions"""

from enum import IntFlag
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.discord.server.model import Channel, Guild


class May(IntFlag):
    """Permissions, in the platform's bits."""

    KICK_MEMBERS = 1 << 1
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EXTERNAL_APPS = 1 << 50


NOTHING = May(0)
EVERYTHING = May((1 << 53) - 1)
EVERYONE = (
    May.ADD_REACTIONS | May.VIEW_CHANNEL | May.SEND_MESSAGES | May.EMBED_LINKS | May.ATTACH_FILES
    | May.READ_MESSAGE_HISTORY | May.USE_APPLICATION_COMMANDS | May.CREATE_PUBLIC_THREADS
    | May.CREATE_PRIVATE_THREADS | May.SEND_MESSAGES_IN_THREADS | May.USE_EXTERNAL_APPS | May.USE_EXTERNAL_EMOJIS
)  # fmt: skip
IN_PRIVATE = EVERYONE | May.MENTION_EVERYONE
_SPEAKING = May.EMBED_LINKS | May.ATTACH_FILES | May.MENTION_EVERYONE | May.SEND_MESSAGES_IN_THREADS


def in_guild(guild: "Guild", user_id: int) -> May:
    """What roles give a member, whatever the channel."""
    member = guild.members.get(user_id)
    if member is None:
        return NOTHING
    given = guild.roles[guild.id].permissions
    for role_id in member.roles:
        given |= guild.roles[role_id].permissions
    return EVERYTHING if guild.owner_id == user_id or May.ADMINISTRATOR in given else given


def in_channel(channel: "Channel", user_id: int) -> May:
    """What a member may do in a channel or thread, after its overwrites."""
    guild = channel.guild
    if guild is None:
        return IN_PRIVATE if user_id in channel.recipients else NOTHING
    given = in_guild(guild, user_id)
    if given in (EVERYTHING, NOTHING):
        return given
    place = channel.parent if channel.parent is not None and channel.is_thread else channel
    given = _overwritten(place, guild, user_id, given)
    hidden = channel.is_hidden_thread and user_id not in channel.thread_members and May.MANAGE_THREADS not in given
    if May.VIEW_CHANNEL not in given or hidden:
        return NOTHING
    return given if May.SEND_MESSAGES in given or channel.is_thread else given & ~_SPEAKING


def _overwritten(channel: "Channel", guild: "Guild", user_id: int, given: May) -> May:
    """Everyone's overwrite, then those of all roles together, then the member's own."""
    everyone = channel.overwrites.get(guild.id)
    if everyone is not None:
        given = given & ~everyone.deny | everyone.allow
    roles = [channel.overwrites[one] for one in guild.members[user_id].roles if one in channel.overwrites]
    for overwrite in roles:
        given &= ~overwrite.deny
    for overwrite in roles:
        given |= overwrite.allow
    own = channel.overwrites.get(user_id)
    return given & ~own.deny | own.allow if own is not None else given
