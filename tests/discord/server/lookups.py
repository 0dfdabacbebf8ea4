"""What the bot may look up: itself, the gateway, channels, servers and people; and private conversations it opens."""

from tests.discord.server.access import find_channel
from tests.discord.server.faults import (
    BAD_RECIPIENT,
    DMS_TOO_FAST,
    MISSING_ACCESS,
    UNKNOWN_GUILD,
    UNKNOWN_MEMBER,
    UNKNOWN_USER,
    Json,
)
from tests.discord.server.model import Channel, ChannelType, Guild
from tests.discord.server.permissions import in_guild
from tests.discord.server.requests import Query
from tests.discord.server.shapes import channel_json, guild_json, member_json, own_user_json, role_json, user_json
from tests.discord.server.world import World


def get_me(world: World, _: Query) -> Json:
    return own_user_json(world.bot)


def get_application(world: World, _: Query) -> Json:
    both: Json = {"0": {"oauth2_install_params": None}, "1": {}}
    return {
        "id": str(world.bot.id),
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": 0,
        "summary": "",
        "owner": user_json(world.bot),
        "team": None,
        "hook": True,
        "integration_types_config": both,
        "approximate_guild_count": sum(one.installed for one in world.guilds.values()),
        "approximate_user_install_count": len(world.installed_by),
    }


def get_channel(world: World, query: Query) -> Json:
    return channel_json(world, find_channel(world, query.numbers["channel_id"]))


def find_guild(world: World, query: Query) -> Guild:
    """A server that the bot is in."""
    guild = world.guilds.get(query.numbers["guild_id"])
    if guild is None or not guild.installed:
        raise (UNKNOWN_GUILD if guild is None else MISSING_ACCESS).error()
    return guild


def get_guild(world: World, query: Query) -> Json:
    return guild_json(world, find_guild(world, query))


def get_guilds(world: World, _: Query) -> list[Json]:
    """The servers that the bot is in, as they are listed."""
    there = [one for one in world.guilds.values() if one.installed]
    about: Json = {"icon": None, "banner": None, "owner": False}
    return [
        about
        | {"id": str(one.id), "name": one.name, "features": one.features}
        | {"permissions": str(int(in_guild(one, world.bot.id)))}
        for one in there
    ]


def get_guild_channels(world: World, query: Query) -> list[Json]:
    places = find_guild(world, query).channels.values()
    return [channel_json(world, one) for one in places if not one.is_thread and not one.deleted]


def get_roles(world: World, query: Query) -> list[Json]:
    return [role_json(one, place) for place, one in enumerate(find_guild(world, query).roles.values())]


def get_member(world: World, query: Query) -> Json:
    member = find_guild(world, query).members.get(query.numbers["user_id"])
    if member is None:
        raise UNKNOWN_MEMBER.error()
    return member_json(member)


def get_user(world: World, query: Query) -> Json:
    user = world.users.get(query.numbers["user_id"])
    if user is None:
        raise UNKNOWN_USER.error()
    return user_json(user)


def leave_guild(world: World, query: Query) -> None:
    remove_from(world, find_guild(world, query))


def remove_from(world: World, guild: Guild) -> None:
    """Take the bot out of a server."""
    guild.installed = False
    guild.members.pop(world.bot.id, None)
    world.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild_id=guild.id, intent=1)


def open_dm(world: World, query: Query) -> Json:
    form = query.form
    user = world.users.get(form.integer("recipient_id", required=True) or 0)
    form.done()
    if user is None or user.bot:
        raise BAD_RECIPIENT.error()
    known = find_dm(world, user.id)
    if known is None:
        world.opened_dms += 1
        if world.most_dms is not None and world.opened_dms > world.most_dms:
            raise DMS_TOO_FAST.error()
    return channel_json(world, known or make_dm(world, user.id))


def find_dm(world: World, user_id: int) -> Channel | None:
    return world.dms.get(user_id)


def make_dm(world: World, user_id: int) -> Channel:
    channel = Channel(world.snowflake(), ChannelType.DM, recipients=[user_id, world.bot.id])
    world.channels[channel.id] = world.dms[user_id] = channel
    return channel
