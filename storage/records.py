"""What a store holds as values that stand by themselves: nothing in them is a number of this store's."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.model import Entry, Origin
from storage.model import ChatKind, Opinion, Place, Settings, Source
from storage.ranks import Admission


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """What an issue says of a paper, its topics by slug, and when it arrived, as news or not."""

    said: Entry
    topics: Mapping[str, Origin]
    arrived_at: dt.datetime
    news: bool


@dataclass(frozen=True, slots=True)
class IssueRecord:
    """An issue; `date` is None for one that has the day it arrived. `tagger` is the version that found the topics."""

    source: Source
    key: str
    date: dt.date | None
    title: str | None
    url: str | None
    language: str
    tagger: str
    arrived_at: dt.datetime
    news: bool
    suspicious: str
    entries: tuple[EntryRecord, ...]


@dataclass(frozen=True, slots=True)
class SaveRecord:
    """A paper that a person keeps, by its key."""

    paper: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class OpinionRecord:
    """What a person thinks of a paper."""

    paper: str
    at: dt.datetime
    opinion: Opinion


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A person with what they keep and think of papers, the first first."""

    platform: str
    user_id: str
    language: str
    since: dt.datetime
    saved: tuple[SaveRecord, ...]
    opinions: tuple[OpinionRecord, ...]


@dataclass(frozen=True, slots=True)
class WishRecord:
    """A subscription; `by` is the account of who made it, on the chat's platform."""

    term: str
    wanted: bool
    at: dt.datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class ChatRecord:
    """A chat with its subscriptions in order; `person` is the account of whose private chat it is."""

    place: Place
    kind: ChatKind
    settings: Settings
    since: dt.datetime
    person: str | None
    bound: bool
    stopped: str
    last_date: dt.date | None
    subscriptions: tuple[WishRecord, ...]


@dataclass(frozen=True, slots=True)
class WatchRecord:
    """A place that `run` reads, or was told to leave, and when its first complete read ended."""

    address: str
    watched: bool
    first_read_at: dt.datetime | None


Record = IssueRecord | PersonRecord | Admission | ChatRecord | WatchRecord
