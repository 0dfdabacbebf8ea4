"""What publishers wrote, without anything that rules the text around it; platforms add what is special to them."""

import re
from collections.abc import Callable, Collection, Sequence
from itertools import pairwise

from bot.message import Line

JOINED = "\u2060"  # word joiner: no one sees it
ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"

_BLANKS = re.compile(r"\s{2,}|[\t-\r\x1c-\x1f\x85\u2028\u2029]")
# C0 and C1 controls, the marks that turn the direction of a line around (Unicode Bidi_Control), word joiners and byte
# order marks, marks of annotations, and halves of characters.
_CONTROLS = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb"
    r"\ud800-\udfff]"
)
_FROM_THE_RIGHT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)  # the blocks of Hebrew, Arabic and others: https://www.unicode.org/reports/tr9/#Table_Bidirectional_Character_Types


def clean(text: str) -> str:
    """The text on one line, without control characters, and with single blanks."""
    return _BLANKS.sub(" ", _CONTROLS.sub("", text))


def isolated(text: str) -> str:
    """The text so that, if it is written from the right, what follows it is not."""
    return f"{ISOLATE}{text}{END_OF_ISOLATE}" if _FROM_THE_RIGHT.search(text) else text


Spared = Callable[[Sequence[str]], Collection[int]]


def broken_up(line: Line, triggers: re.Pattern[str], spared: Spared = lambda _: ()) -> list[str]:
    """The texts of the line's spans, cleaned, with a word joiner behind each trigger found across all of them.

    `spared` says of these texts at which places, counted from the line's beginning, none is wanted.
    """
    texts = [clean(span.text) for span in line]
    places = [found.end() for found in triggers.finditer("".join(texts))]
    left_out = spared(texts) if places else ()
    return _joined(texts, [place for place in places if place not in left_out]) if places else texts


def _joined(texts: Sequence[str], places: Sequence[int]) -> list[str]:
    joined, begin = [], 0
    for text in texts:
        end = begin + len(text)
        cuts = [begin, *(place for place in places if begin < place <= end), end]
        joined.append(JOINED.join(text[a - begin : b - begin] for a, b in pairwise(cuts)))
        begin = end
    return joined
