"""/admin sources: what is read and how that goes; adding, pausing, visiting again."""

from collections.abc import Callable, Mapping

from bot import actions
from bot.commands.admin.words import back, cut, moment
from bot.commands.turn import Turn, rows_of, say
from bot.errors import BotError, SettingsError
from bot.fetching.addressing import read_place
from bot.fetching.places import shown
from bot.message import Button, Reply
from bot.sources import is_folder
from storage.watched import Visited, WatchStatus

SHOWN = 20


def sources(turn: Turn) -> Reply:
    """List the sources; or do with one what the first word says."""
    name, _, address = turn.args.partition(" ")
    if name.lower() in DOING:
        return DOING[name.lower()](turn, address.strip())
    watches = turn.store.watches.listing()
    visits = {one.address: one for one in turn.store.visits.listing()}
    lines = [_line(turn, number, one, visits.get(one.address)) for number, one in enumerate(watches[:SHOWN], start=1)]
    buttons = [_button(turn, number, one) for number, one in enumerate(watches[:SHOWN], start=1)]
    heading = turn.catalog.count("admin.sources", len(watches))
    how = turn.catalog.said("admin.sources_how")
    return say(heading, "\n".join(lines), how, buttons=(*rows_of(buttons, 2), back(turn)))


def _line(turn: Turn, number: int, watch: WatchStatus, visited: Visited | None) -> str:
    return f"{number}. {shown(watch.address)} · {_state(turn, watch, visited)}"


def _state(turn: Turn, watch: WatchStatus, visited: Visited | None) -> str:
    if not watch.watched:
        return turn.catalog.text("admin.source_paused")
    if visited is not None and visited.stopped:
        return turn.catalog.text("admin.source_stopped", reason=cut(visited.stopped))
    if watch.failing is not None:
        since = moment(turn, watch.failing.since)
        return turn.catalog.text("admin.source_failing", since=since, reason=cut(watch.failing.reason))
    if watch.first_read_at is None:
        return turn.catalog.text("admin.source_new")
    return turn.catalog.text("admin.source_fine")


def _button(turn: Turn, number: int, watch: WatchStatus) -> Button:
    verb = "pause" if watch.watched else "resume"
    label = turn.catalog.text("admin.source_pause" if watch.watched else "admin.source_resume", number=number)
    return Button(label, f"admin:source {verb} {actions.key(watch.address)}")


def _add(turn: Turn, written: str) -> Reply:
    """Look at what is published there, show it, and ask."""
    find = turn.services.find_source
    if not written or is_folder(written) or find is None:
        return _again(turn, "admin.source_what")
    try:
        found = find(written)
    except BotError as error:
        return say(cut(str(error)), buttons=(back(turn),))
    titles = "\n".join(f"· {cut(title)}" for title in found.titles)
    confirm = f"admin:source read {found.address}"
    rows = ((Button(turn.catalog.text("button.read_source"), confirm),),) if actions.fits(confirm) else ()
    how = "" if rows else turn.catalog.said("admin.source_confirm", address=found.address)
    return say(turn.catalog.text("admin.source_found", address=found.address), titles, how, buttons=(*rows, back(turn)))


def _read(turn: Turn, written: str) -> Reply:
    """Read a source from now on."""
    try:
        address = read_place(written).address
    except SettingsError:
        return _again(turn, "admin.source_what")
    turn.store.watches.add(address)
    return say(turn.catalog.text("admin.source_added", address=address), buttons=(back(turn),))


def _pause(turn: Turn, written: str) -> Reply:
    """Read it no more; its papers stay."""
    address = _named(turn, written)
    if not address:
        return _again(turn, "admin.source_unknown")
    turn.store.watches.remove(address)
    undo = Button(turn.catalog.text("admin.source_resume", number=""), f"admin:source resume {actions.key(address)}")
    return say(turn.catalog.text("admin.source_left", address=address), buttons=((undo,), back(turn)))


def _visit_again(turn: Turn, written: str) -> Reply:
    """Read it, also one that was left or given up, at the next round."""
    address = _named(turn, written)
    if not address:
        return _again(turn, "admin.source_unknown")
    turn.store.watches.add(address)
    return say(turn.catalog.text("admin.source_soon", address=address), buttons=(back(turn),))


def _named(turn: Turn, written: str) -> str:
    """The address that is meant: as it is listed, by its number there, or by a button; "" for none."""
    known = [one.address for one in turn.store.watches.listing()]
    place = actions.number(written)
    if place is not None:
        return known[place - 1] if 1 <= place <= len(known) else ""
    return next((address for address in known if written in (address, actions.key(address))), "")


def _again(turn: Turn, key: str) -> Reply:
    return say(turn.catalog.said(key), buttons=((Button(turn.catalog.text("admin.button_sources"), "admin:sources"),),))


DOING: Mapping[str, Callable[[Turn, str], Reply]] = {
    "add": _add,
    "read": _read,
    "pause": _pause,
    "resume": _visit_again,
    "retry": _visit_again,
}
