"""A store in which publishers and people have been at work."""

import datetime as dt
from collections.abc import Callable

import pytest

from adapters.model import Entry, Issue, Origin, Topic
from bot.porting import export_lines
from storage.model import ChatKind, Opinion, Place, Settings, Source
from storage.ranks import Admitted, Rank
from storage.store import Store

NOW = dt.datetime(2026, 11, 16, 6, 0, 0, 123456, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
ALPHA, BETA = Source("alpha", "alpha", "/"), Source("beta", "l_yohai", "example.org/")


def put(store: Store, source: Source, key: str, *entries: Entry, at: dt.datetime, **said: object) -> None:
    """An issue with these papers, whose topics are the second word of their titles."""
    usual = {"date": at.date(), "title": None, "url": None, "language": "en"}
    issue = Issue(source.adapter, key, **usual | said, entries=entries)
    topics = [(Topic(entry.title.split()[1].casefold(), Origin.TITLE),) for entry in entries]
    store.issues.put(source, issue, topics, tagger="7", now=at, news=key != "old.md")


def fill(store: Store) -> None:
    """Issues that grew, moved together and have no date; persons and chats of several kinds; what is read."""
    kings = Entry("A speech of kings")
    put(store, ALPHA, "old.md", Entry("A video of rivers", votes=3), at=NOW)
    put(store, ALPHA, "1.md", kings, at=NOW, date=None)
    other = Entry('确 video 扩散 \u2028 "q"', summaries={"zh": "扩散", "ko": "확산"}, votes=0)
    put(store, BETA, "2.md", Entry("A video of rivers", arxiv_id="2611.00001", authors=("Ann", "Bo")), at=NOW + HOUR)
    later = {"date": None, "url": "https://example.org/1", "title": "One"}
    put(store, ALPHA, "1.md", kings, other, at=NOW + 2 * HOUR, **later)
    put(store, BETA, "empty.md", at=NOW + 3 * HOUR)
    people = [store.persons.get_or_create("t", name, language="ko", now=NOW + HOUR) for name in ("7", "8")]
    rivers, *_ = store.papers.export()
    store.opinions.save(people[0].id, rivers.id, NOW)
    store.opinions.give(people[0].id, rivers.id, Opinion.LESS, NOW)
    own = Settings(time="21:45", zone="Asia/Seoul", languages=("ko", "en"), weekly="7 18:00", quiet="22:00-07:00")
    private = store.chats.get_or_create(Place("t", "7"), ChatKind.PRIVATE, settings=own, now=NOW)
    store.chats.give(private.id, people[0].id)
    store.chats.subscribe(private.id, [("video", True), ("medical", False)], person_id=people[0].id, now=NOW)
    store.chats.subscribe(private.id, [("by:Ann", True)], person_id=None, now=NOW + HOUR)
    group = store.chats.get_or_create(Place("t", "-1", "5"), ChatKind.GROUP, settings=Settings(paused=True), now=NOW)
    store.chats.subscribe(group.id, [("speech", True)], person_id=people[1].id, now=NOW)
    store.access.give("t", Admitted.PERSON, "7", Rank.OPERATOR, NOW)
    store.access.give("t", Admitted.CHAT, "-1", Rank.ALLOWED, NOW)
    store.access.give("t", Admitted.PERSON, "9", Rank.BLOCKED, NOW)
    store.watches.add("folder:/digests")
    store.watches.add("arxiv:cs.CV")
    store.watches.remove("arxiv:cs.CV")


@pytest.fixture
def filled(new_store: Callable[[], Store]) -> Store:
    store = new_store()
    fill(store)
    return store


@pytest.fixture
def written():
    """The file that `paperwire export` writes of a store."""
    return lambda store: "".join(f"{line}\n" for line in export_lines(store.exporting.records())).encode()
