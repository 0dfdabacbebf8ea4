"""How one word may be written, and texts brought into the form in which synonyms are looked for.

Blanks, hyphens and underscores are taken out and remembered as *cuts*: `Text-to-Image`, `text_to_image` and
`TextToImage` become the same letters, and so do `확산 모델` and `확산모델`.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from adapters.text import fold

_JOINER = re.compile(r"[-‐‑‒](?<=\w[-‐‑‒])(?=\w)|_")  # what it begins with is cheap to look for
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_NOT_A_WORD = re.compile(r"[\W_]+")
_PLURAL = re.compile(r"(?<=[a-z]{3})(?<!s)(?<!us)(?<!is)s$")
_FIRST_CJK = "\u1100"  # Hangul Jamo: from here on no script of interest separates words by blanks


@dataclass(frozen=True, slots=True)
class Spelled:
    """A text without its blanks: `cased` in the writer's case, `folded` of the same length, position by position.

    `cuts` are the positions, ascending, before which a blank, hyphen or underscore was taken out.
    """

    cased: str
    folded: str
    cuts: tuple[int, ...]

    def cuts_within(self, start: int, end: int) -> tuple[int, ...]:
        """Return the cuts between two characters of this stretch, counted from its start."""
        first, last = bisect_right(self.cuts, start), bisect_left(self.cuts, end)
        return tuple([cut - start for cut in self.cuts[first:last]]) if first < last else ()

    def excerpt(self, start: int, end: int) -> str:
        """Return this stretch as it was written, each cut as one blank."""
        edges = (0, *self.cuts_within(start, end), end - start)
        return " ".join(self.cased[start + a : start + b] for a, b in pairwise(edges))


def is_word(character: str) -> bool:
    """Say whether this is a letter or digit of a script that separates words."""
    return character < _FIRST_CJK and character.isalnum()


def spell(text: str) -> Spelled:
    """Bring a text into the form in which synonyms are looked for; takes any text, in time linear in its length."""
    words = _JOINER.sub(" ", unicodedata.normalize("NFKC", text)).split()
    cased = "".join(words)
    folded = fold(cased)
    if len(folded) != len(cased):
        words = [_level(word) for word in words]
        cased = "".join(words)
        folded = "".join(map(_fold_one, cased))
    return Spelled(cased, folded, tuple(accumulate(map(len, words[:-1]))))


def _level(word: str) -> str:
    """Replace the few characters that fold to several (ß, İ) by what they fold to."""
    return "".join(letter if len(fold(letter)) == 1 else fold(letter) for letter in word)


def _fold_one(letter: str) -> str:
    folded = fold(letter)
    return folded if len(folded) == 1 else letter


def opened(text: str) -> str:
    """Set blanks between the words of CamelCase, snake_case and hashtags."""
    return _HUMP.sub(" ", text.replace("#", " ").replace("_", " "))


def key(text: str) -> str:
    """The key under which two spellings of one name are the same: letters and digits only, no plural s."""
    return _PLURAL.sub("", _NOT_A_WORD.sub("", fold(text)))


def spellings(synonym: str) -> Iterator[str]:
    """Yield a synonym and the regular variations of it that people write."""
    yield synonym
    if " to " in synonym:
        short = synonym.replace(" to ", "2")
        yield short
        yield short.replace("image", "img")
    for ending, other in _BRITISH:
        if ending in synonym:
            yield synonym.replace(ending, other)


_BRITISH = (
    ("ization", "isation"),
    ("izing", "ising"),
    ("ized", "ised"),
    ("izer", "iser"),
    ("modeling", "modelling"),
    ("labeled", "labelled"),
    ("behavior", "behaviour"),
    ("color", "colour"),
)
