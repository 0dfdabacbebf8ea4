"""What tests of the limiter share: a board on which the moments of slots are noted."""

import asyncio
import itertools
from collections.abc import Callable

import pytest

from bot.limits import Limiter, OwnPace, Pace, Priority, Rates
from storage.model import ChatKind, Place


class Board:
    """Asks a limiter for slots and notes when each was given."""

    def __init__(self, limiter: Limiter) -> None:
        self.limiter = limiter
        self.given: list[tuple[float, str]] = []
        self.tasks: list[asyncio.Task[None]] = []

    def ask(
        self, name: object, kind: ChatKind = ChatKind.PRIVATE, priority: Priority = Priority.BULK
    ) -> asyncio.Task[None]:
        task = asyncio.create_task(self._wait(Place("somewhere", str(name)), kind, priority))
        self.tasks.append(task)
        return task

    def times(self, *names: object) -> list[float]:
        return [at for at, name in self.given if not names or name in {str(n) for n in names}]

    def gaps(self, *names: object) -> list[float]:
        return [later - earlier for earlier, later in itertools.pairwise(self.times(*names))]

    async def end(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _wait(self, place: Place, kind: ChatKind, priority: Priority) -> None:
        await self.limiter.slot(place, kind, priority)
        self.given.append((asyncio.get_running_loop().time(), place.chat_id))


@pytest.fixture
def board() -> Callable[..., Board]:
    """A board for a limiter with these rates, and its own pace unless another is given."""

    def board(rates: Rates, pace: Pace | None = None) -> Board:
        return Board(Limiter(rates, pace or OwnPace()))

    return board
