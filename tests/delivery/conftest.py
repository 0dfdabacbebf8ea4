"""What tests of delivery share: a loop whose time jumps, a ledger in memory, a platform with a switch for faults."""

import asyncio
import dataclasses
import datetime as dt
import itertools
import selectors
import threading
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

import pytest

from bot.delivery import Ledger, Sender, SendSettings
from bot.limits import Limiter, OwnPace, Rates
from bot.message import Block, Message, Span
from bot.retry import RetryPolicy
from bot.transports.base import TransportError
from storage.model import ChatKind, Delivery, DeliveryKey, DeliveryKind, DeliveryState, Place, Settings
from storage.planned import Owed, Rendering
from storage.store import Store, open_store

T = TypeVar("T")

START = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
ENDED = {DeliveryState.SENT, DeliveryState.AMBIGUOUS, DeliveryState.BURIED}


class _Jump(selectors.DefaultSelector):
    """A selector that does not wait for time to pass; only for threads that are at work."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self.working = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events = super().select(0)
        if events or timeout == 0:
            return events
        if self.working:
            return super().select(10)
        assert timeout is not None, "everything waits for something that never comes"
        self.now += timeout
        return []


class DrivenLoop(asyncio.SelectorEventLoop):
    """An event loop that jumps to the next timer when nothing else is left to do."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)
        self._clock_resolution = 1e-6

    def time(self) -> float:
        return self._jump.now

    def run_in_executor(self, executor: Executor | None, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:
        self._jump.working += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._worked)
        return future

    def _worked(self, _: object) -> None:
        self._jump.working -= 1


def run_driven(coroutine: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=DrivenLoop) as runner:
        return runner.run(coroutine)


@pytest.fixture(scope="session")
def drive() -> Callable[[Coroutine[Any, Any, T]], T]:
    """Runs a coroutine on a loop whose time jumps, from 0."""
    return run_driven


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

    def recover(self, now: dt.datetime) -> None:
        self.ledger.recover(now)

    def resend_ambiguous(self, since: dt.datetime) -> None:
        self.ledger.resend_ambiguous(since)


@dataclass(frozen=True)
class Received:
    """A message as its reader sees it."""

    at: float
    chat: str
    text: str
    silent: bool


class Platform:
    """A platform that does what a script says, send by send, and records what readers really received.

    A script is a list of words for each chat: ok, flood (429 with 3 seconds), vague flood, bot flood, blocked, moved,
    reset before, reset after, hang, hang after, server error, nonsense, cancelled, long bot flood (300
    seconds). What follows the script is ok.
    """

    platform = "somewhere"

    def __init__(self, *, idempotent: bool = False, latency: float = 0.05) -> None:
        self.idempotent = idempotent
        self.latency = latency
        self.script: dict[str, list[str]] = {}
        self.asked: list[tuple[float, str]] = []
        self.received: list[Received] = []
        self.moved: dict[str, str] = {}
        self.blocked: set[str] = set()
        self._nonces: dict[str, str] = {}

    async def send(self, place: Place, message: Message, *, nonce: str, silent: bool) -> str:
        """Do what the script says."""
        loop = asyncio.get_running_loop()
        self.asked.append((loop.time(), place.chat_id))
        await asyncio.sleep(self.latency)
        words = self.script.get(place.chat_id, [])
        word = words.pop(0) if words else "ok"
        self._refuse(word, place)
        if self.idempotent and nonce in self._nonces:
            return self._nonces[nonce]
        if word in {"ok", "reset after", "hang after", "nonsense", "cancelled"}:
            text = message.blocks[0].lines[0][0].text
            self.received.append(Received(loop.time(), place.chat_id, text, silent))
            self._nonces[nonce] = str(len(self.received))
        await self._answer(word)
        return self._nonces[nonce]

    def remember(self, nonce: str, chat: str, text: str) -> None:
        """A message that reached its chat from a process that has ended since."""
        self.received.append(Received(0, chat, text, silent=False))
        self._nonces[nonce] = str(len(self.received))

    def counts(self) -> Counter[tuple[str, str]]:
        """How often each chat received each text; a chat that moved keeps its first name."""
        old = {new: first for first, new in self.moved.items()}
        return Counter((old.get(got.chat, got.chat), got.text) for got in self.received)

    def _refuse(self, word: str, place: Place) -> None:
        """Everything that happens before the message reaches the chat."""
        if word == "moved":
            self.moved[place.chat_id] = f"{place.chat_id}, moved"
        if word == "blocked":
            self.blocked.add(place.chat_id)
        if place.chat_id in self.moved:
            raise TransportError("moved", moved_to=Place(self.platform, self.moved[place.chat_id]))
        if place.chat_id in self.blocked:
            raise TransportError("blocked", permanent=True)
        if word in _REFUSALS:
            raise TransportError(word, **_REFUSALS[word])

    async def _answer(self, word: str) -> None:
        if word.startswith("hang"):
            await asyncio.sleep(10_000)
        if word in {"reset after", "server error"}:
            raise TransportError(word, delivered_unknown=True)
        if word == "nonsense":
            message = "no JSON"
            raise LookupError(message)
        if word == "cancelled":
            raise asyncio.CancelledError


_REFUSALS: dict[str, dict[str, Any]] = {
    "flood": {"retry_after": 3.0},
    "vague flood": {},
    "bot flood": {"retry_after": 5.0, "whole_bot": True},
    "long bot flood": {"retry_after": 300.0, "whole_bot": True},
    "reset before": {},
}


def _read(payload: str) -> Message:
    if payload.startswith("unreadable"):
        message = "no message"
        raise ValueError(message)
    return Message((Block(((Span(payload),),)),))


def make_sender(books: Books, platform: Platform, rates: Rates, threads: Executor, **options: Any) -> Sender:
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


@dataclass(frozen=True)
class Run:
    """What came of a run: moments in seconds from its begin."""

    stopping_at: float
    stopped_at: float


async def _run(books: Books, platform: Platform, rates: Rates, seconds: float, **options: Any) -> Run:
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
    return Run(stopping_at, loop.time())


@pytest.fixture(scope="session")
def send_for() -> Callable[..., Run]:
    """Runs a sender over books and a platform for so many seconds, then stops it.

    After `least` it stops when everything has come to an end. `look` is a moment with a function to be called then;
    `begin` is how many seconds after the books' this begins.
    """

    def send_for(books: Books, platform: Platform, rates: Rates, seconds: float, **options: Any) -> Run:
        return run_driven(_run(books, platform, rates, seconds, **options))

    return send_for


@pytest.fixture(scope="session")
def new_platform() -> Callable[..., Platform]:
    return Platform


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
