"""What the tests of the store share: issues to put, written in one line."""

import datetime as dt
from collections.abc import Callable, Sequence

import pytest

from adapters.model import Entry, Issue, Origin, Topic
from storage.model import (
    Chat,
    ChatKind,
    Delivery,
    DeliveryKey,
    DeliveryKind,
    Place,
    PutResult,
    Settings,
    Source,
    TokenQuery,
)
from storage.planned import Owed, Plan, Rendering
from storage.store import Store

DAY = dt.date(2024, 5, 20)
NOW = dt.datetime(2024, 5, 21, 6, 30, 15, 123456, tzinfo=dt.UTC)


@pytest.fixture
def day() -> dt.date:
    """The date of issues that a test says nothing else of."""
    return DAY


@pytest.fixture
def now() -> dt.datetime:
    """The moment at which they arrive: the day after."""
    return NOW


@pytest.fixture
def make_issue() -> Callable[..., Issue]:
    """Writes an issue of the source alpha, with the key 1.md and dated `day`, unless told otherwise."""

    def make(
        *entries: Entry | str,
        source: str = "alpha",
        key: str = "1.md",
        date: dt.date | None = DAY,
        url: str | None = None,
        title: str | None = None,
    ) -> Issue:
        listed = tuple(Entry(entry) if isinstance(entry, str) else entry for entry in entries)
        return Issue(source, key, date, title, url, "en", listed)

    return make


@pytest.fixture
def put(store: Store, make_issue: Callable[..., Issue]) -> Callable[..., PutResult]:
    """Puts an issue (`make_issue`) into the test's store, or `into` another one.

    `topics` are the slugs that every entry has from its title.
    """

    def put(
        *entries: Entry | str,
        into: Store = store,
        now: dt.datetime = NOW,
        news: bool = True,
        tagger: str = "1",
        topics: Sequence[str] = (),
        **said: object,
    ) -> PutResult:
        issue = make_issue(*entries, **said)
        found = tuple(Topic(slug, Origin.TITLE) for slug in topics)
        source = Source(issue.adapter, issue.adapter, "/")
        return into.issues.put(source, issue, [found] * len(issue.entries), tagger=tagger, now=now, news=news)

    return put


@pytest.fixture
def find(store: Store) -> Callable[..., list[str]]:
    """Finds the titles of papers that have a word, or a value under a facet (`find(tag="video")`)."""

    def find(*words: str, within: Store = store, **facets: str) -> list[str]:
        parts = [TokenQuery("token", word) for word in words]
        parts += [TokenQuery("facet", value, field) for field, value in facets.items()]
        hits = within.search.find(TokenQuery("and", parts=tuple(parts)), limit=1000)
        return [paper.title for paper in within.papers.get(hits.paper_ids)]

    return find


@pytest.fixture
def make_chat(store: Store) -> Callable[..., Chat]:
    """Makes a private chat of the platform "t", with default settings unless told otherwise."""

    def make(name: str = "1", *, into: Store = store, platform: str = "t", **settings: object) -> Chat:
        place = Place(platform, name)
        return into.chats.get_or_create(place, ChatKind.PRIVATE, settings=Settings(**settings), now=NOW)

    return make


@pytest.fixture
def owe(store: Store) -> Callable[..., None]:
    """Owes chats a daily digest of so many parts at `now`, unless told otherwise; of a plan if it has `papers`."""

    def owe(
        *chats: Chat,
        into: Store = store,
        kind: DeliveryKind = DeliveryKind.DAILY,
        subject: str = "2024-05-21",
        parts: int = 1,
        due_at: dt.datetime = NOW,
        papers: Sequence[int] = (),
    ) -> None:
        plans = [Plan(7, DAY, 0, 1, tuple(papers), 1, "diffusion")] if papers else []
        owed = [
            Owed(DeliveryKey(chat.id, kind, subject, part), "hash", due_at, plan_id=7 if papers else None)
            for chat in chats
            for part in range(1, parts + 1)
        ]
        assert into.plans.commit(plans, [Rendering("hash", "message")], owed, [], NOW) == set()

    return owe


@pytest.fixture
def claim(store: Store) -> Callable[..., list[Delivery]]:
    """Claims for the sender "a" on the platform "t" for a minute, at `now` unless told otherwise."""

    def claim(
        owner: str = "a",
        *,
        into: Store = store,
        platforms: Sequence[str] = ("t",),
        limit: int = 100,
        at: dt.datetime = NOW,
    ) -> list[Delivery]:
        lease = dt.timedelta(minutes=1)
        return into.deliveries.claim(owner, platforms=platforms, limit=limit, now=at, lease=lease)

    return claim
