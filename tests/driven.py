"""A loop whose time jumps: for tests that pass hours in milliseconds."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from typing import Any, TypeVar

T = TypeVar("T")


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
    """Run a coroutine on a loop whose time jumps, from 0."""
    with asyncio.Runner(loop_factory=DrivenLoop) as runner:
        return runner.run(coroutine)
