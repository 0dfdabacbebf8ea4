"""What a source that is fetched is: a place that knows where its documents are, and how to read them."""

import datetime as dt
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from adapters.errors import AdapterError
from adapters.model import Issue
from bot.fetching.asking import Answer, Ask

_QUERY = re.compile(r"\?[^#\s]*")
Note = Mapping[str, Any]
NOTHING = dt.timedelta()


@dataclass(frozen=True, slots=True)
class Document:
    """Something to read. `key` is that of its note, `url` where readers find it; `charset` what its server says."""

    key: str
    url: str
    body: bytes
    note: Note = field(default_factory=dict)
    charset: str | None = None
    fresh: dt.timedelta = NOTHING


@dataclass(frozen=True, slots=True)
class Noted:
    """Nothing to read, only to remember: what did not change, is `empty`, or lists others. `note` None: it is gone."""

    key: str
    note: Note | None
    fresh: dt.timedelta = NOTHING
    empty: bool = False


Found = Document | Noted


@dataclass(frozen=True, slots=True)
class Look:
    """With what a place is looked at: what was noted of its documents, and how much is wanted.

    `first` until its first visit has ended; `backfill` for all that there is, newest first, back to `since`.
    """

    notes: Mapping[str, Note]
    now: dt.datetime
    first: bool = False
    backfill: bool = False
    since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Web:
    """How places are asked, and the roots of the services that several of them share, as an operator set them."""

    fetch: Callable[[Ask], Awaitable[Answer]]
    github_api: str = "https://api.github.com"
    github_raw: str = "https://raw.githubusercontent.com"
    github_token: str | None = None
    arxiv: str = "https://export.arxiv.org"
    huggingface: str = "https://huggingface.co"


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of a document that could not be read: its key, and why."""

    key: str
    url: str
    error: AdapterError
    body: bytes


def shown(address: str) -> str:
    """An address as logs may say it: what stands behind a question mark may be a key."""
    return _QUERY.sub("?…", address)


class Place(Protocol):
    """A source that is fetched. `every` is how often it is looked at, `name` what it is called until it has issues."""

    @property
    def address(self) -> str:
        """What the store knows it by."""

    @property
    def every(self) -> dt.timedelta:
        """How long after a visit the next one is, unless its server wants it later."""

    @property
    def name(self) -> str:
        """What readers know it by."""

    @property
    def under(self) -> str:
        """How the keys of its issues begin."""

    def look(self, web: Web, look: Look) -> AsyncGenerator[Found]:
        """Find what is new or changed, the newest first. Raises FetchError."""

    def read(self, document: Document) -> Iterable[Issue | Unread]:
        """The issues of a document; pure. Raises AdapterError where there are none."""
