"""The weekly digest: what a week brought for each wish, the best of it, and the counts against the week before.

It may repeat what daily digests showed. Papers that are only counted in it still come with the next daily one.
"""

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.digest import Highlight, rank
from bot.editions import REMEMBERED, Highlights, wish_of
from bot.masks import Masks, Wishes, mask_of, union
from bot.occasion import Occasion
from bot.streams import FILL, ON, bare, is_streamed
from bot.terms import Wish
from storage.model import Paper

EACH = 3  # papers a wish
MOST = 20  # papers in all
WEEK = dt.timedelta(days=7)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Section:
    """What a week brought for one wish: how many papers, how many the week before, and the best of them."""

    wish: Wish
    papers: int
    before: int
    shown: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class Weekly:
    """The weekly digest of a chat. `papers` and `before` count each paper once, whatever number of wishes want it."""

    occasion: Occasion
    since: dt.date
    sections: tuple[Section, ...]
    papers: int
    before: int

    @property
    def shown(self) -> tuple[Highlight, ...]:
        """The papers that it shows, in order."""
        return tuple(highlight for section in self.sections for highlight in section.shown)


@dataclass(frozen=True, slots=True)
class Span:
    """A week from `middle` to `end`, and the one before it, from `begin`; the ends are not included."""

    begin: dt.datetime
    middle: dt.datetime
    end: dt.datetime


class Week:
    """The news of two weeks that lie one after the other, for all chats whose weekly digest is of these."""

    def __init__(self, papers: Sequence[Paper], span: Span) -> None:
        self._masks = Masks(papers)
        self._highlights = Highlights(papers, self._masks)
        self._this = mask_of(_arrived(paper, span.middle, span.end) for paper in papers)
        self._before = mask_of(_arrived(paper, span.begin, span.middle) for paper in papers)
        self._streamed = mask_of(map(is_streamed, papers))
        self._named = Masks([bare(paper) for paper in papers]) if self._streamed else self._masks
        self.choose = functools.lru_cache(REMEMBERED)(self._choose)

    def _choose(self, wishes: Wishes, occasion: Occasion, streams: str) -> Weekly:
        """The weekly digest for these wishes and this setting; it shows nothing where the week brought nothing."""
        left = ~union(wishes.never, self._masks) & self._admitted(wishes, streams)
        this = {spelling: self._masks[spelling] & self._this & left for spelling in wishes.wanted}
        before = {spelling: self._masks[spelling] & self._before & left for spelling in wishes.wanted}
        papers, papers_before = union(this, this).bit_count(), union(before, before).bit_count()
        sections = self._sections(this, before, streams)
        return Weekly(occasion, occasion.date - WEEK + _DAY, sections, papers, papers_before)

    def _admitted(self, wishes: Wishes, streams: str) -> int:
        """The papers that such a setting lets in."""
        if streams == ON:
            return -1
        return ~self._streamed | (union(wishes.wanted, self._named) if streams == FILL else 0)

    def _sections(self, this: Mapping[str, int], before: Mapping[str, int], streams: str) -> tuple[Section, ...]:
        """Wishes with papers in either week, the one with most first."""
        some = [spelling for spelling in this if this[spelling] | before[spelling]]
        ordered = sorted(some, key=lambda spelling: (-this[spelling].bit_count(), spelling))
        wanted = tuple(this)
        place = _chosen_first if streams == FILL else rank
        best = {spelling: sorted(self._highlights.among(this[spelling], wanted), key=place) for spelling in ordered}
        shown = share_out(best)
        return tuple(
            Section(
                wish_of(spelling, wanted=True),
                this[spelling].bit_count(),
                before[spelling].bit_count(),
                tuple(shown[spelling]),
            )
            for spelling in ordered
        )


def _chosen_first(highlight: Highlight) -> tuple[object, ...]:
    return (is_streamed(highlight.paper), *rank(highlight))


def _arrived(paper: Paper, begin: dt.datetime, end: dt.datetime) -> bool:
    return any(entry.news and begin <= entry.arrived_at < end for entry in paper.entries)


def share_out(best: Mapping[str, Sequence[Highlight]]) -> dict[str, list[Highlight]]:
    """Give each wish its best papers, in turns, up to EACH and MOST in all; a paper is shown once."""
    shown: dict[str, list[Highlight]] = {spelling: [] for spelling in best}
    taken: set[int] = set()
    for spelling in [spelling for _ in range(EACH) for spelling in best]:
        found = next((highlight for highlight in best[spelling] if highlight.paper.id not in taken), None)
        if found is not None and len(taken) < MOST:
            taken.add(found.paper.id)
            shown[spelling].append(found)
    return shown
