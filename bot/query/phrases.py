"""Whether words stand together in a text, in scripts with and without blanks."""

import functools
import re
from collections.abc import Sequence

from adapters.text import COMPOUND, HAN, HANGUL, KANA, fold, stem

CJK = f"{HAN}{KANA}{HANGUL}"
_GAP = r"[\s_‐‑–—-]+"
_SOFT = "\x1f"  # a gap that separates nothing
_BREAK = "|"
_BLANK_IN_HANGUL = re.compile(f"(?<=[{HANGUL}]) (?=[{HANGUL}])")
_SOFT_GAP = re.compile(f"(?<![{CJK}]){_GAP}|{_GAP}(?![{CJK}])")
_PIECE = re.compile(rf"[{CJK}]|(?:(?![{CJK}])[^\W_])+|_|[^\w{_SOFT}]+")
_NOT_WORDS_AT_ENDS = re.compile(r"^[\W_]+|[\W_]+$")


def stands_in(phrase: str, text: str) -> bool:
    """Whether the phrase's words follow each other in the text.

    Words of a script that separates them must be whole, but for a plural s; blanks and hyphens between them are the
    same, and a hyphen may be left out (`pretraining` stands in `pre-training`). Between CJK characters nothing may
    stand but, in Hangul, a blank. Other punctuation separates.
    """
    wanted, folded = _phrase(phrase), _folded(text)
    if _in_row(wanted, folded):
        return True
    return "-" in folded and _has_all(wanted, folded.replace("-", "")) and _in_row(wanted, COMPOUND.sub(_join, folded))


@functools.lru_cache(64)
def _phrase(phrase: str) -> tuple[str, ...]:
    return tuple(_pieces(_NOT_WORDS_AT_ENDS.sub("", fold(phrase))))


_folded = functools.lru_cache(4096)(fold)  # of a day's papers, in which every phrase that is wished for is looked up


def join_hangul(text: str) -> str:
    """The text without the blanks between Hangul words, which people set as they please."""
    return _BLANK_IN_HANGUL.sub("", text)


def _join(compound: re.Match[str]) -> str:
    return compound.group().replace("-", "")


def _pieces(folded: str) -> list[str]:
    """Words without plural s, CJK characters, and a mark where something separates them."""
    pieces = _PIECE.findall(_SOFT_GAP.sub(_SOFT, join_hangul(folded)))
    return [stem(piece) if piece.isalnum() else _BREAK for piece in pieces]


def _in_row(wanted: tuple[str, ...], folded: str) -> bool:
    # Most texts lack one of the words, and looking for them is far cheaper than cutting the text.
    if not _has_all(wanted, folded) or _in_sight(wanted).search(folded) is None:
        return False
    return _row(wanted) in _row(_pieces(folded))


def _has_all(wanted: Sequence[str], folded: str) -> bool:
    return all(piece in folded for piece in wanted if piece != _BREAK)


@functools.lru_cache(64)
def _in_sight(wanted: tuple[str, ...]) -> re.Pattern[str]:
    """The words with anything but letters between them, which is sooner looked for than cut."""
    return re.compile(r"s?[\W_]*".join(re.escape(piece) for piece in wanted if piece != _BREAK))


def _row(pieces: Sequence[str]) -> str:
    return "\n".join(("", *pieces, ""))
