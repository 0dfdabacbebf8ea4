"""Alerts: operators are told once when a condition begins and once when it ends."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.model import Entry, Issue
from bot.access import Access
from bot.alerts import Lookout
from bot.disk import SHORT
from bot.telling import Telling
from storage.errors import UnreachableError
from storage.model import ChatKind, DeliveryKey, DeliveryKind, DeliveryState, Place, Settings, Source
from storage.planned import Owed, Rendering
from storage.store import Store

NOON = dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)


@dataclass
class World:
    """A store with one operator who can be told something, and who looks at it."""

    store: Store
    now: dt.datetime = NOON
    free: int = SHORT * 10
    lookout: Lookout = field(init=False)

    def __post_init__(self) -> None:
        self.chat = self.chat_of("boss")
        person = self.store.persons.get_or_create("test", "boss", language="en", now=NOON)
        self.store.chats.give(self.chat, person.id)
        telling = Telling(self.store, Access(self.store, operators=frozenset({("test", "boss")})), self.clock)
        self.lookout = Lookout(self.store, telling, self.clock, folder=Path("/data"), free=lambda _: self.free)

    def clock(self) -> dt.datetime:
        return self.now

    def chat_of(self, name: str) -> int:
        place = Place("test", name)
        return self.store.chats.get_or_create(place, ChatKind.PRIVATE, settings=Settings(), now=NOON).id

    def look(self, after: dt.timedelta = MINUTE) -> list[str]:
        """Look twice; what operators are told by that."""
        before = len(self.told())
        for wait in (after, MINUTE):
            self.now += wait
            self.lookout.look(lambda: True)
        return self.told()[before:]

    def told(self) -> list[str]:
        found = self.store.deliveries.listing(chat_id=self.chat, limit=100)
        payloads = [json.loads(one.payload) for one in reversed(found) if one.key.kind is DeliveryKind.NOTICE]
        return ["".join(span[0] for span in one["blocks"][0]["lines"][0]) for one in payloads]

    def owe(self, *names: str, due_at: dt.datetime) -> None:
        owed = [Owed(DeliveryKey(self.chat_of(name), DeliveryKind.DAILY, "2026-11-18"), "h", due_at) for name in names]
        self.store.plans.commit([], [Rendering("h", "{}")], owed, [], self.now)


@pytest.fixture
def world(store: Store) -> Iterator[World]:
    yield World(store)
    store.halt.end()


def test_where_all_is_well_nothing_is_said(world: World) -> None:
    world.store.watches.add("arxiv:cs.CV")
    assert world.look() == []


def test_a_source_that_fails_for_hours_is_told_once_and_so_is_its_end(world: World) -> None:
    world.store.watches.add("arxiv:cs.CV")
    world.store.watches.fail("arxiv:cs.CV", "The server answers 500.", ("arxiv",), NOON)
    assert world.look() == []
    assert world.look(6 * HOUR) == ["arxiv:cs.CV cannot be read since 2026-11-18 12:00 UTC: The server answers 500."]
    assert world.look() == []
    assert [one.condition for one in world.store.alerts.going_on()] == ["failing/arxiv:cs.CV"]
    world.store.watches.read("arxiv:cs.CV", world.now, forget=HOUR)
    assert world.look() == ["arxiv:cs.CV can be read again."]
    assert world.look() == []
    assert world.store.alerts.going_on() == ()


def test_a_key_in_an_address_is_neither_told_nor_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    address = "feed:https://example.org/a.xml?key=secret"
    world.store.watches.add(address)
    world.store.watches.fail(address, "The server answers 500.", ("a",), NOON - 7 * HOUR)
    (said,) = world.look()
    assert said.startswith("feed:https://example.org/a.xml?… cannot be read")
    assert "secret" not in caplog.text


def test_what_flickers_is_told_once_a_day(world: World) -> None:
    for free, said in ((SHORT - 1, 1), (SHORT, 1), (SHORT - 1, 0), (SHORT, 0)):
        world.free = free
        assert len(world.look()) == said
    world.now += dt.timedelta(days=1)
    world.free = SHORT - 1
    told = world.look()
    assert [said for said in told if said.startswith("499 MB are free in /data: make room")]


def test_what_one_look_alone_sees_is_nothing(world: World) -> None:
    world.free = SHORT - 1
    world.lookout.look(lambda: True)
    world.free = SHORT
    assert world.look() == []


def test_a_source_that_was_given_up_is_told(world: World) -> None:
    world.store.watches.add("feed:https://example.org/a.xml")
    visited = world.store.visits.status("feed:https://example.org/a.xml")
    world.store.visits.settle(type(visited)(visited.address, NOON, None, 0, "The server says it is gone."))
    (said,) = world.look()
    assert said.startswith("feed:https://example.org/a.xml is not read any more: The server says it is gone.")
    world.store.watches.remove("feed:https://example.org/a.xml")
    assert len(world.look()) == 1


def test_a_source_that_brings_nothing_any_more_is_told(world: World) -> None:
    source = Source("alpha", "alpha", "/")
    for day in range(20, 0, -1):
        at = NOON - dt.timedelta(days=day)
        issue = Issue("alpha", f"{day}.md", at.date(), None, None, "en", (Entry(f"Paper {day}"),))
        world.store.issues.put(source, issue, [()], tagger="1", now=at, news=True)
    assert world.look() == []
    (said,) = world.look(dt.timedelta(days=4))
    assert said.startswith("alpha has brought nothing, though it was expected at 2026-11-1")


def test_many_failures_are_told_and_gone_chats_are_none(world: World) -> None:
    names = [f"reader {number}" for number in range(10)]
    world.owe(*names, due_at=NOON)
    claimed = world.store.deliveries.claim("s", platforms=["test"], limit=99, now=NOON, lease=HOUR)
    for one in claimed:
        world.store.deliveries.bury(one.id, "s", reason="The platform said no.", now=NOON)
    world.store.deliveries.stop_chat(claimed[0].key.chat_id, "gone", NOON)
    assert world.look() == []
    world.owe("another", due_at=NOON)
    (last,) = world.store.deliveries.claim("s", platforms=["test"], limit=99, now=NOON, lease=HOUR)
    world.store.deliveries.bury(last.id, "s", reason="The platform said no.", now=NOON)
    (said,) = world.look()
    assert said.startswith("10 messages within an hour failed")
    assert world.look(2 * HOUR)[0].startswith("Messages arrive again")


def test_a_backlog_is_told_but_not_what_is_held_back(world: World) -> None:
    world.owe("reader", "second", due_at=NOON)
    assert world.look() == []
    world.store.halt.begin()
    assert world.look(HOUR) == []
    world.store.halt.end()
    assert world.look()[0].startswith("2 messages wait since 2026-11-18 12:00 UTC")
    for one in world.store.deliveries.listing(DeliveryState.QUEUED, limit=9):
        world.store.deliveries.bury(one.id, None, reason="", now=world.now)
    assert world.look() == ["All messages that were due are out."]


def test_a_database_that_was_out_of_reach_is_told_afterwards(world: World) -> None:
    def unreachable() -> bool:
        raise UnreachableError("no")

    world.lookout.look(unreachable)
    world.now += HOUR
    world.lookout.look(unreachable)
    assert world.look() == ["The database could not be used from 2026-11-18 12:00 UTC to 2026-11-18 13:01 UTC."]


def test_operators_are_told_of_sources_in_their_digest_all_the_same(world: World) -> None:
    world.free = 0
    assert world.look()
    assert world.store.deliveries.told([world.chat]) == {}


def test_the_process_that_does_not_plan_tells_nothing(world: World) -> None:
    world.free = 0
    for _ in range(3):
        world.lookout.look(lambda: False)
    assert world.told() == []


def test_an_alert_is_in_the_language_of_each_operator(world: World, new_store: Callable[[], Store]) -> None:
    person = world.store.persons.find("test", "boss")
    assert person is not None
    world.store.persons.set_language(person.id, "ko")
    world.free = 0
    assert "여유 공간: 0 MB" in world.look()[0]
    assert new_store().alerts.going_on() == ()
