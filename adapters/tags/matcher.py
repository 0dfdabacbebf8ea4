"""Finds every synonym in a text, in one pass, whatever their number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from adapters.tags.concept import Kind
from adapters.tags.spelling import Spelled, is_word, spell, spellings
from adapters.text import HANGUL

_CASED = frozenset({Kind.CASE, Kind.CASE_TITLE_OR_TAG})
_WEAK = frozenset({Kind.TITLE_OR_TAG, Kind.CASE_TITLE_OR_TAG})
_SHORTEST_PIECE = 3  # "multi modal" is one word written as two, "in painting" is two words
_FEWEST_SYLLABLES = 2  # 언어 모델 may be written for 언어모델; 검색 기법 does not begin with 검색기
_SHORT_CJK = 2  # characters
_FIRST_HANGUL, _LAST_HANGUL = HANGUL.split("-")


@dataclass(frozen=True, slots=True)
class Pattern:
    """One synonym, ready to be compared: `slugs` are what it means, `cuts` where its own blanks are.

    `cased` is its spelling where case matters. A `weak` one says nothing in running text, a `blocker` nothing at all,
    a `short` one, a single word or acronym, means other things in other fields.
    """

    slugs: tuple[str, ...]
    synonym: str
    cased: str | None
    cuts: frozenset[int]
    weak: bool
    blocker: bool
    short: bool


class Hit(NamedTuple):
    """One place where a concept is named: from `start` to `end` in the spelled text."""

    slug: str
    start: int
    end: int
    pattern: Pattern


class Matcher:
    """An automaton over all synonyms: its work grows with the text and what is found in it, not with their number."""

    def __init__(self, synonyms: Iterable[tuple[tuple[str, ...], Kind, str]]) -> None:
        found: dict[str, list[Pattern]] = defaultdict(list)
        for slugs, kind, synonym in synonyms:
            for spelling in dict.fromkeys(spellings(synonym)):
                spelled = spell(spelling)
                found[spelled.folded].append(_pattern(slugs, kind, synonym, spelled))
        self._automaton = AhoCorasick(found)
        self._patterns = [
            (is_word(folded[0]), is_word(folded[-1]), tuple(patterns)) for folded, patterns in found.items()
        ]

    def hits(self, text: Spelled, *, weak: bool) -> list[Hit]:
        """Return where synonyms stand, per concept leftmost and longest, blocked ones left out."""
        matches: dict[str, list[Hit]] = defaultdict(list)
        for start, end, patterns in self._matches(text):
            cuts = text.cuts_within(start, end)
            for pattern in patterns:
                if (weak or not pattern.weak) and _fits(pattern, text, start, end, cuts):
                    for slug in pattern.slugs:
                        matches[slug].append(Hit(slug, start, end, pattern))
        return list(chain.from_iterable(map(_leftmost_longest, matches.values())))

    def _matches(self, text: Spelled) -> Iterator[tuple[int, int, tuple[Pattern, ...]]]:
        """Yield what the automaton finds, Latin words only as whole words."""
        folded, cuts = text.folded, frozenset(text.cuts)
        for number, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            word_first, word_last, patterns = self._patterns[number]
            if word_first and start and start not in cuts and is_word(folded[start - 1]):
                continue
            if not word_last or end in cuts or _ends_word(folded, cuts, end):
                yield start, end, patterns


def _pattern(slugs: tuple[str, ...], kind: Kind, synonym: str, spelled: Spelled) -> Pattern:
    cased = spelled.cased if kind in _CASED else None
    short = not spelled.cuts and (is_word(spelled.folded[0]) or len(spelled.folded) <= _SHORT_CJK)
    return Pattern(slugs, synonym, cased, frozenset(spelled.cuts), kind in _WEAK, kind is Kind.BLOCKER, short)


def _ends_word(folded: str, cuts: Set[int], end: int) -> bool:
    """Say whether a word may end here, or here but for a plural s."""
    if end == len(folded) or end in cuts or not is_word(folded[end]):
        return True
    after = end + 1
    return folded[end] == "s" and (after == len(folded) or after in cuts or not is_word(folded[after]))


def _fits(pattern: Pattern, text: Spelled, start: int, end: int, cuts: Sequence[int]) -> bool:
    """Compare case and blanks: a synonym may be written with fewer blanks than it has, and only sometimes with more."""
    if pattern.cased is not None and text.cased[start:end] != pattern.cased:
        return False
    if not cuts:
        return True
    extra = [cut for cut in cuts if cut not in pattern.cuts]
    return not extra or (pattern.cased is None and all(_may_part(text, start, end, start + cut) for cut in extra))


def _may_part(text: Spelled, start: int, end: int, cut: int) -> bool:
    """Say whether what is one word in a synonym may be two in the text, at this cut."""
    before, after = text.folded[cut - 1], text.folded[cut]
    shorter = min(cut - start, end - cut)
    if is_word(before) and is_word(after):
        return shorter >= _SHORTEST_PIECE
    if _is_hangul(before) and _is_hangul(after):
        return shorter >= _FEWEST_SYLLABLES and (start == 0 or start in text.cuts)
    return True


def _is_hangul(character: str) -> bool:
    return _FIRST_HANGUL <= character <= _LAST_HANGUL


def _leftmost_longest(hits: list[Hit]) -> Iterable[Hit]:
    """Return the hits of one concept that overlap no earlier or longer one; blockers consume their stretch silently."""
    if len(hits) == 1:
        return () if hits[0].pattern.blocker else hits
    end, taken = 0, []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.start >= end:
            end = hit.end
            if not hit.pattern.blocker:
                taken.append(hit)
    return taken
