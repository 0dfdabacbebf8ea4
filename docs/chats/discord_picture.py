"""A channel drawn as Discord shows it to one person, and below it what another sees."""

import datetime as dt
from collections.abc import Iterator

from docs.chats import discord_parts, svg
from docs.chats.discord_parts import FAINT, INK, LINK
from docs.chats.discord_run import ZONE, Sight
from docs.chats.runs import Look, Run, width
from tests.discord.server import Interaction, Message

WIDE = 828.0
GAP = 12.0
HEAD = 48.0
EDGE = 16.0
INDENT = 72.0  # where words begin, right of the faces
WALL, RIM, ALONE = "#313338", "#1e1f22", "#393d4d"
BLURPLE, OTHER = "#5865f2", "#b5442f"
FACES = {"Anna": "#1d7a4d", "Minsu": "#b5442f"}

Drawn = tuple[list[str], float]  # shapes, and where they end


def draw(sights: list[Sight]) -> str:
    """One below the other."""
    shapes: list[str] = []
    y = GAP
    for sight in sights:
        messages, end = _messages(sight, y + HEAD)
        shapes += [*_window(sight, y, end - y), *messages]
        y = end + GAP
    return svg.picture(WIDE, y, "Paperwire in Discord", shapes)


def _window(sight: Sight, y: float, high: float) -> Iterator[str]:
    """The wall, and the channel's name above it."""
    x, wide = GAP, WIDE - 2 * GAP
    yield svg.box(x, y, wide, high, WALL, rx=10, stroke=RIM)
    yield svg.box(x, y + HEAD - 1, wide, 1, RIM)
    yield svg.stroke(f"M{x + 24:g} {y + 16:g} l-3 16 M{x + 32:g} {y + 16:g} l-3 16 m-9 -11 h16 m-17 6 h16", FAINT, 2)
    name = (Run(sight.channel.name, Look.BOLD),)
    yield svg.written(name, x + 46, y + 30, 16, ("#f2f3f5", LINK))
    where = (Run(f"{sight.channel.guild.name if sight.channel.guild else ''}, {sight.note}"),)
    yield svg.written(where, x + 46 + width(name, 16) + 16, y + 29.5, 13, (FAINT, LINK))


def _messages(sight: Sight, y: float) -> Drawn:
    shapes: list[str] = []
    day: dt.date | None = None
    y += 10
    for message in sight.messages:
        if _moment(message).date() != day:
            day = _moment(message).date()
            shapes += _day(day, y)
            y += 30
        drawn, y = _message(message, y)
        shapes += drawn
    return shapes, y + 6


def _moment(message: Message) -> dt.datetime:
    return dt.datetime.fromtimestamp(message.at, ZONE)


def _day(day: dt.date, y: float) -> Iterator[str]:
    line = (Run(f"{day.day} {day:%B %Y}", Look.BOLD),)
    wide = width(line, 12)
    yield svg.box(GAP + EDGE, y + 10, WIDE - 2 * (GAP + EDGE), 1, "#4a4c53")
    yield svg.box((WIDE - wide) / 2 - 6, y + 2, wide + 12, 18, WALL)
    yield svg.written(line, WIDE / 2, y + 14.5, 12, (FAINT, FAINT), text_anchor="middle")


def _message(message: Message, y: float) -> Drawn:
    """Who asked for it, who says it, its parts, and who sees it if not all do."""
    left, top = GAP + INDENT, y
    y += 8
    shapes: list[str] = []
    if message.interaction is not None:
        shapes += _asked(message.interaction, left, y)
        y += 24
    shapes += _signed(message, left, y)
    sheet = discord_parts.draw(message.components, left, y + 24, WIDE - left - GAP - EDGE)
    shapes += sheet.shapes
    y = sheet.y + 8
    if message.only_for is None:
        return shapes, y + 4
    shapes += _alone(left, y)
    y += 26
    back = [svg.box(GAP, top, WIDE - 2 * GAP, y - top, ALONE), svg.box(GAP, top, 2, y - top, BLURPLE)]
    return [*back, *shapes], y + 10


def _asked(interaction: Interaction, x: float, y: float) -> Iterator[str]:
    """The command and its options, above the answer."""
    name = interaction.user.name
    yield svg.stroke(f"M{x - 36:g} {y + 20:g} v-6 q0 -6 6 -6 h24", "#5a5d66", 2)
    yield from _face(name, x + 8, y + 8, 8, FACES.get(name, OTHER))
    who = (Run(name, Look.BOLD), Run(" used "))
    yield svg.written(who, x + 22, y + 12.5, 13, (FAINT, LINK))
    data = interaction.document["data"]
    options = "".join(f"  {option['name']}: {option['value']}" for option in data.get("options", ()))
    at = x + 22 + width(who, 13)
    command = (Run(f"/{data['name']}", Look.BOLD), Run(options))
    yield svg.box(at, y - 2, width(command, 13) + 12, 20, "#3c4270", rx=4)
    yield svg.written(command, at + 6, y + 12.5, 13, ("#c9cdfb", LINK))


def _signed(message: Message, x: float, y: float) -> Iterator[str]:
    name = (Run(message.author.name, Look.BOLD),)
    yield from _face(message.author.name, GAP + 36, y + 18, 20, BLURPLE)
    yield svg.written(name, x, y + 14, 16, ("#f2f3f5", LINK))
    at = x + width(name, 16) + 8
    yield svg.box(at, y + 1, 34, 16, BLURPLE, rx=4)
    yield svg.written((Run("APP", Look.BOLD),), at + 17, y + 13, 10.5, ("#fff", LINK), text_anchor="middle")
    time = (Run(f"{_moment(message):%d/%m/%Y %H:%M}"),)
    yield svg.written(time, at + 42, y + 13.5, 12, (FAINT, LINK))


def _alone(x: float, y: float) -> Iterator[str]:
    """An eye, and the platform's own words."""
    yield svg.stroke(f"M{x:g} {y + 8:g} q8 -9 16 0 q-8 9 -16 0 z", FAINT)
    yield svg.disc(x + 8, y + 8, 2.5, FAINT)
    line = (Run("Only you can see this · "), Run("Dismiss message", Look.LINK))
    yield svg.written(line, x + 24, y + 12.5, 12.5, (FAINT, LINK))


def _face(name: str, x: float, y: float, radius: float, colour: str) -> Iterator[str]:
    """A circle with the first letter of a name."""
    letter = (Run(name[0], Look.BOLD),)
    yield svg.disc(x, y, radius, colour)
    yield svg.written(letter, x, y + radius * 0.36, radius, ("#fff", INK), text_anchor="middle")
