"""The values in which reading says what `run` watches and how that goes."""

import datetime as dt
from dataclasses import dataclass

PROFILED = ("arxiv_id", "authors", "tags", "votes", "media_url", "summaries")  # fields of an entry


@dataclass(frozen=True, slots=True)
class Failure:
    """A span in which a watch could not be read; `until` is None while it lasts. `names` are the sources it brings."""

    names: tuple[str, ...]
    since: dt.datetime
    until: dt.datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class WatchStatus:
    """A place that `run` reads (`watched`), or read once, by its address: `folder:/path` or `folder:/path#adapter`.

    `first_read_at` is when its first complete read ended; `failures` are in order, the last may still go on.
    """

    address: str
    watched: bool
    first_read_at: dt.datetime | None
    failures: tuple[Failure, ...] = ()

    @property
    def failing(self) -> Failure | None:
        """The failure that goes on."""
        return self.failures[-1] if self.failures and self.failures[-1].until is None else None


@dataclass(frozen=True, slots=True)
class UnreadIssue:
    """A file of a watch that is no issue, or cannot be read as one. `content` is a hash of what was in it.

    `url` is where readers find it; None of a file on disk.
    """

    address: str
    key: str
    content: str
    line: int | None
    reason: str
    seen_at: dt.datetime
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Visited:
    """How the visits of a watch that is fetched stand; `next_at` None: it was never visited, and is due.

    `failed` is how many failed in a row; `stopped` says why it is not visited any more, or is "".
    """

    address: str
    at: dt.datetime | None = None
    next_at: dt.datetime | None = None
    failed: int = 0
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class IssueProfile:
    """What an issue of a source is like: how many papers it has, and those of PROFILED that any of them has."""

    papers: int
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Newest:
    """The date of a source's newest issue, and when the last one arrived."""

    source: str
    date: dt.date
    arrived_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Suspicious:
    """An issue that was kept though something about it looks wrong: `reason` says what."""

    source: str
    key: str
    date: dt.date
    reason: str
