"""What comes after the first answer: the original is read, edited and deleted, and more messages follow."""

from dataclasses import replace

from tests.discord.server.contents import check_something, read_content
from tests.discord.server.faults import BAD_TOKEN, MOST_FOLLOWUPS, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK, Json
from tests.discord.server.forms import Form
from tests.discord.server.interactions import RESPONSE_FLAGS, check_thread, show
from tests.discord.server.mentions import find_pings, read_allowed
from tests.discord.server.messages import change, publish, remove
from tests.discord.server.requests import Query
from tests.discord.server.shapes import message_json
from tests.discord.server.talk import Content, Flag, Interaction, Message, Standing
from tests.discord.server.world import World

MOST_WITHOUT_BOT = 5  # follow-ups of an app that somebody has for themselves, where the bot is not


def _find(world: World, query: Query) -> Interaction:
    """The interaction whose token the request has, if it may still be used."""
    interaction = world.interactions.get(query.words["token"])
    if interaction is None or query.numbers["webhook_id"] != world.bot.id:
        raise UNKNOWN_WEBHOOK.error()
    if world.now() > interaction.at + world.token_seconds:
        raise BAD_TOKEN.error()
    if interaction.standing is Standing.OPEN:
        raise UNKNOWN_WEBHOOK.error()
    return interaction


def _find_message(world: World, query: Query) -> tuple[Interaction, Message]:
    interaction = _find(world, query)
    name = query.words["message"]
    if name == "@original":
        found = interaction.original
    else:
        known = [*interaction.followups, *([interaction.original] if interaction.original else [])]
        found = next((one for one in known if str(one.id) == name), None)
    if found is None or found.deleted:
        raise UNKNOWN_MESSAGE.error()
    return interaction, found


def get_response(world: World, query: Query) -> Json:
    return message_json(world, _find_message(world, query)[1])


def create_followup(world: World, query: Query) -> Json | None:
    interaction = _find(world, query)
    form = query.form
    original = interaction.original
    if original is not None and original.loading:
        return _fulfil(world, query, interaction, form)
    if interaction.user_install:
        interaction.followup_count += 1
        if interaction.followup_count > MOST_WITHOUT_BOT:
            raise MOST_FOLLOWUPS.error()
    content = read_content(world, query, form, flags=RESPONSE_FLAGS)
    return message_json(world, show(world, interaction, content, form, original=False))


def edit_response(world: World, query: Query) -> Json:
    interaction, message = _find_message(world, query)
    if message.loading:
        return _fulfil(world, query, interaction, query.form)
    form = query.form
    content = read_content(world, query, form, base=message.now)
    read_allowed(form)
    check_something(form, content)
    change(world, message, content, interaction)
    return message_json(world, message)


def delete_response(world: World, query: Query) -> None:
    remove(world, _find_message(world, query)[1])


def _fulfil(world: World, query: Query, interaction: Interaction, form: Form) -> Json:
    """Let the message that was promised come; whether only one person sees it was said with the promise."""
    message = interaction.original
    assert message is not None
    content = read_content(world, query, form, base=Content(), flags=RESPONSE_FLAGS)
    allowed = read_allowed(form)
    check_something(form, content)
    check_thread(world, message)
    message.versions[:] = [replace(content, flags=content.flags & ~Flag.EPHEMERAL)]
    message.pings = find_pings(content, allowed, message.channel, world.bot.id)
    interaction.standing = Standing.ANSWERED
    publish(world, message)
    return message_json(world, message)
