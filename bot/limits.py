"""When a bot may send: one even pace, a gap and a budget for every chat, and rests when something goes wrong.

The clock is that of the running event loop.
"""

import asyncio
import datetime as dt
import itertools
import math
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial
from heapq import heappop, heappush
from typing import Protocol

from bot.allowance import Allowance
from bot.rests import MINUTE, NEVER, Rest
from bot.signals import Rested, Tell, Waited, unheard
from storage.model import ChatKind, Place

TROUBLE_SECONDS = 1.0


class Priority(IntEnum):
    """Who goes first when several messages wait."""

    INTERACTIVE = 0  # somebody waits for this answer
    BULK = 1  # digests and notices


@dataclass(frozen=True, slots=True)
class Rates:
    """The limits of a bot: messages a second in all, seconds between two to a chat, messages a minute to a group.

    `within_second` is how many the platform may count within any one second, however long their ways there are.
    Failures of `troubled_chats` different chats within TROUBLE_SECONDS concern the bot. `by_thread`: the threads of a
    chat have limits of their own.
    """

    per_second: float = math.inf
    chat_gap: float = 0.0
    group_minute: int | None = None
    within_second: float = math.inf
    troubled_chats: int = 3
    by_thread: bool = False

    @property
    def interval(self) -> float:
        """Seconds from one message to the next."""
        return 1 / self.per_second

    def expected_finish(self, pending: int, *, now: dt.datetime) -> dt.datetime:
        """When so many messages will have been sent, if nothing goes wrong."""
        return now + dt.timedelta(seconds=pending * self.interval)


# https://core.telegram.org/bots/faq#broadcasting-to-users allows 30 a second and one a second to a chat; what is
# left of each is for the jitter of the way there.
TELEGRAM = Rates(28, chat_gap=1.05, group_minute=20, within_second=30)
# Of 50: https://discord.com/developers/docs/topics/rate-limits#global-rate-limit. What concerns all routes says so;
# some failures among so many messages are chance, a third of them is an outage.
DISCORD = Rates(45, within_second=50, troubled_chats=15, by_thread=True)
UNLIMITED = Rates()


class Pace(Protocol):
    """The pace of a bot, which several processes may share."""

    async def reserve(self, interval: float) -> float:
        """Take the next free moment, `interval` seconds after the one before; seconds from now."""
        ...

    async def pause(self, seconds: float) -> None:
        """Give out no moment before so many seconds have passed."""
        ...


class OwnPace:
    """The pace of a bot that this process has for itself: the generic cell rate algorithm without a burst."""

    def __init__(self) -> None:
        self._next = NEVER

    async def reserve(self, interval: float) -> float:
        """Take the next free moment."""
        now = asyncio.get_running_loop().time()
        moment = max(self._next, now)
        self._next = moment + interval
        return moment - now

    async def pause(self, seconds: float) -> None:
        """Give out no moment before so many seconds have passed."""
        self._next = max(self._next, asyncio.get_running_loop().time() + seconds)


class PaceRows(Protocol):
    """Where processes share their bots' paces: `Store.pace`."""

    def reserve(self, bucket: str, *, count: int, interval: dt.timedelta, now: dt.datetime) -> dt.datetime: ...

    def pause(self, bucket: str, until: dt.datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class SharedPace:
    """The pace of a bot over all processes on one database; `bucket` names the bot."""

    rows: PaceRows
    bucket: str
    threads: Executor
    now: Callable[[], dt.datetime]

    async def reserve(self, interval: float) -> float:
        """Take the next free moment of all processes. Raises StoreError."""
        step = dt.timedelta(seconds=interval)
        call = partial(self.rows.reserve, self.bucket, count=1, interval=step, now=self.now())
        following = await asyncio.get_running_loop().run_in_executor(self.threads, call)
        return (following - step - self.now()).total_seconds()

    async def pause(self, seconds: float) -> None:
        """Tell all processes. Raises StoreError."""
        call = partial(self.rows.pause, self.bucket, self.now() + dt.timedelta(seconds=seconds))
        await asyncio.get_running_loop().run_in_executor(self.threads, call)


@dataclass(slots=True)
class _Chat:
    """What is remembered of a chat while it matters: its gap, its rest, its last minute and who waits for it."""

    next_at: float = NEVER
    rest: Rest = field(default_factory=Rest)
    minute: deque[float] = field(default_factory=deque)
    waiting: int = 0

    def free_at(self, budget: int | None) -> float:
        full = budget is not None and len(self.minute) >= budget
        return max(self.next_at, self.rest.until, self.minute[0] + MINUTE if full else NEVER)

    def take(self, now: float, rates: Rates, *, group: bool) -> None:
        self.next_at = now + rates.chat_gap
        if group and rates.group_minute is not None:
            self.minute.append(now)
            if len(self.minute) > rates.group_minute:
                self.minute.popleft()

    def is_past(self, now: float) -> bool:
        last = max(self.next_at, self.rest.until + MINUTE, self.minute[-1] + MINUTE if self.minute else NEVER)
        return not self.waiting and last < now


@dataclass(order=True, slots=True)
class _Waiter:
    priority: Priority
    number: int
    chat: str = field(compare=False)
    group: bool = field(compare=False)
    granted: asyncio.Future[None] = field(compare=False)


class Limiter:
    """Hands out the moments at which one bot may send: evenly spaced, interactive before bulk, then first come.

    A chat that has to wait delays no other. Threads of a chat share its limits. `platform` is the bot's, for signals.
    """

    def __init__(self, rates: Rates, pace: Pace, *, platform: str = "", tell: Tell = unheard) -> None:
        self.rates = rates
        self.allowance = Allowance(rates.within_second)
        self._pace = pace
        self._platform = platform
        self._tell = tell
        self._chats: dict[str, _Chat] = {}
        self._bot = Rest()
        self._failures: deque[tuple[float, str, float | None]] = deque()
        self._ready: list[_Waiter] = []
        self._resting: list[tuple[float, _Waiter]] = []
        self._numbers = itertools.count()
        self._arrived = asyncio.Event()
        self._granting: asyncio.Task[None] | None = None
        self._forgotten_at = NEVER

    async def slot(self, place: Place, kind: ChatKind, priority: Priority) -> None:
        """Wait until a message may be sent to the place: now. Raises what the pace raises."""
        began, granted = _now(), asyncio.get_running_loop().create_future()
        group = kind is not ChatKind.PRIVATE
        heappush(self._ready, _Waiter(priority, next(self._numbers), self._name(place), group, granted))
        self._arrived.set()
        if self._granting is None or self._granting.done():
            self._granting = asyncio.create_task(self._grant_all())
            self._granting.add_done_callback(self._tell_waiting)
        chat = self._chat(self._name(place))
        chat.waiting += 1
        try:
            await granted
        finally:
            chat.waiting -= 1
        self._tell(Waited(self._platform, priority is Priority.INTERACTIVE, _now() - began))

    async def failed(self, place: Place, *, retry_after: float | None = None, whole_bot: bool = False) -> None:
        """Learn that a message to the place failed for now: its chat rests, for `retry_after` seconds if given.

        The bot rests too when `whole_bot`, or when messages to several chats fail within a second.
        """
        now = _now()
        self._chat(self._name(place)).rest.extend(now, retry_after)
        self._failures.append((now, self._name(place), retry_after))
        while self._failures[0][0] < now - TROUBLE_SECONDS:
            self._failures.popleft()
        if whole_bot or len({chat for _, chat, _ in self._failures}) >= self.rates.troubled_chats:
            # that some chats speak for the bot is a guess: it costs the shortest rest that one of them asked for
            asked = [seconds for _, _, seconds in self._failures if seconds is not None]
            self._bot.extend(now, retry_after if whole_bot else min(asked, default=None))
            self._tell(Rested(self._platform, self._bot.until - now))
            await self._pace.pause(self._bot.until - now)

    @property
    def remembered(self) -> int:
        """The number of chats whose limits may still matter."""
        return len(self._chats)

    def bot_rest(self) -> float:
        """Seconds for which the whole bot rests."""
        return max(0.0, self._bot.until - _now())

    def wait(self, place: Place) -> float:
        """Seconds, at least, before one more message to the place gets its turn, whoever else waits."""
        chat, now = self._chats.get(self._name(place), _Chat()), _now()
        free_at = chat.free_at(self.rates.group_minute)
        return max(0.0, free_at - now, self._bot.until - now) + chat.waiting * self.rates.chat_gap

    def _name(self, place: Place) -> str:
        """What has limits of its own: a chat, or each of its threads."""
        return f"{place.chat_id}/{place.thread_id}" if self.rates.by_thread else place.chat_id

    def _chat(self, chat_id: str) -> _Chat:
        return self._chats.setdefault(chat_id, _Chat())

    async def _grant_all(self) -> None:
        while await self._somebody_ready():
            await asyncio.sleep(max(0.0, await self._pace.reserve(self.rates.interval)))
            await self.allowance.calm()
            self._grant()

    async def _somebody_ready(self) -> bool:
        """Wait until somebody may send; False when nobody waits any more."""
        while True:
            self._arrived.clear()
            now = _now()
            self._sort(now)
            if not self._ready and not self._resting:
                return False
            if self._ready and self._bot.until <= now:
                return True
            with suppress(TimeoutError):
                first = now if self._ready else self._resting[0][0]
                async with asyncio.timeout_at(max(self._bot.until, first)):
                    await self._arrived.wait()

    def _sort(self, now: float) -> None:
        """Bring somebody to the front of the ready who is still there and whose chat is free."""
        while self._resting and self._resting[0][0] <= now:
            heappush(self._ready, heappop(self._resting)[1])
        while self._ready:
            first = self._ready[0]
            free_at = self._chat(first.chat).free_at(self.rates.group_minute)
            if not first.granted.done() and free_at <= now:
                return
            heappop(self._ready)
            if not first.granted.done():
                heappush(self._resting, (free_at, first))

    def _grant(self) -> None:
        """Give this moment away; it is lost when the bot has come to rest, or nobody is ready any more."""
        now = _now()
        self._sort(now)
        if self._ready and self._bot.until <= now:
            first = heappop(self._ready)
            self._chat(first.chat).take(now, self.rates, group=first.group)
            first.granted.set_result(None)
        if now > self._forgotten_at + MINUTE:
            self._chats = {name: chat for name, chat in self._chats.items() if not chat.is_past(now)}
            self._forgotten_at = now

    def _tell_waiting(self, granting: asyncio.Task[None]) -> None:
        """Pass on what ended the granting, so that nobody waits for ever."""
        if granting.cancelled() or (error := granting.exception()) is None:
            return
        for waiter in (*self._ready, *(waiter for _, waiter in self._resting)):
            if not waiter.granted.done():
                waiter.granted.set_exception(error)
        self._ready, self._resting = [], []


def _now() -> float:
    return asyncio.get_running_loop().time()
