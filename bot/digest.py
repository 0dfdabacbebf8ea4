"""Which papers a chat's digest shows, and in what order: pure functions of papers, wishes and settings."""

import datetime as dt
from dataclasses import dataclass

from adapters.model import Origin
from bot.terms import Term
from storage.model import Paper


@dataclass(frozen=True, slots=True)
class Wish:
    """A subscription as the digest uses it: its canonical spelling, its tree (without the leading never)."""

    spelling: str
    term: Term
    wanted: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a paper is in a digest: the wish, and for tags who said it (None for authors, phrases, sources …)."""

    wish: Wish
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Highlight:
    """One paper in a digest, with every wish that wants it."""

    paper: Paper
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What one chat gets for one day.

    `highlights` are all papers that match, in the order of places; the first `length` are shown, the rest stays
    reachable. `counts` gives the matches per wanted wish, `excluded` the papers that an unwanted wish took out.
    `papers_read` and `sources_read` say what was looked at.
    """

    date: dt.date
    highlights: tuple[Highlight, ...]
    length: int
    counts: tuple[tuple[Wish, int], ...]
    excluded: tuple[tuple[Wish, int], ...]
    papers_read: int
    sources_read: int
