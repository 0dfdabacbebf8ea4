"""What a platform may count within one of its seconds, however long messages are on their way.

An even pace at our end is none at the other: the first message waits for a connection, a slow disk holds back the next
ones, and all arrive together. A message is counted there between its start and its answer. So while those that were
started and not answered, and those answered less than a second ago, are fewer than the limit, one more never exceeds
it. That costs no messages as long as an answer takes less than what the limit leaves of a second.
"""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

SECOND = 1.0
LONGEST_WAY = 1.0  # seconds; what was not answered by then is no longer expected to be counted


@dataclass(slots=True, eq=False)
class _Passing:
    """A message that may be counted until then."""

    until: float


@dataclass(slots=True)
class Window:
    """At most so many messages within any second of the platform; nothing is counted where there is no limit."""

    most: float
    _passing: list[_Passing] = field(default_factory=list, init=False)
    _answered: asyncio.Event = field(default_factory=asyncio.Event, init=False)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    @asynccontextmanager
    async def passing(self) -> AsyncIterator[None]:
        """Wait for room; the message is on its way as long as this lasts."""
        async with self._turn:
            await self._wait_for_room()
            message = _Passing(_now() + LONGEST_WAY + SECOND)
            if self.most < math.inf:
                self._passing.append(message)
        try:
            yield
        finally:
            message.until = min(message.until, _now() + SECOND)
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
            self._passing = [one for one in self._passing if one.until > now]
            if len(self._passing) < self.most:
                return
            with suppress(TimeoutError):
                async with asyncio.timeout_at(min(one.until for one in self._passing)):
                    await self._answered.wait()


def _now() -> float:
    return asyncio.get_running_loop().time()
