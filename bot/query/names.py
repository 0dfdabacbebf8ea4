"""The names that words may be: known ones found, near ones offered."""

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from rapidfuzz import fuzz

from adapters.text import fold

MAX_NAME_WORDS = 6  # no name of a tag has more
OFFERED = 3  # near names at most
_NEAR = 75.0  # likeness from which a name is offered
_PART = 90.0  # likeness of a name and a part of it
_SEPARATED = re.compile(r"[a-z0-9]")


class Names(Protocol):
    """What this package asks of a vocabulary."""

    def find(self, text: str) -> str | None:
        """The slug that the text names exactly, in any language and spelling."""

    def names(self) -> Mapping[str, str]:
        """Every folded name with its slug."""


def longest_name(words: Sequence[str], names: Names, *, limit: int) -> tuple[str, int] | None:
    """The slug that the longest beginning of `words` names, with its number of words.

    Names of more than MAX_NAME_WORDS words or `limit` characters are not looked for.
    """
    for count in range(min(len(words), MAX_NAME_WORDS), 0, -1):
        text = " ".join(words[:count])
        if len(text) <= limit and (slug := names.find(text)):
            return slug, count
    return None


def nearest(text: str, names: Names) -> tuple[str, ...]:
    """The slugs whose names are most like the text: misspelt, begun, or standing within it; the likest first."""
    wanted = _plain(text)
    found = sorted(
        (-likeness, position, slug)
        for position, (name, slug) in enumerate(names.names().items())
        if (likeness := _likeness(wanted, _plain(name))) >= _NEAR
    )
    return tuple(dict.fromkeys(slug for _, _, slug in found))[:OFFERED]


def _plain(text: str) -> str:
    return fold(text).replace("-", " ").replace("_", " ")


def _likeness(wanted: str, name: str) -> float:
    """From 0 to 100; a whole name counts more than a part, and a part more than a misspelt beginning."""
    if _contains(name, wanted) or _contains(wanted, name):
        return _PART
    begun = fuzz.ratio(wanted, name[: len(wanted)]) * _PART / 100
    return max(fuzz.ratio(wanted, name), begun)


def _contains(text: str, part: str) -> bool:
    """Whether the part stands in the text, in scripts that separate words as whole words."""
    if _SEPARATED.search(part):
        return f" {part} " in f" {text} "
    return len(part) > 1 and part in text
