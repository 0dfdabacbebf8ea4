"""The parts of a message in Discord, each drawn below the one before: texts, rows of buttons, containers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docs.chats import discord_markdown, svg
from docs.chats.runs import Look, Run, width, wrap

INK, FAINT, LINK = "#dbdee1", "#a3a8b1", "#5cb3ff"
CARD, RIM, KEY = "#2b2d31", "#44464d", "#4e5058"
SIZE, LEADING = 15.0, 20.0
SMALL, SMALL_LEADING = 12.5, 18.0
PAD = 16.0
KEY_HIGH, BETWEEN = 32.0, 8.0
ROW, BUTTON, TEXT, CONTAINER = 1, 2, 10, 17

Part = Mapping[str, Any]


@dataclass(slots=True)
class Sheet:
    """What is drawn so far between the left edge and `room` units to the right of it; `y` is where it ends."""

    x: float
    y: float
    room: float
    shapes: list[str]


def draw(parts: Sequence[Part], x: float, y: float, room: float) -> Sheet:
    """The parts, with a gap between two."""
    sheet = Sheet(x, y, room, [])
    for number, part in enumerate(parts):
        sheet.y += BETWEEN if number else 0
        _DRAWN[part["type"]](part, sheet)
    return sheet


def _draw_text(part: Part, sheet: Sheet) -> None:
    for passage in discord_markdown.read(part["content"]):
        size, leading, ink = (SMALL, SMALL_LEADING, FAINT) if passage.small else (SIZE, LEADING, INK)
        inset = 14 if passage.quoted else 0
        for line in wrap(passage.line, sheet.room - inset, size):
            if passage.quoted:
                sheet.shapes.append(svg.box(sheet.x, sheet.y, 4, leading, KEY))
            at = sheet.y + leading - 5
            sheet.shapes.append(svg.written(line, sheet.x + inset, at, size, (ink, LINK), class_="said"))
            sheet.y += leading


def _draw_row(part: Part, sheet: Sheet) -> None:
    x = sheet.x
    for button in part["components"]:
        line = (Run(button["label"], Look.BOLD),)
        arrow = 18 if button.get("url") else 0
        wide = max(width(line, 14) + 32 + arrow, 50)
        sheet.shapes.append(svg.box(x, sheet.y, wide, KEY_HIGH, KEY, rx=8))
        middle = {"text_anchor": "middle", "class_": "key"}
        white = ("#fff", "#fff")
        sheet.shapes.append(svg.written(line, x + (wide - arrow) / 2, sheet.y + 21, 14, white, **middle))
        if arrow:
            sheet.shapes.append(svg.stroke(f"M{x + wide - 28:g} {sheet.y + 20:g} l8 -8 m-7 0 h7 v7", "#fff"))
        x += wide + BETWEEN
    sheet.y += KEY_HIGH


def _draw_container(part: Part, sheet: Sheet) -> None:
    """A card, with a line of its accent's colour if it has one."""
    inside = draw(part["components"], sheet.x + PAD, sheet.y + PAD, sheet.room - 2 * PAD)
    high = inside.y + PAD - sheet.y
    sheet.shapes.append(svg.box(sheet.x, sheet.y, sheet.room, high, CARD, rx=8, stroke=RIM))
    if part.get("accent_color") is not None:
        sheet.shapes.append(svg.box(sheet.x, sheet.y, 4, high, f"#{part['accent_color']:06x}", rx=2))
    sheet.shapes += inside.shapes
    sheet.y += high


_DRAWN = {ROW: _draw_row, TEXT: _draw_text, CONTAINER: _draw_container}
