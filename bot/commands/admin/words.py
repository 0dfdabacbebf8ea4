"""What the answers of /admin have in common."""

import datetime as dt

from bot.commands.turn import Turn
from bot.due import zone_of
from bot.message import Button

LONGEST = 300  # characters of what others wrote: reasons of servers


def back(turn: Turn) -> tuple[Button, ...]:
    """The way to the overview."""
    return (Button(turn.catalog.text("button.return"), "admin:"),)


def moment(turn: Turn, at: dt.datetime) -> str:
    """A moment by the operator's clock."""
    return turn.catalog.moment(at.astimezone(zone_of(turn.chat.settings.zone)), turn.today())


def cut(text: str) -> str:
    """A text of somebody else's in one line, and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
