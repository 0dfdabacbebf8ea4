"""The sender: claims what a platform's chats are owed and sends each message once, whatever happens meanwhile.

A delivery is claimed, waits for its slot, and is started just before it is handed to the transport: the ledger's
`start` says yes to one sender only. What was started and not marked when a process ends may have reached its chat.

The ledger is synchronous. It is called in threads of its own, so that a start or a mark never waits behind commands,
look-ups of names or an ingest in the loop's common ones; one thread is enough for SQLite, which has one writer.
"""

import asyncio
import datetime as dt
import logging
import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, TypeVar

from bot.attempts import Attempts
from bot.limits import Limiter, Priority
from bot.message import Message
from bot.retry import Decision, RetryPolicy, Verdict
from bot.signals import Ended, Retried, Tell, unheard
from bot.transports.base import Transport
from storage.errors import StoreError
from storage.model import Delivery, DeliveryState, Place

log = logging.getLogger(__name__)

SMALLEST_CLAIM, LARGEST_CLAIM = 30, 100
LOOK_SECONDS = 1.0  # between two looks for what has become due
PATIENCE_SECONDS = 5.0  # a chat that is not free by then gives its place to others
MARK_SECONDS = 0.5  # for the marks of what was cut off by the end

T = TypeVar("T")
# What becomes of a delivery for which a verdict is final; AMBIGUOUS after every other.
_ENDS = {
    Verdict.RETRY: DeliveryState.QUEUED,
    Verdict.MOVE: DeliveryState.QUEUED,
    Verdict.BURY: DeliveryState.BURIED,
    Verdict.STOP_CHAT: DeliveryState.BURIED,
}


class Ledger(Protocol):
    """What is owed, and what became of it: `Store.deliveries`. All methods raise StoreError."""

    def claim(
        self, owner: str, *, platforms: Sequence[str], limit: int, now: dt.datetime, lease: dt.timedelta
    ) -> list[Delivery]: ...

    def start(self, delivery_id: int, owner: str, *, now: dt.datetime) -> bool: ...

    def sent(self, delivery_id: int, owner: str, *, message_id: str, now: dt.datetime) -> object: ...

    def ambiguous(self, delivery_id: int, owner: str, *, reason: str, now: dt.datetime) -> object: ...

    def retry(self, delivery_id: int, owner: str, *, due_at: dt.datetime, reason: str) -> object: ...

    def give_back(self, delivery_id: int, owner: str, *, due_at: dt.datetime, reason: str) -> object: ...

    def bury(self, delivery_id: int, owner: str, *, reason: str, now: dt.datetime) -> object: ...

    def release(self, owner: str) -> object: ...

    def move_chat(self, chat_id: int, place: Place) -> object: ...

    def stop_chat(self, chat_id: int, reason: str, now: dt.datetime) -> object: ...


@dataclass(frozen=True, slots=True)
class SendSettings:
    """Bounds of a sender: deliveries it holds at once, how long its claims last, seconds to wait for a transport's
    answer, and seconds for what is under way when it stops."""

    in_flight: int = 100
    lease: dt.timedelta = dt.timedelta(seconds=90)
    answer_seconds: float = 30.0
    stop_seconds: float = 4.0


@dataclass(slots=True)
class Sender:
    """Sends what one platform's chats are owed. `owner` names this sender among all processes.

    `read` makes a message of a stored payload (`bot.wire`); `now` is the moment, in UTC; `chance` gives numbers
    between 0 and 1. `lost` is told the number of a chat that takes no messages any more, in a thread of the ledger's.
    """

    owner: str
    ledger: Ledger
    transport: Transport
    limiter: Limiter
    read: Callable[[str], Message]
    threads: Executor
    now: Callable[[], dt.datetime]
    policy: RetryPolicy = field(default_factory=RetryPolicy)
    settings: SendSettings = field(default_factory=SendSettings)
    chance: Callable[[], float] = random.random
    lost: Callable[[int], object] | None = None
    tell: Tell = unheard
    _waiting: set[asyncio.Task[None]] = field(default_factory=set, init=False)
    _started: dict[asyncio.Task[None], Delivery] = field(default_factory=dict, init=False)
    _changed: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _running: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _cut: asyncio.Future[None] = field(init=False)
    _stopping: bool = field(default=False, init=False)
    _more: bool = field(default=True, init=False)

    async def run(self) -> None:
        """Send what is due until `stop`; also when cancelled, end only after what was started is marked."""
        async with self._running:
            self._cut = asyncio.get_running_loop().create_future()
            try:
                while not self._stopping:
                    await self._look()
            finally:
                await self._finish()

    async def stop(self) -> None:
        """Claim nothing more, and wait until what was started is marked and the rest released: at most 5 seconds."""
        self._stopping = True
        self._changed.set()
        async with self._running:
            pass

    async def _look(self) -> None:
        """Claim what there is room for, then wait until there is room again or more may have become due."""
        self._changed.clear()
        room = self._room()
        if room >= self._smallest() and not self.limiter.bot_rest():
            await self._claim(min(room, LARGEST_CLAIM))
        if not self._stopping:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._changed.wait()

    def _room(self) -> int:
        return self.settings.in_flight - len(self._waiting) - len(self._started)

    def _smallest(self) -> int:
        return min(SMALLEST_CLAIM, self.settings.in_flight)

    async def _claim(self, limit: int) -> None:
        self._more = False
        with _reported("claim deliveries"):
            platforms, lease = (self.transport.platform,), self.settings.lease
            claimed = await self._in_thread(
                partial(self.ledger.claim, self.owner, platforms=platforms, limit=limit, now=self.now(), lease=lease)
            )
            self._more = len(claimed) == limit
            for delivery in () if self._stopping else claimed:
                task = asyncio.create_task(self._await_slot(delivery))
                self._waiting.add(task)
                task.add_done_callback(self._waited)

    async def _await_slot(self, delivery: Delivery) -> None:
        """Start the delivery at its slot, or give it back when that is too far away."""
        with _reported(f"deliver {delivery.id}"):
            wait = self.limiter.wait(delivery.place)
            with suppress(TimeoutError):
                if wait <= max(PATIENCE_SECONDS, self.limiter.bot_rest()):
                    async with asyncio.timeout(self.settings.lease.total_seconds() / 2):
                        await self.limiter.slot(delivery.place, delivery.kind, Priority.BULK)
                    task = asyncio.create_task(self._deliver(delivery))
                    self._started[task] = delivery
                    task.add_done_callback(self._ended)
                    return
            due_at, reason = self._in(wait), "The chat or the bot has to wait."
            await self._in_thread(partial(self.ledger.give_back, delivery.id, self.owner, due_at=due_at, reason=reason))

    async def _deliver(self, delivery: Delivery) -> None:
        """Start, send and mark: nothing cancels this."""
        with _reported(f"mark delivery {delivery.id}"):
            if not await self._in_thread(partial(self.ledger.start, delivery.id, self.owner, now=self.now())):
                return
            outcome = await self._attempts().send(delivery)
            if isinstance(outcome, Decision):
                await self._mark(delivery, outcome)
            else:
                mark = partial(self.ledger.sent, delivery.id, self.owner, message_id=outcome, now=self.now())
                await self._in_thread(mark)
                self._tell_end(delivery, DeliveryState.SENT)

    def _attempts(self) -> Attempts:
        seconds = self.settings.answer_seconds
        return Attempts(
            self.transport, self.limiter, self.read, self.policy, seconds, self.now, self.chance, cut=self._cut
        )

    async def _mark(self, delivery: Delivery, decision: Decision) -> None:
        chat, reason, now = delivery.key.chat_id, decision.reason, self.now()
        self._tell_end(delivery, _ENDS.get(decision.verdict, DeliveryState.AMBIGUOUS))
        match decision.verdict:
            case Verdict.RETRY:
                await self._owe_again(delivery, decision)
            case Verdict.MOVE if decision.place is not None:
                # in this order, so that a chat which is there already does not get what it has
                await self._owe_again(delivery, decision)
                await self._in_thread(partial(self.ledger.move_chat, chat, decision.place))
            case Verdict.BURY:
                await self._in_thread(partial(self.ledger.bury, delivery.id, self.owner, reason=reason, now=now))
            case Verdict.STOP_CHAT:
                await self._in_thread(partial(self.ledger.bury, delivery.id, self.owner, reason=reason, now=now))
                await self._stop_chat(chat, reason)
            case _:
                await self._in_thread(partial(self.ledger.ambiguous, delivery.id, self.owner, reason=reason, now=now))
                if decision.stops:
                    await self._stop_chat(chat, reason)

    def _tell_end(self, delivery: Delivery, state: DeliveryState) -> None:
        platform = self.transport.platform
        late = (self.now() - delivery.due_at).total_seconds()
        self.tell(Retried(platform) if state is DeliveryState.QUEUED else Ended(platform, state, late))

    async def _stop_chat(self, chat: int, reason: str) -> None:
        await self._in_thread(partial(self.ledger.stop_chat, chat, reason, self.now()))
        if self.lost is not None:
            await self._in_thread(partial(self.lost, chat))

    async def _owe_again(self, delivery: Delivery, decision: Decision) -> None:
        due_at, reason = self._in(decision.delay), decision.reason
        await self._in_thread(partial(self.ledger.retry, delivery.id, self.owner, due_at=due_at, reason=reason))

    def _in(self, seconds: float) -> dt.datetime:
        return self.now() + dt.timedelta(seconds=seconds)

    async def _finish(self) -> None:
        """Wait for what was started, cut off what still is, mark it, and release what never was."""
        for task in self._waiting:
            task.cancel()
        if self._waiting:
            await asyncio.wait(self._waiting, timeout=MARK_SECONDS)
        await self._all_ended(self.settings.stop_seconds)
        self._cut.set_result(None)
        await self._all_ended(MARK_SECONDS)
        with _reported("release deliveries"):
            await self._in_thread(partial(self.ledger.release, self.owner))

    async def _all_ended(self, seconds: float) -> None:
        if self._started:
            await asyncio.wait(self._started, timeout=seconds)

    async def _in_thread(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.threads, call)

    def _waited(self, task: asyncio.Task[None]) -> None:
        self._waiting.discard(task)
        self._freed()

    def _ended(self, task: asyncio.Task[None]) -> None:
        del self._started[task]
        self._freed()

    def _freed(self) -> None:
        """Look again when a claim is worth it: the last one found more than it took, or nothing is left to do."""
        if self._room() >= (self._smallest() if self._more else self.settings.in_flight):
            self._changed.set()


@contextmanager
def _reported(what: str) -> Iterator[None]:
    """Say what the ledger could not do, and go on: leases end by themselves, and others take over."""
    try:
        yield
    except StoreError as error:
        log.warning("Could not %s: %s", what, error)
