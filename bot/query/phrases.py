"""Whether words stand together in a text, in scripts with and without blanks."""

import re
from collections.abc import Iterable, Iterator

from adapters.text import HAN, HANGUL, KANA, fold, stem

_CJK = f"{HAN}{KANA}{HANGUL}"
_GAP = r"[\s_‐‑–—-]+"
_SOFT = "\x1f"  # a gap that separates nothing
_BREAK = "|"
_BLANK_IN_HANGUL = re.compile(f"(?<=[{HANGUL}]) (?=[{HANGUL}])")
_SOFT_GAP = re.compile(f"(?<![{_CJK}]){_GAP}|{_GAP}(?![{_CJK}])")
_PIECE = re.compile(rf"[{_CJK}]|(?:(?![{_CJK}])[^\W_])+|_|[^\w{_SOFT}]+")
_NOT_WORDS_AT_ENDS = re.compile(r"^[\W_]+|[\W_]+$")
_COMPOUND = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")


def stands_in(phrase: str, text: str) -> bool:
    """Whether the phrase's words follow each other in the text.

    Words of a script that separates them must be whole, but for a plural s; blanks and hyphens between them are the
    same, and a hyphen may be left out (`pretraining` stands in `pre-training`). Between CJK characters nothing may
    stand but, in Hangul, a blank. Other punctuation separates.
    """
    wanted = _row(_pieces(_NOT_WORDS_AT_ENDS.sub("", fold(phrase))))
    folded = fold(text)
    joined = _COMPOUND.sub(lambda compound: compound.group().replace("-", ""), folded)
    return wanted in _row(_pieces(folded)) or (joined != folded and wanted in _row(_pieces(joined)))


def _pieces(folded: str) -> Iterator[str]:
    """Words without plural s, CJK characters, and a mark where something separates them."""
    for piece in _PIECE.findall(_SOFT_GAP.sub(_SOFT, _BLANK_IN_HANGUL.sub("", folded))):
        yield stem(piece) if piece.isalnum() else _BREAK


def _row(pieces: Iterable[str]) -> str:
    return "\n".join(("", *pieces, ""))
