"""Whether words stand together in a text, in scripts with and without blanks."""

import functools
import re
from collections.abc import Sequence

from adapters.text import HAN, HANGUL, KANA, changes_in_case_alone, fold, stem

CJK = f"{HAN}{KANA}{HANGUL}"
_GAPS = r"\s_‐‑–—-"
_BETWEEN = r"s?(?:\\[bfnrt]|\\u[0-9a-f]{4}|[\W_])*"  # a plural s, what is no letter, and what JSON writes for a blank
_SOFT = "\x1f"  # a gap that separates nothing
_BREAK = "|"
_BLANK_IN_HANGUL = re.compile(f"(?<=[{HANGUL}]) (?=[{HANGUL}])")
_SOFT_GAP = re.compile(f"(?<![{CJK}{_GAPS}])[{_GAPS}]++|[{_GAPS}]++(?![{CJK}])")
_PIECE = re.compile(rf"[{CJK}]|(?:(?![{CJK}])[^\W_])+|_|[^\w{_SOFT}]+")
_JOINT = re.compile("-(?<=[a-z0-9]-)(?=[a-z0-9])")  # of a hyphen compound
_NOT_WORDS_AT_ENDS = re.compile(r"^[\W_]+|[\W_]+$")


def stands_in(phrase: str, text: str) -> bool:
    """Whether the phrase's words follow each other in the text.

    Words of a script that separates them must be whole, but for a plural s; blanks and hyphens between them are the
    same, and a hyphen may be left out (`pretraining` stands in `pre-training`). Between CJK characters nothing may
    stand but, in Hangul, a blank. Other punctuation separates.
    """
    return _phrase(phrase).stands_in(_folded(text))


def is_in_sight(phrase: str, text: str) -> bool:
    """Whether the phrase may stand in a text, or in one that JSON writes: it does not where this is false."""
    return _phrase(phrase).is_in_sight(_fold(text).replace("-", ""))


def _fold(text: str) -> str:
    """The text folded; usual punctuation, all of which separates, may stay as it is."""
    return text.lower() if text.isascii() or changes_in_case_alone(text) else fold(text)


# The texts of a day's papers, in which every phrase that is wished for is looked up.
_folded = functools.lru_cache(4096)(_fold)


class _Phrase:
    """A phrase, made ready once to be looked for in many texts: what is cheap to see is seen first."""

    def __init__(self, phrase: str) -> None:
        pieces = _pieces(_NOT_WORDS_AT_ENDS.sub("", fold(phrase)))
        self._row = _row(pieces)
        first, *others = words = [piece for piece in pieces if piece != _BREAK] or [""]
        self._longest_first = sorted(words, key=len, reverse=True)
        # All places where the words stand with anything but letters between them; the next may begin within one.
        self._sight = re.compile(f"{re.escape(first)}(?=({''.join(_BETWEEN + re.escape(word) for word in others)}))")

    def stands_in(self, folded: str) -> bool:
        """Whether it stands in a folded text, with its hyphen compounds or with these in one word each."""
        joined = folded.replace("-", "")
        for word in self._longest_first:
            if word not in joined:
                return False
        if not self.is_in_sight(joined):
            return False
        return self._is_in_row(folded) or (len(joined) < len(folded) and self._is_in_row(_JOINT.sub("", folded)))

    def is_in_sight(self, joined: str) -> bool:
        """Whether its words follow each other in a folded text without hyphens, with no letters between them."""
        return self._sight.search(joined) is not None

    def _is_in_row(self, folded: str) -> bool:
        for seen in self._sight.finditer(folded):
            begin, end = folded.rfind(" ", 0, seen.start()) + 1, folded.find(" ", seen.end(1))
            if self._row in _row(_pieces(folded[begin:] if end < 0 else folded[begin:end])):
                return True
        return False


_phrase = functools.lru_cache(64)(_Phrase)


def join_hangul(text: str) -> str:
    """The text without the blanks between Hangul words, which people set as they please."""
    return _BLANK_IN_HANGUL.sub("", text)


def _pieces(folded: str) -> list[str]:
    """Words without plural s, CJK characters, and a mark where something separates them."""
    pieces = _PIECE.findall(_SOFT_GAP.sub(_SOFT, join_hangul(folded)))
    return [stem(piece) if piece.isalnum() else _BREAK for piece in pieces]


def _row(pieces: Sequence[str]) -> str:
    return "\n".join(("", *pieces, ""))
