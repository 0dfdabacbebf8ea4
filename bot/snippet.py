"""The part of a text that says what was looked for, cut from it at the borders of words or wide characters. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.columns import ELLIPSIS, char_width, cut
from bot.query import Aim, Mention, find_mentions

COLUMNS = 150
LEAD = 3  # a third of the columns is left for what stands before the first hit
TEXT_LENGTH = 4000  # characters that are looked through


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a snippet: a hit, or what stands between hits."""

    text: str
    hit: bool


def snippet(text: str, aims: Sequence[Aim], *, columns: int = COLUMNS) -> tuple[Piece, ...]:
    """The stretch that says most of what was looked for, on one line; () where the text says nothing of it.

    An ellipsis stands where more of the text was left out.
    """
    line = text[:TEXT_LENGTH].translate(_LINE)
    mentions = find_mentions(aims, line)
    if not mentions:
        return ()
    start, end = max(_stretches(line, mentions, columns), key=lambda stretch: _worth(stretch, mentions))
    return tuple(_pieces(line, start, end, mentions, left_out=end < len(line) or len(text) > TEXT_LENGTH))


_LINE = dict.fromkeys(map(ord, "\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")


def _stretches(line: str, mentions: Sequence[Mention], columns: int) -> Iterator[tuple[int, int]]:
    for mention in mentions:
        start = _begin(line, mention.start, columns // LEAD)
        shown = cut(line[start:], columns)
        end = start + len(shown.removesuffix(ELLIPSIS)) if shown != line[start:] else len(line)
        yield start, max(end, mention.end)


def _begin(line: str, place: int, columns: int) -> int:
    """So many columns before a place, or up to the next border: no word is cut."""
    start, used = place, 0
    while start > 0 and used < columns:
        start -= 1
        used += char_width(line[start])
    while 0 < start < place and _inside(line, start):
        start += 1
    return start + (len(line[start:place]) - len(line[start:place].lstrip()))


def _inside(line: str, place: int) -> bool:
    """Whether a cut here would divide a word of a script that separates words."""
    before, after = line[place - 1], line[place]
    return not (before.isspace() or after.isspace() or (_alone(before) or _alone(after)))


def _alone(character: str) -> bool:
    return char_width(character) == 2 and not "\uac00" <= character <= "\ud7a3"


def _worth(stretch: tuple[int, int], mentions: Sequence[Mention]) -> tuple[float, int]:
    """How much of what was looked for stands in it, the nearest words counting most; of equals the first."""
    start, end = stretch
    levels = [mention.level for mention in mentions if start <= mention.start and mention.end <= end]
    return sum(1 / (1 + level) for level in levels), -start


def _pieces(line: str, start: int, end: int, mentions: Sequence[Mention], *, left_out: bool) -> Iterator[Piece]:
    at, head = start, ELLIPSIS if start else ""
    for mention in mentions:
        if mention.start >= at and mention.end <= end:
            if head + line[at : mention.start]:
                yield Piece(head + line[at : mention.start], hit=False)
            yield Piece(line[mention.start : mention.end], hit=True)
            at, head = mention.end, ""
    rest = line[at:end] + (ELLIPSIS if left_out else "")
    if rest:
        yield Piece(rest, hit=False)
