"""/here: where in a group its digests arrive, and threads with topics of their own."""

import re

from bot import actions
from bot.commands.groups import place_name, with_setters_zone
from bot.commands.subscribing import PER_CHAT, describe_problem, describe_unknown
from bot.commands.turn import Action, Command, Turn, in_place, rows_of, say
from bot.message import Button, Reply
from bot.moments import schedule
from bot.query import Subscriptions, parse_subscriptions
from storage.threads import Binding

_UNDO = re.compile(r"(?P<first>[0-9]{1,9})-(?P<last>[0-9]{1,9}):(?P<back>[0-9.,]*)")
_BACK = re.compile(r"([0-9]{1,9})\.([0-9]{1,2})")


def here(turn: Turn) -> Reply:
    """Have the group's digests arrive here; or, with terms, what matches them, and nowhere else in the group."""
    if not turn.in_group:
        return say(turn.catalog.said("here.private"))
    if not turn.args:
        return _move(turn)
    said = parse_subscriptions(turn.args, turn.vocabulary, sources=turn.source_names())
    if len(turn.chat.subscriptions) + len(said.wishes) > PER_CHAT:
        return say(turn.catalog.said("subscribe.limit", limit=PER_CHAT))
    bound, undo = _bind(turn, said) if said.wishes else ("", ())
    lines = [bound] if bound else []
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
    return say(*lines, buttons=(*rows_of(offered, 3), *((undo,) if undo else ())))


def undo(turn: Turn) -> Reply:
    """Take back what `/here` changed: `args` is `first-last:chat.n,…` (`_undo`)."""
    said = _UNDO.fullmatch(turn.args)
    if said is None or not turn.in_group:
        return say(turn.catalog.text("action.old"))
    numbers = range(int(said["first"]), int(said["last"]) + 1)
    back = [(int(chat), int(n)) for chat, n in _BACK.findall(said["back"])]
    place, person_id = turn.request.place, turn.person.id
    removed = turn.store.threads.unbind(place, numbers, back, person_id=person_id, now=turn.now())
    if not removed:
        return say(turn.catalog.text("action.old"))
    names = turn.catalog.join(turn.name_of(row.term) for row in removed)
    return in_place(say(turn.catalog.text("here.undone", names=names)))


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


def _bind(turn: Turn, said: Subscriptions) -> tuple[str, tuple[Button, ...]]:
    """What to say of it, and the way back."""
    store, place = turn.store, turn.request.place
    terms = [(wish.spelling, wish.wanted) for wish in said.wishes]
    default = with_setters_zone(turn, store.threads.default(place) or turn.chat)
    binding = store.threads.bind(default, place, terms, person_id=turn.person.id, now=turn.now())
    chat = binding.chat
    if chat.next_due_at is None:
        schedule(store, chat, chat.settings, turn.now())
    names = turn.catalog.join(turn.name_of(("" if wish.wanted else "-") + wish.spelling) for wish in said.wishes)
    return turn.catalog.text("here.bound", place=place_name(turn), names=names), _undo(turn, binding)


def _undo(turn: Turn, binding: Binding) -> tuple[Button, ...]:
    """A button that takes it back; none where nothing changed, or a button cannot carry it."""
    if not binding.made:
        return ()
    numbers = {row.term: number for number, row in enumerate(binding.made)}
    back = ",".join(f"{chat_id}.{numbers[term]}" for chat_id, term in binding.taken if term in numbers)
    action = f"unbind:{binding.made[0].id}-{binding.made[-1].id}:{back}"
    return (Button(turn.catalog.text("button.undo"), action),) if actions.fits(action) else ()


COMMANDS = (Command("here", here, changes=True),)
ACTIONS = (Action("here", here, changes=True), Action("unbind", undo, changes=True))
