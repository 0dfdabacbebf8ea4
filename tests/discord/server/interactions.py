"""Answers to interactions: https://docs.discord.com/developers/interactions/receiving-and-responding"""

from enum import IntEnum

from tests.discord.server.access import unarchive
from tests.discord.server.contents import check_something, read_content
from tests.discord.server.faults import (
    ALREADY_ACKNOWLEDGED,
    ARCHIVED,
    UNKNOWN_INTERACTION,
    Json,
    RefusedError,
    Rule,
)
from tests.discord.server.forms import INVALID_FORM, Form
from tests.discord.server.mentions import find_pings, read_allowed
from tests.discord.server.messages import change, publish
from tests.discord.server.modals import read_choices, read_modal
from tests.discord.server.permissions import May, in_channel
from tests.discord.server.requests import Query
from tests.discord.server.shapes import message_json
from tests.discord.server.talk import Content, Flag, Interaction, Message, Standing
from tests.discord.server.world import EventKind, World

RESPONSE_FLAGS = Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS | Flag.COMPONENTS_V2 | Flag.EPHEMERAL


class Kind(IntEnum):
    """What somebody did."""

    PING = 1
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Callback(IntEnum):
    """How it is answered first."""

    PONG = 1
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


_NEW = {Callback.MESSAGE, Callback.DEFERRED_MESSAGE}
_CHANGING = {Callback.DEFERRED_UPDATE, Callback.UPDATE}
ANSWERS: dict[int, set[Callback]] = {
    Kind.PING: {Callback.PONG},
    Kind.COMMAND: _NEW | {Callback.MODAL},
    Kind.COMPONENT: _NEW | _CHANGING | {Callback.MODAL},
    Kind.AUTOCOMPLETE: {Callback.CHOICES},
    Kind.MODAL: _NEW | _CHANGING,
}


def answer_interaction(world: World, query: Query) -> Json | None:
    interaction = world.interactions.get(query.words["token"])
    if interaction is None or interaction.id != query.numbers["interaction_id"]:
        raise UNKNOWN_INTERACTION.error()
    if interaction.standing is not Standing.OPEN:
        raise ALREADY_ACKNOWLEDGED.error()
    if world.now() > interaction.at + world.first_response_seconds:
        late = world.now() - interaction.at
        world.report(Rule.LATE_ANSWER, f"{interaction.user.name}: {late:.1f} s after {interaction.document['data']}")
        raise UNKNOWN_INTERACTION.error()
    form = query.form
    callback = _read_callback(form, interaction)
    data = form.form("data") or Form({}, form.errors, ("data",))
    _apply(world, query, interaction, callback, data)
    interaction.callback, interaction.acknowledged_at = callback, world.now()
    world.happened(EventKind.ANSWERED, interaction.channel, interaction=interaction)
    return _response(world, interaction) if query.wants("with_response") else None


def _read_callback(form: Form, interaction: Interaction) -> Callback:
    allowed = set(ANSWERS[interaction.type])
    if interaction.message is None:
        allowed -= _CHANGING
    chosen = form.choice("type", sorted(allowed))
    form.done()
    return Callback(chosen)


def _apply(world: World, query: Query, interaction: Interaction, callback: Callback, data: Form) -> None:
    done = Standing.ANSWERED
    if callback is Callback.MESSAGE:
        content = read_content(world, query, data, flags=RESPONSE_FLAGS)
        show(world, interaction, content, data, original=True)
    elif callback is Callback.UPDATE:
        update(world, query, interaction, data)
    elif callback is Callback.CHOICES:
        interaction.choices = read_choices(data, focused_type(world, interaction))
        data.done()
    elif callback is Callback.MODAL:
        modal = read_modal(data)
        data.done()
        interaction.modal = modal
    else:
        done = Standing.DEFERRED
        if callback is Callback.DEFERRED_MESSAGE:
            flags = (data.integer("flags") or 0) & Flag.EPHEMERAL
            data.done()
            _promise(world, interaction, flags)
        else:
            interaction.original = interaction.message
    interaction.standing = done


def _promise(world: World, interaction: Interaction, flags: int) -> None:
    """Show that a message is coming."""
    message = _make(world, interaction, Content(flags=flags | Flag.LOADING))
    message.channel.messages[message.id] = message
    interaction.original = message


def show(world: World, interaction: Interaction, content: Content, form: Form, *, original: bool) -> Message:
    """Put a message that answers where the person, or everybody, sees it."""
    allowed = read_allowed(form)
    check_something(form, content)
    message = _make(world, interaction, content)
    check_thread(world, message)
    message.pings = find_pings(content, allowed, interaction.channel, world.bot.id)
    if original:
        interaction.original = message
    else:
        interaction.followups.append(message)
    publish(world, message)
    return message


def update(world: World, query: Query, interaction: Interaction, form: Form) -> None:
    """Let the message that was pressed say something else."""
    assert interaction.message is not None
    content = read_content(world, query, form, base=interaction.message.now)
    read_allowed(form)
    check_something(form, content)
    interaction.original = interaction.message
    change(world, interaction.message, content, interaction)


def _make(world: World, interaction: Interaction, content: Content) -> Message:
    hidden = bool(content.flags & Flag.EPHEMERAL) or _is_forced_private(interaction)
    now = world.now()
    content = Content(
        content.content, content.embeds, content.components, content.attachments, content.flags & ~Flag.EPHEMERAL
    )
    message = Message(world.snowflake(), interaction.channel, world.bot, now, [content], interaction=interaction)
    message.only_for = interaction.user if hidden else None
    return message


def check_thread(world: World, message: Message) -> None:
    """An answer that everybody sees opens its thread again, but not one that is locked."""
    channel = message.channel
    if message.only_for is None and channel.is_thread:
        if channel.locked and May.MANAGE_THREADS not in in_channel(channel, world.bot.id):
            raise ARCHIVED.error()
        unarchive(world, channel)


def _is_forced_private(interaction: Interaction) -> bool:
    """An app of one's own answers in public only where a server lets it."""
    channel = interaction.channel
    if not interaction.user_install or channel.guild is None:
        return False
    return May.USE_EXTERNAL_APPS not in in_channel(channel, interaction.user.id)


def focused_type(world: World, interaction: Interaction) -> int:
    """The type of the option that is being typed."""
    options = interaction.document["data"]["options"]
    while options and options[0]["type"] in (1, 2):
        options = options[0].get("options", [])
    kinds = [one["type"] for one in options if one.get("focused")]
    if not kinds:
        world.report(Rule.SERVER, f"nothing has the focus: {options}")
        raise RefusedError(400, INVALID_FORM, "Invalid Form Body")
    return int(kinds[0])


def _response(world: World, interaction: Interaction) -> Json:
    about: Json = {"id": str(interaction.id), "type": interaction.type}
    message = interaction.original
    if message is None:
        return {"interaction": about, "resource": {"type": int(interaction.callback)}}
    about["response_message_id"] = str(message.id)
    about["response_message_loading"] = message.loading
    about["response_message_ephemeral"] = message.ephemeral
    resource: Json = {"type": int(interaction.callback)}
    if interaction.callback != Callback.DEFERRED_UPDATE:
        resource["message"] = message_json(world, message)
    return {"interaction": about, "resource": resource}
