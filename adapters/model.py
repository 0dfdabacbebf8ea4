"""The plain values that adapters produce and everything else passes on."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Ref:
    """Where a text came from, as far as an adapter may use it.

    `key` is the path relative to the source's root (POSIX, NFC): some formats carry their date only there.
    `url` is the address of the issue for readers, against which relative addresses are resolved; None when unknown.
    """

    key: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What one issue says of one paper, in the publisher's words.

    `title` has runs of white space collapsed and nothing else changed. `arxiv_id` has no version; the version
    stands apart. `authors` are as listed (`Adapter.authors_ordered` says whether that is the paper's order).
    `tags` are the publisher's own. `votes` None means unknown, which is not 0. `links` and `summaries` are keyed
    by kind (abs, pdf, code, project) and by language (en, zh, ko). `line` is the 1-based line of its heading.
    """

    title: str
    arxiv_id: str | None = None
    arxiv_version: int | None = None
    doi: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    votes: int | None = None
    media_url: str | None = None
    links: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    summaries: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    categories: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """One published number of a digest. `unread` are 1-based lines the adapter could make nothing of."""

    adapter: str
    key: str
    date: dt.date | None
    title: str | None
    url: str | None
    language: str
    entries: tuple[Entry, ...]
    unread: tuple[int, ...] = field(default=(), compare=False)


class Origin(Enum):
    """Who said that a paper has a topic, strongest first."""

    PUBLISHER = "publisher"  # one of the publisher's own tags
    TITLE = "title"  # the paper's title
    TEXT = "text"  # the summary


@dataclass(frozen=True, slots=True)
class Topic:
    """A concept of the vocabulary found on an entry, with the strongest origin that says so."""

    slug: str
    origin: Origin
