"""What arrived since chats last looked: one read for all of them, and how much of it is new to each."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass

from bot.masks import Masks, mask_of
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

    `masks` gives the papers of each term. The window of a later cursor is the beginning of the papers.
    """

    def __init__(self, papers: Iterable[Paper], after: int, up_to: int) -> None:
        self.after = after
        self.up_to = up_to
        self.papers = tuple(sorted(papers, key=self._arrived, reverse=True))
        self.masks = Masks(self.papers)
        self.window = functools.cache(self._window)

    def _window(self, cursor: int) -> Window:
        """The window of a cursor, which is `after` or later."""
        papers = [paper for paper in self.papers if self._arrived(paper) > cursor]
        seen_before = mask_of(min(entry.arrival for entry in paper.entries) <= cursor for paper in papers)
        entries = (entry for paper in papers for entry in paper.entries)
        sources = {entry.source for entry in entries if entry.news and cursor < entry.arrival <= self.up_to}
        return Window(cursor, (1 << len(papers)) - 1, seen_before, len(sources))

    def _arrived(self, paper: Paper) -> int:
        return max(entry.arrival for entry in paper.entries if entry.news and entry.arrival <= self.up_to)
