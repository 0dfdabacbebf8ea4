"""Text in columns of a terminal or a phone: wide characters (Han, Hangul, Kana, full width) count two."""

import re
import unicodedata

from adapters.text import HAN, KANA

ELLIPSIS = "…"
NO_BREAK = "\u00a0"
WHOLE = "\u2060"  # what follows, up to a blank, is not broken

_NO_COLUMN = frozenset({"Mn", "Me", "Cf"})
_NOT_AT_END = " ,，、;；:：(（[【「『“‘《"
_OPENING = "（「『“‘《【"
_CLOSING = "，。、：；！？）」』”’》】,.:;!?)"
# What stays on one row: a word with its marks, or one wide character with the marks that may not leave it.
_UNITS = re.compile(rf"(?:{WHOLE}[^ ]*|[{_OPENING}]*(?:[{HAN}{KANA}][{_CLOSING}]*|[^ {HAN}{KANA}{_OPENING}]+)?) *")


def width(text: str) -> int:
    """The columns that the text takes on one line."""
    if text.isascii():
        return len(text)
    return sum(map(char_width, text))


def char_width(char: str) -> int:
    """The columns of one character: 0 for marks that sit on another, 2 for wide ones, else 1."""
    if char < "\u0300":
        return 1
    if unicodedata.east_asian_width(char) in {"W", "F"}:
        return 2
    return 0 if unicodedata.category(char) in _NO_COLUMN else 1


def cut(text: str, limit: int) -> str:
    """The text if it fits in `limit` columns, else its beginning to the end of a word, with an ellipsis after it."""
    end = _fitting(text, limit)
    if end == len(text):
        return text
    return _to_word_end(text, end).rstrip(_NOT_AT_END) + ELLIPSIS


def wrap(text: str, first: int, others: int) -> list[tuple[int, int]]:
    """Where the rows of a text begin and end, when the first row has `first` columns and the others `others`.

    Rows break at blanks and beside wide characters that stand alone; a longer word runs over, so that addresses stay
    whole. Blanks at a break belong to no row.
    """
    rows: list[tuple[int, int]] = []
    start = end = used = 0
    for unit in _UNITS.finditer(text):
        shown = unit.group().rstrip(" ")
        if not unit.group():
            continue
        if used + width(shown) > (others if rows else first) and end > start:
            rows.append((start, end))
            start, used = unit.start(), 0
        used += width(unit.group())
        end = unit.start() + len(shown)
    return [*rows, (start, end)]


def _fitting(text: str, limit: int) -> int:
    used = 0
    for place, char in enumerate(text):
        used += char_width(char)
        if used > limit:
            return place
    return len(text)


def _to_word_end(text: str, end: int) -> str:
    """Back to the last blank, unless the cut is at a blank already or between characters that stand alone."""
    if text[end] == " " or not (_in_word(text[end]) and _in_word(text[end - 1])):
        return text[:end]
    start = end
    while start > 0 and _in_word(text[start - 1]):
        start -= 1
    return text[:start] if text[:start].strip() else text[:end]


def _in_word(char: str) -> bool:
    return char != " " and (char_width(char) < 2 or "\uac00" <= char <= "\ud7a3")
