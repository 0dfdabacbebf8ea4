"""Text in several looks, measured and broken into lines without a font at hand.

Narrow characters are as wide as in Helvetica, Arial and Liberation Sans, which are the same; wide ones, by their East
Asian width, fill a square, or nearly so in Hangul. In other fonts a line is squeezed to its measure by the SVG.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Flag, auto
from itertools import groupby

# Thousandths of the font's size, from the metrics that Adobe published with Helvetica.
_WIDTHS = {
    191: "'",
    222: "ijl‘’",
    260: "|",
    278: " !,./:;I[\\]ft·",
    333: "()-`r“”",
    355: '"',
    389: "*",
    469: "^",
    500: "Jcksvxyz",
    584: "+<=>~×",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1000: "—…",
    1015: "@",
}
_WIDTH = {character: width / 1000 for width, characters in _WIDTHS.items() for character in characters}
_OTHER = 0.556  # digits and most letters
_BOLDER = 1.07
_CODE = 0.602
_HANGUL = 0.92
# A line may break behind a blank, and around a wide character that is no Hangul, but not before what closes or divides.
_IDEOGRAPHS = r"\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60"
_CLOSING = r"[，。、；：？！）》」』”’]*(?: ·(?=\s))?"
_PIECE = re.compile(rf"\s+|[^\s{_IDEOGRAPHS}]+{_CLOSING}|\S{_CLOSING}")


class Look(Flag):
    """How a character looks."""

    PLAIN = 0
    BOLD = auto()
    ITALIC = auto()
    LINK = auto()
    CODE = auto()


@dataclass(frozen=True, slots=True)
class Run:
    """Characters in one look."""

    text: str
    look: Look = Look.PLAIN


Line = tuple[Run, ...]


def visible(text: str) -> str:
    """The text without the characters that only control how others are shown."""
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def width(line: Iterable[Run], size: float) -> float:
    """How much room a line takes, in the unit of the font's size."""
    return size * sum(_char_width(char, run.look) for run in line for char in run.text)


def _char_width(char: str, look: Look) -> float:
    if unicodedata.east_asian_width(char) in "WF":
        return _HANGUL if "\uac00" <= char <= "\ud7a3" else 1.0
    if Look.CODE in look:
        return _CODE
    return _WIDTH.get(char, _OTHER) * (_BOLDER if Look.BOLD in look else 1)


def wrap(line: Line, room: float, size: float) -> Iterator[Line]:
    """Break a line into as many as it needs in so much room; a word that is too long is broken anywhere."""
    taken: list[Run] = []
    for piece in _pieces(line, room, size):
        if taken and width(trimmed([*taken, *piece]), size) > room:
            yield trimmed(taken)
            taken = []
        if taken or "".join(run.text for run in piece).strip():
            taken.extend(piece)
    yield trimmed(taken)


def trimmed(line: Iterable[Run]) -> Line:
    """The line without blanks at its end, runs of one look joined."""
    joined = [Run("".join(run.text for run in same), look) for look, same in groupby(line, lambda run: run.look)]
    while joined and not joined[-1].text.strip():
        joined.pop()
    return (*joined[:-1], Run(joined[-1].text.rstrip(), joined[-1].look)) if joined else ()


def _pieces(line: Line, room: float, size: float) -> Iterator[list[Run]]:
    """What is not broken, in order."""
    looks = [run.look for run in line for _ in run.text]
    text = "".join(run.text for run in line)
    for match in _PIECE.finditer(text):
        piece = [Run(text[at], looks[at]) for at in range(*match.span())]
        if width(piece, size) <= room:
            yield piece
        else:
            yield from ([char] for char in piece)
