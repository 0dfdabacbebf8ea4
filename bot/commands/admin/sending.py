"""/admin deliveries, replay, pause, resume: what is owed, and what became of it."""

import datetime as dt
import re
from collections.abc import Iterator

from bot import actions
from bot.commands.admin.words import back, cut, moment
from bot.commands.turn import Turn, rows_of, say
from bot.fanout import expected
from bot.message import Button, Reply
from storage.model import Delivery, DeliveryState

SHOWN = 5  # of each kind
REPLAYED = 1_000  # at once
_DAY = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?P<sure> yes)?")
_TROUBLED = (DeliveryState.AMBIGUOUS, DeliveryState.BURIED)


def deliveries(turn: Turn) -> Reply:
    """How many there are in each state, what is owed, and the last that failed."""
    catalog, counts = turn.catalog, turn.store.deliveries.counts()
    troubled = [one for state in _TROUBLED for one in turn.store.deliveries.listing(state, limit=SHOWN)]
    buttons = [
        Button(catalog.text("admin.replay_one", number=one.id), f"admin:replay {one.id}")
        for one in troubled
        if one.state is DeliveryState.AMBIGUOUS
    ]
    halted = turn.store.halt.goes_on()
    halt = ("button.resume_sending", "admin:resume") if halted else ("button.pause_sending", "admin:pause")
    return say(
        catalog.text("admin.halted") if halted else "",
        "\n".join(catalog.text(f"admin.state_{state.value}", n=catalog.number(n)) for state, n in counts.items()),
        "\n".join(_owed(turn)),
        "\n".join(_line(turn, one) for one in troubled),
        catalog.said("admin.deliveries_how"),
        buttons=(*rows_of(buttons, 3), (Button(catalog.text(halt[0]), halt[1]),), back(turn)),
    )


def _owed(turn: Turn) -> Iterator[str]:
    """What is owed now, and when it will be out."""
    now = turn.now()
    for fanout in expected(turn.store.deliveries.owed(now), now):
        until = moment(turn, fanout.finish)
        n = turn.catalog.number(fanout.owed)
        yield turn.catalog.text("admin.owed", platform=fanout.platform, n=n, until=until)


def _line(turn: Turn, one: Delivery) -> str:
    state = turn.catalog.text(f"admin.one_{one.state.value}")
    about = f"{one.id} · chat {one.key.chat_id} · {one.key.kind.value} {one.key.subject}"
    return cut(f"{about} · {state} · {one.reason}".rstrip(" ·"))


def replay(turn: Turn) -> Reply:
    """Owe one delivery again by its number, or all of a day that may not have arrived."""
    number = actions.number(turn.args)
    if number is not None:
        key = "admin.replayed" if turn.store.deliveries.replay(number) else "admin.not_replayed"
        return say(turn.catalog.text(key, number=number), buttons=(_to_deliveries(turn), back(turn)))
    said = _DAY.fullmatch(turn.args)
    day = _date(said["day"]) if said else None
    if said is None or day is None:
        return say(turn.catalog.said("admin.replay_how"), buttons=(_to_deliveries(turn), back(turn)))
    found = [one for state in _TROUBLED for one in turn.store.deliveries.listing(state, day=day, limit=REPLAYED)]
    if not said["sure"]:
        return _ask(turn, day, len(found))
    done = sum(turn.store.deliveries.replay(one.id) for one in found)
    return say(turn.catalog.count("admin.replayed_all", done), buttons=(_to_deliveries(turn), back(turn)))


def _ask(turn: Turn, day: dt.date, number: int) -> Reply:
    """Ask before many are sent again."""
    said = turn.catalog.count("admin.replay_day", number, day=day.isoformat())
    sure = Button(turn.catalog.text("button.replay"), f"admin:replay {day.isoformat()} yes")
    return say(said, buttons=((sure,), back(turn)) if number else (back(turn),))


def pause(turn: Turn) -> Reply:
    """Send nothing, on all platforms, until `resume`."""
    turn.store.halt.begin()
    button = Button(turn.catalog.text("button.resume_sending"), "admin:resume")
    return say(turn.catalog.text("admin.halted"), buttons=((button,), back(turn)))


def resume(turn: Turn) -> Reply:
    """Send again."""
    turn.store.halt.end()
    return say(turn.catalog.text("admin.goes_on"), buttons=(_to_deliveries(turn), back(turn)))


def _to_deliveries(turn: Turn) -> tuple[Button, ...]:
    return (Button(turn.catalog.text("admin.button_deliveries"), "admin:deliveries"),)


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
