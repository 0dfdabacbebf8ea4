"""/unsubscribe, /subscriptions: what a chat is subscribed to, and ends to it."""

import re
from collections.abc import Mapping

from bot import actions
from bot.commands.groups import where
from bot.commands.subscribing import popular_buttons, schedule_line
from bot.commands.turn import Action, Command, Turn, ask, in_place, say
from bot.due import zone_of
from bot.message import Button, Reply
from bot.query import parse_subscriptions
from storage.model import Subscription

NAME_LENGTH = 64  # characters of an administrator's name
PICKED_AT_ONCE = 10  # subscriptions offered for removal on one page

_NUMBERS = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9}))?")


def unsubscribe(turn: Turn) -> Reply:
    """Take wishes back, named as they were made."""
    if not turn.args:
        return _pick(turn, page=1)
    said = parse_subscriptions(turn.args, turn.vocabulary, sources=turn.source_names())
    removed = turn.store.chats.unsubscribe(turn.chat.id, [wish.spelling for wish in said.wishes])
    if not removed:
        return say(turn.catalog.said("unsubscribe.not_found", text=turn.args))
    return _removed(turn, removed)


def unsubscribe_numbered(turn: Turn) -> Reply:
    """Take the wishes of a button back: `args` is the number of one, or those of the first and the last."""
    numbers = _NUMBERS.fullmatch(turn.args)
    if numbers is None:
        return say(turn.catalog.text("action.old"))
    first, last = int(numbers[1]), int(numbers[2] or numbers[1])
    removed = turn.store.chats.unsubscribe_numbered(turn.chat.id, first, last)
    return in_place(_removed(turn, removed) if removed else say(turn.catalog.text("action.old")))


def _removed(turn: Turn, removed: tuple[Subscription, ...]) -> Reply:
    names = turn.catalog.join(turn.name_of(row.term) for row in removed)
    return say(turn.catalog.text("unsubscribe.done", names=names), where(turn))


def pick(turn: Turn) -> Reply:
    """Another page of what may be taken back, in the same message; `args` is the page."""
    return in_place(_pick(turn, page=actions.number(turn.args) or 1))


def _pick(turn: Turn, *, page: int) -> Reply:
    rows = turn.chat.subscriptions
    if not rows:
        return subscriptions(turn)
    pages = -(-len(rows) // PICKED_AT_ONCE)
    page = min(page, pages)
    shown = rows[(page - 1) * PICKED_AT_ONCE : page * PICKED_AT_ONCE]
    buttons = [(Button(turn.name_of(row.term), f"unsubscribe:{row.id}"),) for row in shown]
    paging = (
        *((Button(turn.catalog.text("button.previous"), f"pick:{page - 1}"),) if page > 1 else ()),
        *((Button(turn.catalog.text("button.more"), f"pick:{page + 1}"),) if page < pages else ()),
    )
    return ask(turn, "unsubscribe", turn.catalog.text("unsubscribe.ask"), (*buttons, *((paging,) if paging else ())))


def subscriptions(turn: Turn) -> Reply:
    """What the chat wants and never wants, and when its digest comes; in a group, since when and by whom."""
    rows = turn.chat.subscriptions
    if not rows:
        return say(turn.catalog.said("subscriptions.none"), buttons=popular_buttons(turn))
    names = _names(turn)
    wanted = [_listed(turn, row, names) for row in rows if row.wanted]
    never = [_listed(turn, row, names) for row in rows if not row.wanted]
    return say(
        turn.catalog.count("subscriptions.heading", len(wanted)),
        "\n".join(f"{number}. {name}" for number, name in enumerate(wanted, start=1)),
        turn.catalog.text("subscribe.never", name=turn.catalog.join(never)) if never else "",
        where(turn),
        schedule_line(turn),
    )


def _names(turn: Turn) -> Mapping[int | None, str]:
    """What the group's administrators are called, by their numbers as persons."""
    find, platform = turn.store.persons.find, turn.request.place.platform
    found = ((find(platform, user_id), name) for user_id, name in turn.request.admins.items())
    return {person.id: " ".join(name.split())[:NAME_LENGTH] for person, name in found if person}


def _listed(turn: Turn, row: Subscription, names: Mapping[int | None, str]) -> str:
    name = turn.name_of(row.term)
    if not turn.in_group:
        return name
    date = turn.catalog.day(row.created_at.astimezone(zone_of(turn.chat.settings.zone)).date(), year=True)
    if row.created_by == turn.person.id:
        return turn.catalog.text("subscriptions.by_you", name=name, date=date)
    if who := names.get(row.created_by):
        return turn.catalog.text("subscriptions.by", name=name, date=date, who=who)
    return turn.catalog.text("subscriptions.since", name=name, date=date)


COMMANDS = (
    Command("unsubscribe", unsubscribe, changes=True),
    Command("subscriptions", subscriptions, names_admins=True),
)
ACTIONS = (
    Action("unsubscribe", unsubscribe_numbered, changes=True),
    Action("pick", pick, changes=True),
)
