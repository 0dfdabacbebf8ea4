"""/here: where in a group its digests arrive, and threads with topics of their own."""

from bot.commands.groups import place_name, with_setters_zone
from bot.commands.subscribing import PER_CHAT, describe_problem, describe_unknown
from bot.commands.turn import Action, Command, Turn, rows_of, say
from bot.message import Button, Reply
from bot.moments import schedule
from bot.query import Subscriptions, parse_subscriptions


def here(turn: Turn) -> Reply:
    """Have the group's digests arrive here; or, with terms, what matches them, and nowhere else in the group."""
    if not turn.in_group:
        return say(turn.catalog.text("here.private"))
    if not turn.args:
        return _move(turn)
    said = parse_subscriptions(turn.args, turn.vocabulary, sources=turn.source_names())
    if len(turn.chat.subscriptions) + len(said.wishes) > PER_CHAT:
        return say(turn.catalog.text("subscribe.limit", limit=PER_CHAT))
    lines = [_bind(turn, said)] if said.wishes else []
    lines += [describe_unknown(turn, unknown) for unknown in said.unknown]
    lines += [describe_problem(turn, problem) for problem in said.problems]
    if not lines:
        return say(turn.catalog.text("subscribe.ask"))
    offered = [
        Button(turn.name_of(slug), f"here:{slug}")
        for unknown in said.unknown
        for slug in unknown.nearest
        if slug in turn.vocabulary.concepts
    ]
    return say(*lines, buttons=rows_of(offered, 3))


def _move(turn: Turn) -> Reply:
    """A thread with topics of its own becomes the group's place, and its topics the group's."""
    store, place = turn.store, turn.request.place
    default = store.threads.default(place) or turn.chat
    if default.place == place:
        return say(turn.catalog.text("here.already"))
    store.deliveries.move_chat(default.id, place)
    if default.stopped:
        store.deliveries.resume_chat(default.id)
    return say(turn.catalog.text("here.moved", place=place_name(turn)))


def _bind(turn: Turn, said: Subscriptions) -> str:
    store, place = turn.store, turn.request.place
    terms = [(wish.spelling, wish.wanted) for wish in said.wishes]
    default = with_setters_zone(turn, store.threads.default(place) or turn.chat)
    chat = store.threads.bind(default, place, terms, person_id=turn.person.id, now=turn.now())
    if chat.next_due_at is None:
        schedule(store, chat, chat.settings, turn.now())
    names = turn.catalog.join(turn.name_of(("" if wish.wanted else "-") + wish.spelling) for wish in said.wishes)
    return turn.catalog.text("here.bound", place=place_name(turn), names=names)


COMMANDS = (Command("here", here, changes=True),)
ACTIONS = (Action("here", here, changes=True),)
