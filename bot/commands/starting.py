"""/start, /help, /status: what this is, what can be said, and how things stand."""

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from bot.catalog import Catalog
from bot.commands.menu import zone_button
from bot.commands.setting import show_zone
from bot.commands.subscribed import subscriptions
from bot.commands.subscribing import popular_buttons, schedule_line
from bot.commands.turn import Command, Turn, empty_store, say
from bot.due import zone_of
from bot.message import Button, Message, Reply
from bot.notes import Standing
from storage.model import Delivery, SourceStatus

DELIVERIES = 5  # shown by /status
_TROUBLES: tuple[tuple[str, Callable[[Standing], Mapping[str, dt.datetime]]], ...] = (
    ("status.broken", lambda standing: standing.broken(standing.at)),
    ("status.late", lambda standing: {late.name: late.expected_at for late in standing.late}),
    ("status.dormant", lambda standing: {late.name: late.expected_at for late in standing.dormant}),
)
_AFTER_EXAMPLE = re.compile(r"[:：](?!\d)")
HELP = (
    "subscribe",
    "unsubscribe",
    "subscriptions",
    "tags",
    "today",
    "search",
    "paper",
    "similar",
    "settings",
    "status",
    "why",
    "here",
    "export",
    "forget",
    "privacy",
    "help",
)


def start(turn: Turn) -> Reply:
    """Say what this is and name the next step: a topic, by button or in words. A guessed zone is named as such."""
    if turn.in_group:
        return subscriptions(turn) if turn.chat.subscriptions else Reply((introduction(turn.catalog),))
    buttons = popular_buttons(turn)
    settings = turn.chat.settings
    return say(
        turn.catalog.said("start.hello"),
        turn.catalog.said("start.again", len(turn.chat.subscriptions)) if turn.chat.subscriptions else "",
        turn.catalog.text("start.popular") if buttons else empty_store(turn),
        schedule_line(turn),
        show_zone(settings, turn.catalog) if settings.zone_guessed else "",
        buttons=(*buttons, *(zone_button(turn) if settings.zone_guessed else ())),
    )


def introduction(catalog: Catalog) -> Message:
    """What the bot says once when it is added to a group."""
    set_up = Button(catalog.text("button.set_up"), "subscribe:")
    (message,) = say(catalog.said("start.group"), buttons=((set_up,),)).messages
    return dataclasses.replace(message, silent=True)


def help_(turn: Turn) -> Reply:
    """One line a command, and how terms are written."""
    return say(
        turn.catalog.text("help.heading"),
        "\n".join(turn.catalog.said(f"help.{name}") for name in HELP if turn.in_group or name != "here"),
        turn.catalog.text("help.plain") if turn.request.listens and not turn.in_group else "",
    )


def described(catalog: Catalog, name: str) -> str:
    """What /help says of a command, without the example before it."""
    return _AFTER_EXAMPLE.split(catalog.text(f"help.{name}"), maxsplit=1)[1].strip()


def status(turn: Turn) -> Reply:
    """What the store holds, how fresh each source is, and what this chat gets."""
    stats = turn.store.stats()
    standing = turn.standing()
    if not stats.papers:
        first = turn.catalog.text("status.empty") if not standing.reading else empty_store(turn)
        return say(first, _sources(turn, (), standing))
    read = {
        "papers": turn.catalog.count("count.papers", stats.papers),
        "sources": turn.catalog.count("count.sources", len(stats.sources)),
    }
    return say(
        turn.catalog.text("status.heading", **read),
        _sources(turn, stats.sources, standing),
        turn.catalog.count("subscriptions.heading", len(turn.chat.subscriptions)),
        _next(turn),
        "\n".join(_delivery(turn, delivery) for delivery in turn.store.deliveries.of_chat(turn.chat.id, DELIVERIES)),
    )


def _next(turn: Turn) -> str:
    """When the chat's next digests come."""
    settings = turn.chat.settings
    if settings.paused:
        return turn.catalog.said("status.paused")
    if turn.chat.next_due_at is None:
        return schedule_line(turn)
    key = "status.next_auto" if settings.time_auto else "status.next"
    lines = [turn.catalog.text(key, **_local(turn, turn.chat.next_due_at))]
    if turn.chat.weekly_due_at is not None:
        lines.append(turn.catalog.text("status.next_weekly", **_local(turn, turn.chat.weekly_due_at)))
    return "\n".join(lines)


def _local(turn: Turn, moment: dt.datetime) -> dict[str, str]:
    """A moment as the chat's clock shows it, with the zone named."""
    zone = turn.chat.settings.zone
    local = moment.astimezone(zone_of(zone))
    return {"date": turn.catalog.date(local.date()), "time": f"{local:%H:%M}", "zone": turn.catalog.zone(zone)}


def _delivery(turn: Turn, delivery: Delivery) -> str:
    """One of the chat's last deliveries: for which day, and what became of it."""
    local = delivery.due_at.astimezone(zone_of(turn.chat.settings.zone))
    state = turn.catalog.text(f"delivery.{delivery.state.value}")
    return turn.catalog.text(
        "status.delivery", date=turn.catalog.date(local.date()), time=f"{local:%H:%M}", state=state
    )


def _sources(turn: Turn, known: Sequence[SourceStatus], standing: Standing) -> str:
    """The sources, and those that cannot be read and have brought nothing yet."""
    unread = standing.broken(standing.at).keys() - {status.source.name for status in known}
    lines = [_source(turn, status, standing) for status in known]
    return "\n".join([*lines, *(" · ".join([name, *_trouble(turn, name, standing)]) for name in sorted(unread))])


def _source(turn: Turn, status: SourceStatus, standing: Standing) -> str:
    """A source: how many papers, how fresh, and what is wrong with it."""
    name, papers = status.source.name, turn.catalog.count("count.papers", status.papers)
    if status.newest_date is None:
        line = turn.catalog.text("status.source_undated", source=name, papers=papers)
    else:
        date = turn.catalog.day(status.newest_date, year=True)
        line = turn.catalog.text("status.source", source=name, papers=papers, date=date)
    return " · ".join([line, *_trouble(turn, name, standing)])


def _trouble(turn: Turn, name: str, standing: Standing) -> Iterator[str]:
    """What is wrong with a source: it cannot be read, or is late, or dormant."""
    for key, since in _TROUBLES:
        moment = since(standing).get(name)
        if moment is not None:
            local = moment.astimezone(zone_of(turn.chat.settings.zone))
            yield turn.catalog.text(key, when=turn.catalog.moment(local, turn.today()))
            return


COMMANDS = (Command("start", start), Command("help", help_), Command("status", status))
