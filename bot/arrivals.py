"""What arrived since chats last looked: one read for all of them, and how much of it is new to each."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from bot.masks import Masks, Wishes, mask_of, union, wanted_mask
from bot.streams import FILL, ON, bare, is_streamed
from storage.model import Paper


@dataclass(frozen=True, slots=True)
class Window:
    """The arrivals after a cursor, as masks: all papers, and those `seen_before`, which have older entries too."""

    after: int
    papers: int
    seen_before: int
    sources: int  # how many brought them


class Arrivals:
    """The papers that arrived after one number and up to another, the last to arrive first.

    `masks` gives the papers of each term, `streamed` those that only streams brought. The window of a later cursor is
    the beginning of the papers.
    """

    def __init__(self, papers: Iterable[Paper], after: int, up_to: int) -> None:
        self.after = after
        self.up_to = up_to
        self.papers = tuple(sorted(papers, key=self._arrived, reverse=True))
        self.masks = Masks(self.papers)
        self.streamed = mask_of(map(is_streamed, self.papers))
        self._named = self._without_texts() if self.streamed else self.masks
        self.window = functools.cache(self._window)

    def wanted(self, wishes: Wishes, streams: str) -> int:
        """The papers that these wishes want, with such a setting for those of streams."""
        wanted = wanted_mask(wishes, self.masks)
        if streams == ON or not wanted & self.streamed:
            return wanted
        named = union(wishes.wanted, self._named) if streams == FILL else 0
        return wanted & (~self.streamed | named)

    def _without_texts(self) -> Masks:
        return Masks([bare(paper) if self.streamed >> n & 1 else paper for n, paper in enumerate(self.papers)])

    def _window(self, cursor: int) -> Window:
        """The window of a cursor, which is `after` or later."""
        papers = [paper for paper in self.papers if self._arrived(paper) > cursor]
        seen_before = mask_of(min(entry.arrival for entry in paper.entries) <= cursor for paper in papers)
        entries = (entry for paper in papers for entry in paper.entries)
        sources = {entry.source for entry in entries if entry.news and cursor < entry.arrival <= self.up_to}
        return Window(cursor, (1 << len(papers)) - 1, seen_before, len(sources))

    def _arrived(self, paper: Paper) -> int:
        return max(entry.arrival for entry in paper.entries if entry.news and entry.arrival <= self.up_to)
