"""Messages: create, get, list, edit, delete, crosspost."""

from typing import Any

from tests.discord.server.access import (
    check_content,
    check_may,
    check_may_send,
    check_open,
    find_channel,
    find_message,
    unarchive,
)
from tests.discord.server.contents import check_something, read_content
from tests.discord.server.faults import (
    ALREADY_CROSSPOSTED,
    BAD_CHANNEL_TYPE,
    MISSING_ACCESS,
    NOT_YOURS,
    Json,
    Rule,
)
from tests.discord.server.forms import Form
from tests.discord.server.mentions import find_mentioned, find_pings, read_allowed
from tests.discord.server.model import Channel, ChannelType
from tests.discord.server.permissions import May, in_channel
from tests.discord.server.requests import Query
from tests.discord.server.shapes import message_json, tell, tell_message
from tests.discord.server.talk import Content, Interaction, Message, words_of
from tests.discord.server.world import EventKind, World

MOST_NONCE = 25


def create_message(world: World, query: Query) -> Json:
    channel = find_channel(world, query.numbers["channel_id"])
    check_may_send(world, channel)
    form = query.form
    content = read_content(world, query, form)
    nonce = form.text("nonce", most=MOST_NONCE)
    reference = _read_reference(form, channel)
    allowed = read_allowed(form)
    check_something(form, content)
    check_content(world, channel, content)
    if form.flag("enforce_nonce") and nonce and (first := _sent_before(world, nonce, channel, content)):
        return message_json(world, first)
    message = Message(world.snowflake(), channel, world.bot, world.now(), [content], trim_nonce(form), reference)
    message.pings = find_pings(content, allowed, channel, world.bot.id)
    if nonce:
        world.nonces[nonce] = (world.now(), message)
    unarchive(world, channel)
    publish(world, message)
    return message_json(world, message)


def trim_nonce(form: Form) -> str | int | None:
    """The nonce of a message, as it comes back with it."""
    return form.data.get("nonce")


def publish(world: World, message: Message) -> None:
    """Put a message where people see it, and tell the bot."""
    message.channel.messages[message.id] = message
    message.mentions = tuple(one for one in find_mentioned(message.now) if one in world.users)
    if message.pings and message.author == world.bot:
        world.report(Rule.PING, f"{message} notifies {', '.join(message.pings)}")
    world.happened(EventKind.SENT, message.channel, message, message.interaction)
    tell_message(world, "MESSAGE_CREATE", message)


def change(world: World, message: Message, content: Content, interaction: Interaction | None = None) -> None:
    """Let a message say something else; `interaction` is what this answers."""
    message.versions.append(content)
    message.edited_at = world.now()
    message.mentions = tuple(one for one in find_mentioned(content) if one in world.users)
    world.happened(EventKind.EDITED, message.channel, message, interaction)
    tell_message(world, "MESSAGE_UPDATE", message)


def remove(world: World, message: Message) -> None:
    message.deleted = True
    message.channel.messages.pop(message.id, None)
    world.happened(EventKind.DELETED, message.channel, message)
    document: Json = {"id": str(message.id), "channel_id": str(message.channel.id)}
    guild = message.channel.guild
    document |= {"guild_id": str(guild.id)} if guild is not None else {}
    if message.only_for is None:
        tell(world, "MESSAGE_DELETE", message.channel, document, messages=True)


def get_message(world: World, query: Query) -> Json:
    message = find_message(world, query)
    _check_history(world, message.channel)
    return message_json(world, message)


def list_messages(world: World, query: Query) -> list[Json]:
    channel = find_channel(world, query.numbers["channel_id"])
    _check_history(world, channel)
    form = Form(dict(query.params))
    most = form.integer("limit", least=1, most=100)
    form.done()
    found = sorted(channel.messages, reverse=True)
    before, after = int(query.params.get("before", 1 << 63)), int(query.params.get("after", 0))
    wanted = [channel.messages[one] for one in found if after < one < before]
    shown = [one for one in wanted if one.only_for is None][: most or 50]
    return [message_json(world, one) for one in shown]


def edit_message(world: World, query: Query) -> Json:
    message = find_message(world, query)
    if message.author != world.bot:
        raise NOT_YOURS.error()
    check_open(message.channel)
    form = query.form
    content = read_content(world, query, form, base=message.now)
    read_allowed(form)
    check_something(form, content)
    check_content(world, message.channel, content)
    change(world, message, content)
    return message_json(world, message)


def delete_message(world: World, query: Query) -> None:
    message = find_message(world, query)
    check_open(message.channel)
    if message.author != world.bot:
        check_may(world, message.channel, May.MANAGE_MESSAGES)
    remove(world, message)


def crosspost_message(world: World, query: Query) -> Json:
    message = find_message(world, query)
    if message.channel.type is not ChannelType.ANNOUNCEMENT:
        raise BAD_CHANNEL_TYPE.error()
    if message.author == world.bot:
        check_may(world, message.channel, May.SEND_MESSAGES)
    else:
        check_may(world, message.channel, May.MANAGE_MESSAGES)
    if message.crossposted:
        raise ALREADY_CROSSPOSTED.error()
    message.crossposted = True
    world.happened(EventKind.CROSSPOSTED, message.channel, message)
    tell_message(world, "MESSAGE_UPDATE", message)
    return message_json(world, message)


def trigger_typing(world: World, query: Query) -> None:
    check_may_send(world, find_channel(world, query.numbers["channel_id"]))


def _check_history(world: World, channel: Channel) -> None:
    if channel.guild is not None and May.READ_MESSAGE_HISTORY not in in_channel(channel, world.bot.id):
        raise MISSING_ACCESS.error()


def _read_reference(form: Form, channel: Channel) -> int | None:
    reference: Any = form.form("message_reference")
    if reference is None:
        return None
    number = int(reference.text("message_id", required=True) or 0)
    if number in channel.messages:
        return number
    if reference.data.get("fail_if_not_exists", True):
        form.wrong("REPLIES_UNKNOWN_MESSAGE", "Unknown message", "message_reference")
    return None


def _sent_before(world: World, nonce: str, channel: Channel, content: Content) -> Message | None:
    """The message that was sent with this nonce a short time ago."""
    at, first = world.nonces.get(nonce, (0.0, None))
    if first is None or world.now() >= at + world.nonce_seconds:
        return None
    if first.channel is not channel or words_of(first.versions[0]) != words_of(content):
        world.report(Rule.NONCE_REUSED, f"{nonce!r} in {channel} was that of {first} in {first.channel}")
    return first
