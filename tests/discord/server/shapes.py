"""How the platform writes what it knows as JSON."""

from datetime import UTC, datetime
from typing import Any

from tests.discord.server.model import SILENT, Channel, ChannelType, Guild, Member, Role, User
from tests.discord.server.permissions import in_channel
from tests.discord.server.sessions import Intent
from tests.discord.server.talk import Attachment, Flag, Interaction, Message
from tests.discord.server.world import World

Json = dict[str, Any]
COMMAND = 2
JOINED = "2024-01-01T00:00:00.000000+00:00"


def timestamp(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


def user_json(user: User) -> Json:
    document: Json = {"id": str(user.id), "username": user.name, "discriminator": "0", "avatar": None}
    return document | {"global_name": user.name, "public_flags": 0} | ({"bot": True} if user.bot else {})


def own_user_json(user: User) -> Json:
    return user_json(user) | {"mfa_enabled": False, "verified": True, "locale": "en-US", "flags": 0, "email": None}


def member_json(member: Member, *, with_user: bool = True) -> Json:
    document: Json = {
        "roles": [str(one) for one in member.roles],
        "joined_at": JOINED,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "nick": None,
        "avatar": None,
        "premium_since": None,
        "pending": False,
        "communication_disabled_until": None,
    }
    return document | ({"user": user_json(member.user)} if with_user else {})


def role_json(role: Role, position: int) -> Json:
    return {
        "id": str(role.id),
        "name": role.name,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "position": position,
        "permissions": str(int(role.permissions)),
        "managed": False,
        "mentionable": role.mentionable,
        "flags": 0,
    }


def guild_json(world: World, guild: Guild) -> Json:
    """A server as it comes when it is there: with all its channels, roles, and the bot as the only known member."""
    places = [one for one in guild.channels.values() if not one.deleted]
    seen = [one for one in places if in_channel(one, world.bot.id)]
    me = guild.members.get(world.bot.id)
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "owner_id": str(guild.owner_id),
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "roles": [role_json(one, place) for place, one in enumerate(guild.roles.values())],
        "emojis": [],
        "stickers": [],
        "features": guild.features,
        "mfa_level": 0,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "public_updates_channel_id": None,
        "preferred_locale": guild.locale,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_progress_bar_enabled": False,
        "joined_at": JOINED,
        "large": len(guild.members) >= 250,
        "unavailable": False,
        "member_count": len(guild.members),
        "voice_states": [],
        "members": [member_json(me)] if me is not None else [],
        "channels": [channel_json(world, one) for one in places if not one.is_thread],
        "threads": [channel_json(world, one) for one in seen if one.is_thread and not one.archived],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def unavailable_json(guild: Guild) -> Json:
    return {"id": str(guild.id), "unavailable": True}


def channel_json(world: World, channel: Channel) -> Json:
    document: Json = {"id": str(channel.id), "type": int(channel.type), "flags": channel.flags}
    if channel.type not in SILENT:
        last = max(channel.messages, default=None)
        document["last_message_id"] = str(last) if last is not None else None
    if channel.guild is None:
        others = [user_json(world.users[one]) for one in channel.recipients if one != world.bot.id]
        named = {"name": channel.name, "icon": None, "owner_id": str(channel.recipients[0])}
        return document | {"recipients": others} | (named if channel.type is ChannelType.GROUP_DM else {})
    document |= {"guild_id": str(channel.guild.id), "name": channel.name}
    document["parent_id"] = str(channel.parent.id) if channel.parent is not None else None
    return document | (_thread_json(world, channel) if channel.is_thread else _place_json(channel))


def _place_json(channel: Channel) -> Json:
    document: Json = {
        "position": 0,
        "topic": channel.topic,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "permission_overwrites": [_overwrite_json(channel, subject) for subject in channel.overwrites],
    }
    if channel.type is not ChannelType.FORUM:
        return document
    tags = [{"id": str(one.id), "name": one.name, "moderated": one.moderated} for one in channel.tags]
    empty: Json = {"emoji_id": None, "emoji_name": None}
    forum = {"default_sort_order": None, "default_forum_layout": 0, "default_reaction_emoji": None}
    return document | {"available_tags": [one | empty for one in tags]} | forum


def _overwrite_json(channel: Channel, subject: int) -> Json:
    overwrite = channel.overwrites[subject]
    is_role = channel.guild is not None and subject in channel.guild.roles
    values = {"allow": str(int(overwrite.allow)), "deny": str(int(overwrite.deny))}
    return {"id": str(subject), "type": 0 if is_role else 1} | values


def _thread_json(world: World, thread: Channel) -> Json:
    metadata = {
        "archived": thread.archived,
        "locked": thread.locked,
        "auto_archive_duration": thread.auto_archive_minutes,
        "archive_timestamp": timestamp(thread.created_at),
        "create_timestamp": timestamp(thread.created_at),
    }
    joined = {"id": str(thread.id), "user_id": str(world.bot.id), "join_timestamp": JOINED, "flags": 0}
    return {
        "owner_id": str(thread.owner_id),
        "message_count": len(thread.messages),
        "total_message_sent": len(thread.messages),
        "member_count": len(thread.thread_members),
        "rate_limit_per_user": 0,
        "applied_tags": [str(one) for one in thread.applied_tags],
        "thread_metadata": metadata,
    } | ({"member": joined} if world.bot.id in thread.thread_members else {})


def attachment_json(message_channel: Channel, one: Attachment) -> Json:
    address = f"https://cdn.discordapp.com/attachments/{message_channel.id}/{one.id}/{one.filename}"
    document: Json = {"id": str(one.id), "filename": one.filename, "size": len(one.content), "url": address}
    document |= {"proxy_url": address, "content_type": one.content_type}
    return document | ({"description": one.description} if one.description is not None else {})


def message_json(world: World, message: Message, *, hide: bool = False) -> Json:
    """A message; `hide` leaves out what it says, as for those who may not read what others write."""
    content = message.now
    document: Json = {
        "id": str(message.id),
        "type": 20 if message.interaction is not None and message.interaction.type == COMMAND else 0,
        "channel_id": str(message.channel.id),
        "author": user_json(message.author),
        "content": "" if hide else content.content,
        "timestamp": timestamp(message.at),
        "edited_timestamp": timestamp(message.edited_at) if message.edited_at else None,
        "tts": False,
        "mention_everyone": "everyone" in message.pings,
        "mentions": [user_json(world.users[one]) for one in message.mentions],
        "mention_roles": [],
        "attachments": [] if hide else [attachment_json(message.channel, one) for one in content.attachments],
        "embeds": [] if hide else [{"type": "rich"} | one for one in content.embeds],
        "components": [] if hide else list(content.components),
        "pinned": False,
        "flags": message.flags | (Flag.EPHEMERAL if message.only_for is not None else 0),
    }
    if message.nonce is not None:
        document["nonce"] = message.nonce
    if message.interaction is not None:
        document |= _interaction_metadata(world, message.interaction)
    if message.reference is not None:
        guild = message.channel.guild
        reference: Json = {"type": 0, "channel_id": str(message.channel.id), "message_id": str(message.reference)}
        document["message_reference"] = reference | ({"guild_id": str(guild.id)} if guild else {})
    return document


def _interaction_metadata(world: World, interaction: Interaction) -> Json:
    owners = interaction.document["authorizing_integration_owners"]
    metadata: Json = {"id": str(interaction.id), "type": interaction.type, "user": user_json(interaction.user)}
    webhook = {"webhook_id": str(world.bot.id), "application_id": str(world.bot.id)}
    return webhook | {"interaction_metadata": metadata | {"authorizing_integration_owners": owners}}


def tell(world: World, event: str, channel: Channel, document: Json, *, messages: bool = False) -> None:
    """Let the shards that want it know what happened in a channel that the bot can see."""
    guild = channel.guild
    if guild is None:
        if world.bot.id in channel.recipients:
            world.gateway.dispatch(event, document, intent=Intent.DIRECT_MESSAGES)
        return
    if guild.installed and in_channel(channel, world.bot.id):
        intent = Intent.GUILD_MESSAGES if messages else Intent.GUILDS
        world.gateway.dispatch(event, document, guild_id=guild.id, intent=intent)


def tell_message(world: World, event: str, message: Message) -> None:
    """Tell of a message; what others write is hidden from a bot that was not granted to read it."""
    if message.only_for is not None:
        return
    readable = message.author == world.bot or message.channel.is_private or world.privileged & Intent.MESSAGE_CONTENT
    guild = message.channel.guild
    extra: Json = {"guild_id": str(guild.id)} if guild is not None else {}
    if guild is not None and message.author.id in guild.members:
        extra["member"] = member_json(guild.members[message.author.id], with_user=False)
    tell(world, event, message.channel, message_json(world, message, hide=not readable) | extra, messages=True)
