"""Messages cut into parts that a platform takes: between blocks where that is enough, else between lines, words or
characters. Nothing is left out.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from bot.message import Block, Line, Message, Room, Size, Span

Lines = tuple[Line, ...]

LEAST_KEPT = 2  # a part ends at a blank if at least one half of it stands before that
LONGEST_CLUSTER = 64  # characters; what claims to be longer is cut as well

_BLANK = re.compile(r"\s")
_JOINER = "\u200d"
_REGIONAL = range(0x1F1E6, 0x1F200)  # two of these are a flag
# Skin tones, the tags that end the flags of parts of countries, the vowels and ends of Hangul syllables in pieces.
_FOLLOWING = (range(0x1F3FB, 0x1F400), range(0xE0020, 0xE0080), range(0x1160, 0x1200))


def pack(message: Message, room: Room) -> tuple[Message, ...]:
    """The message in as few parts as its blocks allow. The last part has the buttons, the first one the picture."""
    parts = list(_parts(message, room))
    if len(parts) <= 1:
        return (message,)
    rest = replace(message, buttons=(), picture=None, replaces=False, continues=True)
    first, *middle, last = (replace(rest, blocks=blocks) for blocks in parts)
    first = replace(first, picture=message.picture, replaces=message.replaces, continues=message.continues)
    return (first, *middle, replace(last, buttons=message.buttons))


def _parts(message: Message, room: Room) -> Iterator[tuple[Block, ...]]:
    part: list[Block] = []
    used = Size()
    for block in message.blocks:
        for piece, size in _pieces(block, room):
            if part and not (used + size).fits(room.most):
                yield tuple(part)
                part, used = [], Size()
            part.append(piece)
            used += size
    if part:
        yield tuple(part)


def _pieces(block: Block, room: Room) -> Iterator[tuple[Block, Size]]:
    """The block, or several of its kind that fit one by one, with their sizes."""
    size = room.measure(block)
    if size.fits(room.most) or not block.lines:
        yield block, size
        return
    lines = block.lines
    while lines:
        end = _most(_length(lines), partial(_fits, lines, block, room))
        head, lines = _split(lines, end)
        piece = replace(block, lines=head)
        yield piece, room.measure(piece)


def _fits(lines: Lines, block: Block, room: Room, characters: int) -> bool:
    """Whether a block that begins with so many characters of the lines fits; a line break is one."""
    begin: list[Line] = []
    for line in lines:
        begin.append(_cut(line, characters)[0])
        characters -= _length((line,)) + 1
        if characters < 0:
            break
    return room.holds(replace(block, lines=tuple(begin)))


def _split(lines: Lines, end: int) -> tuple[Lines, Lines]:
    """So many characters of the lines at most, but one at least, and the rest: to the end of a line or a word."""
    count, left = 0, end
    while count < len(lines) and _length((lines[count],)) <= left:
        left -= _length((lines[count],)) + 1
        count += 1
    if count or not lines[0]:
        return lines[: max(count, 1)], lines[max(count, 1) :]
    head, tail = _cut(lines[0], _word_end("".join(span.text for span in lines[0]), max(end, 1)))
    return (head,), ((tail, *lines[1:]) if tail else lines[1:])


def _word_end(text: str, end: int) -> int:
    """Back to the end of a word, if that is not too far, else to where no character is torn apart."""
    for at in range(end, end // LEAST_KEPT, -1):
        if _BLANK.match(text[at - 1]):
            return at
    whole = (at for at in range(end, max(end - LONGEST_CLUSTER, 0), -1) if _is_border(text, at))
    return next(whole, end)


def _length(lines: Lines) -> int:
    return sum(len(span.text) for line in lines for span in line) + len(lines) - 1


def _most(highest: int, fits: Callable[[int], bool]) -> int:
    """The highest number that fits, if all lower ones do; 0 if none does. Looks at few, and not far above it."""
    low, high = 0, 1
    while high <= highest and fits(high):
        low, high = high, 2 * high
    high = min(high, highest + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


def _cut(line: Line, at: int) -> tuple[Line, Line]:
    """The first `at` characters of a line, and the rest of it."""
    head: list[Span] = []
    tail: list[Span] = []
    for span in line:
        before, after = span.text[: max(at, 0)], span.text[max(at, 0) :]
        if before:
            head.append(replace(span, text=before))
        if after:
            tail.append(replace(span, text=after))
        at -= len(span.text)
    return tuple(head), tuple(tail)


def _is_border(text: str, at: int) -> bool:
    """Whether a reader sees two characters at this place, not the middle of one."""
    if at == len(text):
        return True
    before, after = text[at - 1], text[at]
    if _JOINER in {before, after} or unicodedata.category(after).startswith("M"):
        return False
    if ord(after) in _REGIONAL and ord(before) in _REGIONAL:
        letters = len(text[:at]) - len(text[:at].rstrip("".join(map(chr, _REGIONAL))))
        return letters % 2 == 0
    return not any(ord(after) in characters for characters in _FOLLOWING)
