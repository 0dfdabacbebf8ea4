"""Finds every synonym in a text, in one pass, whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import ahocorasick

from adapters.tags.concept import Kind
from adapters.tags.spelling import Spelled, is_word, spell, spellings
from adapters.text import HANGUL

_CASED = frozenset({Kind.CASE, Kind.CASE_TITLE_OR_TAG})
_SHORTEST_PIECE = 3  # "multi modal" is one word written as two, "in painting" is two words
_FIRST_HANGUL, _LAST_HANGUL = HANGUL.split("-")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One synonym, ready to be compared: `slugs` are what it means, `cuts` where its own blanks are."""

    slugs: tuple[str, ...]
    kind: Kind
    text: str
    cased: str | None
    cuts: frozenset[int]


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a concept is named: from `start` to `end` in the spelled text."""

    slug: str
    start: int
    end: int
    pattern: Pattern


class Matcher:
    """An automaton over all synonyms: its work grows with the text and what is found in it, not with their number."""

    def __init__(self, synonyms: Iterable[tuple[tuple[str, ...], Kind, str]]) -> None:
        found: dict[str, list[Pattern]] = defaultdict(list)
        for slugs, kind, text in synonyms:
            for spelling in dict.fromkeys(spellings(text)):
                spelled = spell(spelling)
                cased = spelled.cased if kind in _CASED else None
                found[spelled.folded].append(Pattern(slugs, kind, text, cased, frozenset(spelled.cuts)))
        self._automaton = ahocorasick.Automaton()
        for folded, patterns in found.items():
            self._automaton.add_word(folded, (len(folded), tuple(patterns)))
        self._automaton.make_automaton()

    def hits(self, text: Spelled, kinds: Collection[Kind]) -> list[Hit]:
        """Return where synonyms of these kinds stand, per concept leftmost and longest, without what a blocker hides."""
        matches: dict[str, list[Hit]] = defaultdict(list)
        for start, end, patterns in self._matches(text):
            for pattern in patterns:
                if pattern.kind in kinds and _fits(pattern, text, start, end):
                    for slug in pattern.slugs:
                        matches[slug].append(Hit(slug, start, end, pattern))
        return [hit for found in matches.values() for hit in _leftmost_longest(found)]

    def _matches(self, text: Spelled) -> Iterator[tuple[int, int, tuple[Pattern, ...]]]:
        for last, (length, patterns) in self._automaton.iter(text.folded):
            start, end = last + 1 - length, last + 1
            if _begins_word(text, start) and _ends_word(text, end):
                yield start, end, patterns


def _begins_word(text: Spelled, start: int) -> bool:
    return not is_word(text.folded[start]) or text.is_boundary(start)


def _ends_word(text: Spelled, end: int) -> bool:
    if not is_word(text.folded[end - 1]) or text.is_boundary(end):
        return True
    return text.folded[end] == "s" and text.is_boundary(end + 1)


def _fits(pattern: Pattern, text: Spelled, start: int, end: int) -> bool:
    """Compare case and blanks: a synonym may be written with fewer blanks than it has, and only sometimes with more."""
    if pattern.cased is not None and text.cased[start:end] != pattern.cased:
        return False
    extra = [cut for cut in text.cuts_within(start, end) if cut not in pattern.cuts]
    if not extra:
        return True
    return pattern.cased is None and all(_may_part(text, start, end, start + cut) for cut in extra)


def _may_part(text: Spelled, start: int, end: int, cut: int) -> bool:
    """Say whether what is one word in a synonym may be two in the text, at this cut."""
    before, after = text.folded[cut - 1], text.folded[cut]
    if is_word(before) and is_word(after):
        return min(cut - start, end - cut) >= _SHORTEST_PIECE
    if _is_hangul(before) and _is_hangul(after):
        return start == 0 or text.is_cut(start)
    return True


def _is_hangul(character: str) -> bool:
    return _FIRST_HANGUL <= character <= _LAST_HANGUL


def _leftmost_longest(hits: list[Hit]) -> Iterator[Hit]:
    """Yield hits of one concept that overlap no earlier or longer one, blockers consuming their stretch silently."""
    end = 0
    for hit in sorted(hits, key=_by_start_and_length):
        if hit.start >= end:
            end = hit.end
            if hit.pattern.kind is not Kind.BLOCKER:
                yield hit


def _by_start_and_length(hit: Hit) -> tuple[int, int]:
    return hit.start, -hit.end
