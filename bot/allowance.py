"""What a platform may count within one of its seconds, however long messages are on their way.

An even pace at our end is none at the other: the first message waits for a connection, a slow disk holds back the next
ones, and all arrive together. A message is counted there at some moment between its start and its answer. So one more
is started only while those without an answer, and those answered less than a second ago, are fewer than the limit.
What every message needs for its way there and back is left out of that second: it delays all alike.
"""

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

SECOND = 1.0
LONGEST_WAY = 1.0  # seconds; what was not answered by then is no longer expected to be counted
REMEMBERED = 100  # messages whose ways say which is the shortest


@dataclass(slots=True, eq=False)
class _Passing:
    """A message and when it was started and answered."""

    started: float
    answered: float = math.inf


@dataclass(slots=True)
class Allowance:
    """At most so many messages within any second of the platform; nothing is counted where there is no limit."""

    most: float
    _passing: list[_Passing] = field(default_factory=list, init=False)
    _ways: deque[float] = field(default_factory=lambda: deque(maxlen=REMEMBERED), init=False)
    _answered: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    @asynccontextmanager
    async def passing(self) -> AsyncIterator[None]:
        """Wait for room; the message is on its way as long as this lasts."""
        async with self._turn:
            await self._wait_for_room()
            message = _Passing(_now())
            if self.most < math.inf:
                self._passing.append(message)
        try:
            yield
        finally:
            message.answered = _now()
            self._ways.append(message.answered - message.started)
            self._answered.set()

    async def calm(self) -> None:
        """Wait until nobody waits for room who does so now."""
        if self._turn.locked():
            async with self._turn:
                pass

    async def _wait_for_room(self) -> None:
        while True:
            now = _now()
            self._answered.clear()
            shortest = min(self._ways, default=0.0)
            self._passing = [one for one in self._passing if _counts_until(one, shortest) > now]
            if len(self._passing) < self.most:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout_at(min(_counts_until(one, shortest) for one in self._passing)):
                    await self._answered.wait()


def _counts_until(message: _Passing, shortest: float) -> float:
    """Until when it may be in the same second as one that is started now."""
    return SECOND + min(message.answered - shortest, message.started + LONGEST_WAY)


def _now() -> float:
    return asyncio.get_running_loop().time()
