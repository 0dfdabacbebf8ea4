"""Interactions as the platform tells the bot of them: who did what where, and what everybody may do there."""

from collections.abc import Iterable
from typing import Any

from tests.discord.server.faults import Json
from tests.discord.server.interactions import Kind
from tests.discord.server.model import Channel, ChannelType, Guild, User
from tests.discord.server.permissions import IN_PRIVATE, May, in_channel
from tests.discord.server.shapes import channel_json, member_json, message_json, role_json, user_json
from tests.discord.server.talk import Interaction, Message
from tests.discord.server.world import World

IN_GUILD, IN_BOT_DM, IN_PRIVATE_CHANNEL = range(3)
MOST_BYTES = 10 << 20
_WITHOUT_BOT = May.EMBED_LINKS | May.ATTACH_FILES | May.MENTION_EVERYONE


def context_of(world: World, channel: Channel) -> int:
    """In what kind of place something happens."""
    if channel.guild is not None:
        return IN_GUILD
    with_bot = channel.type is ChannelType.DM and world.bot.id in channel.recipients
    return IN_BOT_DM if with_bot else IN_PRIVATE_CHANNEL


def owners_of(world: World, user: User, channel: Channel) -> dict[str, str]:
    """Who has installed the app here: "0" is the server (0 in a conversation with the bot), "1" is the person."""
    owners = {"1": str(user.id)} if user.id in world.installed_by else {}
    if channel.guild is not None:
        return owners | ({"0": str(channel.guild.id)} if channel.guild.installed else {})
    return owners | ({"0": "0"} if context_of(world, channel) == IN_BOT_DM else {})


def interact(
    world: World, kind: Kind, user: User, channel: Channel, data: Json, message: Message | None = None
) -> Interaction:
    """Tell the bot what somebody did."""
    number = world.snowflake()
    token = f"aW50ZXJhY3Rpb246{number}"
    document = _document(world, kind, user, channel) | {"id": str(number), "token": token, "data": data}
    if message is not None:
        document["message"] = message_json(world, message)
    interaction = Interaction(number, token, kind, user, channel, world.now(), document, message)
    interaction.user_install = "0" not in document["authorizing_integration_owners"]
    world.interactions[token] = interaction
    guild_id = channel.guild.id if channel.guild is not None else 0
    world.gateway.dispatch("INTERACTION_CREATE", document, guild_id=guild_id)
    return interaction


def _document(world: World, kind: Kind, user: User, channel: Channel) -> Json:
    shown = channel_json(world, channel) | {"permissions": str(int(in_channel(channel, user.id)))}
    document: Json = {
        "type": int(kind),
        "application_id": str(world.bot.id),
        "version": 1,
        "channel_id": str(channel.id),
        "channel": shown,
        "locale": user.locale,
        "entitlements": [],
        "authorizing_integration_owners": owners_of(world, user, channel),
        "context": context_of(world, channel),
        "attachment_size_limit": MOST_BYTES,
        "app_permissions": str(int(_app_permissions(world, channel))),
    }
    return document | (_in_guild(channel.guild, user, channel) if channel.guild else {"user": user_json(user)})


def _in_guild(guild: Guild, user: User, channel: Channel) -> Json:
    member = member_json(guild.members[user.id]) | {"permissions": str(int(in_channel(channel, user.id)))}
    about = {"id": str(guild.id), "locale": guild.locale, "features": guild.features}
    return {"guild_id": str(guild.id), "guild": about, "guild_locale": guild.locale, "member": member}


def _app_permissions(world: World, channel: Channel) -> May:
    if channel.guild is not None and channel.guild.installed:
        return in_channel(channel, world.bot.id)
    return IN_PRIVATE if world.bot.id in channel.recipients else _WITHOUT_BOT


def resolve(world: World, guild: Guild | None, numbers: Iterable[int]) -> Json:
    """What ids stand for: people, members, roles and channels."""
    found: dict[str, dict[str, Any]] = {}
    for number in numbers:
        if number in world.users:
            found.setdefault("users", {})[str(number)] = user_json(world.users[number])
            if guild is not None and number in guild.members:
                member = member_json(guild.members[number], with_user=False)
                found.setdefault("members", {})[str(number)] = member | {"permissions": "0"}
        elif guild is not None and number in guild.roles:
            found.setdefault("roles", {})[str(number)] = role_json(guild.roles[number], 0)
        elif number in world.channels:
            document = channel_json(world, world.channels[number])
            mine = int(in_channel(world.channels[number], world.bot.id))
            found.setdefault("channels", {})[str(number)] = document | {"permissions": str(mine)}
    return found
