"""The plain values that storage takes and gives. Rows of the database never leave the package."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import Enum

from adapters.model import Entry, Topic


class Outcome(Enum):
    """What reading an issue did to the store."""

    ADDED = "added"  # the issue was not known
    UPDATED = "updated"  # it was known and says something else now
    UNCHANGED = "unchanged"  # it was known and says the same


@dataclass(frozen=True, slots=True)
class PutResult:
    """What `Issues.put` did, and the number of papers the issue speaks of."""

    outcome: Outcome
    papers: int


@dataclass(frozen=True, slots=True)
class Source:
    """A place where digests appear, with the adapter that reads them. `root` is what issue keys are relative to."""

    name: str
    adapter: str
    root: str


@dataclass(frozen=True, slots=True)
class StoredEntry:
    """An entry as the store keeps it, with the issue it stands in.

    `arrival` is the number the entry arrived under: their order is the order in which issues were committed.
    `news` says whether it may be pushed. `date` is the issue's date, or the day it arrived when `dated` is False.
    `vote_rank` (1 is most) counts among the `issue_papers` papers of the issue; None without votes.
    """

    id: int
    source: str
    adapter: str
    issue_key: str
    issue_url: str | None
    date: dt.date
    dated: bool
    arrival: int
    arrived_at: dt.datetime
    news: bool
    vote_rank: int | None
    issue_papers: int
    entry: Entry
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One work with everything said of it.

    `key` is its identity: `arxiv:ID`, `doi:DOI` or `title:KEY`. Title, authors and date are those of the leading
    entry (the smallest of: has an id first, issue date, source, position). `topics` are closed under broader, each
    with its strongest origin, sorted by slug; `entries` are in leading order.
    """

    id: int
    key: str
    title: str
    authors: tuple[str, ...]
    date: dt.date
    arxiv_id: str | None
    doi: str | None
    topics: tuple[Topic, ...]
    entries: tuple[StoredEntry, ...]


@dataclass(frozen=True, slots=True)
class TokenQuery:
    """A search in terms of the index, compiled by `bot.query`; storage never sees a person's text.

    `op` is "token" (the document has `value`), "prefix" (it has a token that begins with it, under `field` if one is
    named), "facet" (it has `value` under the facet `field`: a word of title or author, or a whole tag, raw, source,
    lang, cat), "and", "or" or "not" (over `parts`). A single CJK character stands for every token that begins with it.
    """

    op: str
    value: str = ""
    field: str = ""
    parts: tuple["TokenQuery", ...] = ()


@dataclass(frozen=True, slots=True)
class Hits:
    """Papers that a search found, newest first. `total` is exact up to 1,000; beyond, 1000 with `more`."""

    paper_ids: tuple[int, ...]
    total: int
    more: bool


class ChatKind(Enum):
    """Who reads a chat, which decides who may change it."""

    PRIVATE = "private"  # one person
    GROUP = "group"  # a group, a topic of one, a server channel or thread
    CHANNEL = "channel"  # readers only; managed from elsewhere


@dataclass(frozen=True, slots=True)
class Place:
    """The address of a chat on its platform."""

    platform: str
    chat_id: str
    thread_id: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a chat wants its digests.

    `time` is local "HH:MM", `weekdays` ISO numbers (1 is Monday), `zone` an IANA name (`zone_guessed` until told),
    `languages` in order of preference, `length` papers a digest, `quiet` local "HH:MM-HH:MM" or None: then messages
    come silently, or after it if `quiet_held`. `late_editions`: papers that come after the digest are sent that day.
    `say_nothing_matched`, `say_not_published`: a day without papers is mentioned. `weekly` is when the weekly digest
    comes, as an ISO number of the weekday and a local time ("7 18:00"), or None. `time_auto`: the daily digest comes
    when the chat's usual sources are in, at `time` at the latest. `search` is how a group has what people look up
    answered: "here", "private" (in their private chats) or "off". `embeds`: messages are embeds where the platform has
    them. `crosspost`: digests in an announcement channel are passed on to who follows it. `streams` is what comes of
    sources that bring whatever was submitted: "on", like of all others, "fill", where places are left, or "off".
    """

    time: str = "08:00"
    weekdays: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    zone: str = "UTC"
    zone_guessed: bool = True
    languages: tuple[str, ...] = ("en",)
    length: int = 10
    layout: str = "list"
    pictures: bool = False
    quiet: str | None = None
    paused: bool = False
    quiet_held: bool = False
    late_editions: bool = False
    say_nothing_matched: bool = True
    say_not_published: bool = True
    weekly: str | None = None
    time_auto: bool = False
    search: str = "here"
    embeds: bool = False
    crosspost: bool = False
    streams: str = "fill"


@dataclass(frozen=True, slots=True)
class Subscription:
    """One wish of a chat: a term in its canonical spelling (`bot.query`), wanted or not."""

    id: int
    term: str
    wanted: bool
    created_at: dt.datetime
    created_by: int | None = None


@dataclass(frozen=True, slots=True)
class Chat:
    """A place that receives. `cursor` is the arrival number up to which its digests have looked.

    `asked` is the command whose question the next text answers, "" when none is open. `next_due_at` is when its next
    digest is to be planned, `last_date` the local date of its last daily one, `stopped` why nothing can be sent, or "".
    `missed_since` is the first date whose digest was missed and comes with the next one. `weekly_due_at` is when its
    next weekly digest is to be planned. `bound`: a thread with subscriptions of its own, beside those of its group
    (`storage.threads`). `person_id` is whose private chat it is, where that is known.
    """

    id: int
    place: Place
    kind: ChatKind
    settings: Settings
    subscriptions: tuple[Subscription, ...]
    cursor: int
    created_at: dt.datetime
    asked: str = ""
    next_due_at: dt.datetime | None = None
    last_date: dt.date | None = None
    stopped: str = ""
    missed_since: dt.date | None = None
    weekly_due_at: dt.datetime | None = None
    bound: bool = False
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One account on a platform. `language` is that of the interface: en, zh or ko."""

    id: int
    platform: str
    user_id: str
    language: str
    created_at: dt.datetime | None = None


class Opinion(Enum):
    """What a person thinks of a paper; it orders their private chats only."""

    LIKE = "like"  # more like this
    LESS = "less"  # fewer like this


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """How fresh a source is: its issues so far, and the newest by date and by arrival."""

    source: Source
    issues: int
    papers: int
    newest_date: dt.date | None
    newest_arrival_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class StoreStats:
    """What a store holds, for `paperwire db` and `/status`."""

    papers: int
    entries: int
    issues: int
    sources: tuple[SourceStatus, ...] = ()
    revision: str = ""


class DeliveryState(Enum):
    """How far a delivery is. The last three are ends."""

    QUEUED = "queued"  # owed
    LEASED = "leased"  # claimed by a sender, which has sent nothing yet
    STARTED = "started"  # handed to the transport
    SENT = "sent"  # it reached the chat
    AMBIGUOUS = "ambiguous"  # it may or may not have reached the chat
    BURIED = "buried"  # given up; the reason says why


class DeliveryKind(Enum):
    """What a delivery is, and with it what its subject names."""

    DAILY = "daily"  # the digest of a local date
    WEEKLY = "weekly"  # the digest of the week that ends with a local date
    FIRST = "first"  # the digest that welcomes a chat
    LATE = "late"  # what came after a day's digest: date and number
    NOTICE = "notice"  # a condition and the day on which it is told
    BROADCAST = "broadcast"  # an operator's message to many


@dataclass(frozen=True, slots=True)
class DeliveryKey:
    """What makes a delivery one: no chat is owed the same part of the same subject twice. Parts count from 1."""

    chat_id: int
    kind: DeliveryKind
    subject: str
    part: int = 1

    @property
    def nonce(self) -> str:
        """The same 24 letters and digits for the same key, by which a platform knows a message that comes again."""
        text = f"{self.chat_id}/{self.kind.value}/{self.part}/{self.subject}"
        return hashlib.sha256(text.encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message owed to a chat, where that is now. `kind` is that of the chat, `payload` the rendered message.

    `attempts` counts how often it was started. `owner` holds or held it, until `lease_until`. `reason` is why it is
    not sent, `message_id` the platform's id of it, `ended_at` when it was sent, given up or became ambiguous.
    `doubtful_at` is when it was first started so that it may have reached the chat.
    """

    id: int
    key: DeliveryKey
    place: Place
    kind: ChatKind
    payload: str
    silent: bool
    state: DeliveryState
    attempts: int
    due_at: dt.datetime
    lease_until: dt.datetime | None = None
    owner: str | None = None
    reason: str = ""
    message_id: str | None = None
    ended_at: dt.datetime | None = None
    doubtful_at: dt.datetime | None = None
