"""Whether words stand together in a text, in scripts with and without blanks."""

import re
from collections.abc import Iterable, Iterator

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
    wanted = _row(_pieces(_NOT_WORDS_AT_ENDS.sub("", fold(phrase))))
    folded = fold(text)
    joined = COMPOUND.sub(lambda compound: compound.group().replace("-", ""), folded)
    return wanted in _row(_pieces(folded)) or (joined != folded and wanted in _row(_pieces(joined)))


def join_hangul(text: str) -> str:
    """The text without the blanks between Hangul words, which people set as they please."""
    return _BLANK_IN_HANGUL.sub("", text)


def _pieces(folded: str) -> Iterator[str]:
    """Words without plural s, CJK characters, and a mark where something separates them."""
    for piece in _PIECE.findall(_SOFT_GAP.sub(_SOFT, join_hangul(folded))):
        yield stem(piece) if piece.isalnum() else _BREAK


def _row(pieces: Iterable[str]) -> str:
    return "\n".join(("", *pieces, ""))
