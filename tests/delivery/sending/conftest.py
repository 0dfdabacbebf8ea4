"""What tests of the sender share: a ledger in memory and the real one, filled in one line, and runs over them."""

import asyncio
import dataclasses
import datetime as dt
import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol

import pytest

from bot.delivery import Ledger, Sender, SendSettings
from bot.limits import Limiter, OwnPace, Rates
from bot.message import Block, Message, Span
from bot.retry import RetryPolicy
from storage.model import ChatKind, Delivery, DeliveryKey, DeliveryKind, DeliveryState, Place, Settings
from storage.planned import Owed, Rendering
from storage.store import Store, open_store

START = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
ENDED = {DeliveryState.SENT, DeliveryState.AMBIGUOUS, DeliveryState.BURIED}


class MemoryLedger:
    """The ledger's rules without a database."""

    def __init__(self) -> None:
        self.rows: dict[int, Delivery] = {}
        self.places: dict[int, Place] = {}
        self.stopped: dict[int, str] = {}
        self.started_at: dict[int, dt.datetime] = {}
        self._turn = threading.Lock()

    def claim(
        self, owner: str, *, platforms: Sequence[str], limit: int, now: dt.datetime, lease: dt.timedelta
    ) -> list[Delivery]:
        with self._turn:
            due = [row for row in self.rows.values() if row.due_at <= now and self._is_claimable(row, platforms)]
            due.sort(key=lambda row: (row.due_at, row.id))
            leased = {"state": DeliveryState.LEASED, "owner": owner, "lease_until": now + lease}
            return [self._change(row.id, place=self._place(row), **leased) for row in due[:limit]]

    def start(self, delivery_id: int, owner: str, *, now: dt.datetime) -> bool:
        with self._turn:
            row = self.rows.get(delivery_id)
            if row is None or row.state is not DeliveryState.LEASED or row.owner != owner:
                return False
            if row.lease_until is None or row.lease_until <= now:
                return False
            self.started_at[row.id] = now
            self._change(row.id, state=DeliveryState.STARTED, attempts=row.attempts + 1)
            return True

    def sent(self, delivery_id: int, owner: str, *, message_id: str, now: dt.datetime) -> None:
        with self._turn:
            row = self.rows.get(delivery_id)
            if row and (row.state is DeliveryState.AMBIGUOUS or self._has(row, owner)):
                self._change(row.id, state=DeliveryState.SENT, message_id=message_id, ended_at=now)

    def ambiguous(self, delivery_id: int, owner: str, *, reason: str, now: dt.datetime) -> None:
        self._end(delivery_id, owner, now, state=DeliveryState.AMBIGUOUS, reason=reason)

    def resend_ambiguous(self, since: dt.datetime) -> None:
        with self._turn:
            for row in list(self.rows.values()):
                if row.state is DeliveryState.AMBIGUOUS and row.doubtful_at is not None and row.doubtful_at >= since:
                    self._change(row.id, state=DeliveryState.QUEUED)

    def bury(self, delivery_id: int, owner: str, *, reason: str, now: dt.datetime) -> None:
        self._end(delivery_id, owner, now, state=DeliveryState.BURIED, reason=reason)

    def retry(self, delivery_id: int, owner: str, *, due_at: dt.datetime, reason: str) -> None:
        self._end(delivery_id, owner, due_at, state=DeliveryState.QUEUED, due_at=due_at, reason=reason)

    def release(self, owner: str) -> None:
        with self._turn:
            for row in list(self.rows.values()):
                if row.state is DeliveryState.LEASED and row.owner == owner:
                    self._change(row.id, state=DeliveryState.QUEUED)

    def move_chat(self, chat_id: int, place: Place) -> None:
        with self._turn:
            there = next((chat for chat, known in self.places.items() if known == place and chat != chat_id), None)
            if there is None:
                self.places[chat_id] = place
                return
            for row in [row for row in self.rows.values() if row.key.chat_id == chat_id]:
                key = dataclasses.replace(row.key, chat_id=there)
                if any(other.key == key for other in self.rows.values()):
                    del self.rows[row.id]
                else:
                    self._change(row.id, key=key)

    def stop_chat(self, chat_id: int, reason: str, now: dt.datetime) -> None:
        with self._turn:
            self.stopped[chat_id] = reason
            for row in list(self.rows.values()):
                if row.key.chat_id == chat_id and row.state is DeliveryState.QUEUED:
                    self._change(row.id, state=DeliveryState.BURIED, reason=f"{reason} {now:%Y}")

    def recover(self, now: dt.datetime) -> None:
        after = {DeliveryState.LEASED: DeliveryState.QUEUED, DeliveryState.STARTED: DeliveryState.AMBIGUOUS}
        with self._turn:
            for row in list(self.rows.values()):
                if row.state in after and row.lease_until is not None and row.lease_until <= now:
                    self._change(row.id, state=after[row.state])

    def _is_claimable(self, row: Delivery, platforms: Sequence[str]) -> bool:
        chat, key = row.key.chat_id, row.key
        return (
            row.state is DeliveryState.QUEUED
            and chat not in self.stopped
            and self.places[chat].platform in platforms
            and not (key.part > 1 and self._is_open(dataclasses.replace(key, part=key.part - 1)))
        )

    def _is_open(self, key: DeliveryKey) -> bool:
        return any(row.key == key and row.state not in ENDED for row in self.rows.values())

    def _place(self, row: Delivery) -> Place:
        return self.places[row.key.chat_id]

    def _has(self, row: Delivery, owner: str) -> bool:
        return row.owner == owner and row.state in {DeliveryState.LEASED, DeliveryState.STARTED}

    def _end(self, delivery_id: int, owner: str, now: dt.datetime, **change: Any) -> None:
        assert now.tzinfo
        with self._turn:
            row = self.rows.get(delivery_id)
            if row and self._has(row, owner):
                self._change(row.id, **change)

    def _change(self, delivery_id: int, **change: Any) -> Delivery:
        if change.get("state") is DeliveryState.AMBIGUOUS:
            change["doubtful_at"] = self.rows[delivery_id].doubtful_at or self.started_at[delivery_id]
        self.rows[delivery_id] = dataclasses.replace(self.rows[delivery_id], **change)
        return self.rows[delivery_id]


class Books(Protocol):
    """A ledger under test, with ways to fill it and to look into it."""

    @property
    def ledger(self) -> Ledger: ...

    def owe(self, chat: str, subject: str, part: int = 1, *, kind: ChatKind = ChatKind.PRIVATE) -> None: ...

    def deliveries(self) -> list[Delivery]: ...

    def states(self) -> list[DeliveryState]: ...

    def recover(self, now: dt.datetime) -> None: ...

    def resend_ambiguous(self, since: dt.datetime) -> None: ...


@dataclass
class MemoryBooks:
    """Books in memory. A payload is the subject and the part."""

    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    chats: dict[str, int] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def owe(self, chat: str, subject: str, part: int = 1, *, kind: ChatKind = ChatKind.PRIVATE) -> None:
        chat_id = self.chats.setdefault(chat, len(self.chats) + 1)
        place = self.ledger.places.setdefault(chat_id, Place("somewhere", chat))
        key = DeliveryKey(chat_id, DeliveryKind.BROADCAST, subject, part)
        number = next(self.numbers)
        queued = DeliveryState.QUEUED
        self.ledger.rows[number] = Delivery(number, key, place, kind, f"{subject}.{part}", False, queued, 0, START)

    def deliveries(self) -> list[Delivery]:
        return list(self.ledger.rows.values())

    def states(self) -> list[DeliveryState]:
        return [delivery.state for delivery in self.deliveries()]

    def recover(self, now: dt.datetime) -> None:
        self.ledger.recover(now)

    def resend_ambiguous(self, since: dt.datetime) -> None:
        self.ledger.resend_ambiguous(since)


def _read(payload: str) -> Message:
    if payload.startswith("unreadable"):
        message = "no message"
        raise ValueError(message)
    return Message((Block(((Span(payload),),)),))


def make_sender(books: Books, platform: Any, rates: Rates, threads: Executor, **options: Any) -> Sender:
    """A sender over the books. To be called inside the loop."""
    loop = asyncio.get_running_loop()
    return Sender(
        owner=options.get("owner", "one"),
        ledger=books.ledger,
        transport=platform,
        limiter=Limiter(rates, OwnPace()),
        read=_read,
        threads=threads,
        now=lambda: START + dt.timedelta(seconds=options.get("begin", 0.0) + loop.time()),
        policy=options.get("policy", RetryPolicy()),
        settings=options.get("settings", SendSettings()),
        chance=lambda: 0.5,
    )


async def _run(books: Books, platform: Any, rates: Rates, seconds: float, **options: Any) -> float:
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1) as threads:
        sender = make_sender(books, platform, rates, threads, **options)
        running = asyncio.create_task(sender.run())
        at, look = options.get("look", (seconds, lambda: None))
        loop.call_later(at, look)
        least = options.get("least", seconds)
        await asyncio.sleep(least)
        for _ in range(round((seconds - least) / 5)):
            if all(delivery.state in ENDED for delivery in books.deliveries()):
                break
            await asyncio.sleep(5)
        stopping_at = loop.time()
        await sender.stop()
        await running
    return loop.time() - stopping_at


@pytest.fixture(scope="session")
def send_for(drive: Callable[..., float]) -> Callable[..., float]:
    """Runs a sender over books and a platform for so many seconds, then stops it; the seconds that takes.

    After `least` it stops when everything has come to an end. `look` is a moment with a function to be called then;
    `begin` is how many seconds after the books' this begins.
    """

    def send_for(books: Books, platform: Any, rates: Rates, seconds: float, **options: Any) -> float:
        return drive(_run(books, platform, rates, seconds, **options))

    return send_for


@pytest.fixture(scope="session")
def new_memory_books() -> Callable[[], Books]:
    return MemoryBooks


@dataclass
class StoreBooks:
    """Books in a database."""

    store: Store

    @property
    def ledger(self) -> Ledger:
        return self.store.deliveries

    def owe(self, chat: str, subject: str, part: int = 1, *, kind: ChatKind = ChatKind.PRIVATE) -> None:
        place = Place("somewhere", chat)
        known = self.store.chats.get_or_create(place, kind, settings=Settings(), now=START)
        rendering = Rendering(f"{subject}.{part}", f"{subject}.{part}")
        owed = Owed(DeliveryKey(known.id, DeliveryKind.BROADCAST, subject, part), rendering.hash, START)
        self.store.plans.commit([], [rendering], [owed], [], START)

    def deliveries(self) -> list[Delivery]:
        return sorted(self.store.deliveries.listing(limit=10_000), key=lambda delivery: delivery.id)

    def states(self) -> list[DeliveryState]:
        return [delivery.state for delivery in self.deliveries()]

    def recover(self, now: dt.datetime) -> None:
        self.store.deliveries.recover(now)

    def resend_ambiguous(self, since: dt.datetime) -> None:
        self.store.deliveries.resend_ambiguous(["somewhere"], since=since, attempts=100)


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def books(request: pytest.FixtureRequest) -> Iterator[Books]:
    """Empty books of each kind in turn."""
    if request.param == "memory":
        yield MemoryBooks()
        return
    request.node.user_properties.append(("database", request.param))
    databases = request.getfixturevalue(request.param)
    url = databases.create()
    with open_store(url) as store:
        yield StoreBooks(store)
    databases.drop(url)


@pytest.fixture(scope="session")
def new_sender() -> Callable[..., Sender]:
    return make_sender
