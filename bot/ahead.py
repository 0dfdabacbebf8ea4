"""Work done ahead in a process of its own, so that a second core reads and tags while this one stores."""

import copyreg
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from types import MappingProxyType, TracebackType
from typing import Any, Self, TypeVar

AT_ONCE = 16  # results that wait for their turn, at most: memory stays flat

Item = TypeVar("Item")
Result = TypeVar("Result")


def _reduced(mapping: MappingProxyType[Any, Any]) -> tuple[type, tuple[dict[Any, Any]]]:
    return MappingProxyType, (dict(mapping),)


copyreg.pickle(MappingProxyType, _reduced)  # entries hold them, and travel


class Ahead:
    """A process that does this one's work ahead; it ends with the `with`.

    `prepare` makes, once, what its functions need there. They and their arguments must be picklable.
    """

    def __init__(self, prepare: Callable[[], object]) -> None:
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(1, context, initializer=_start, initargs=(prepare,))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def map(self, function: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """What the built-in `map` gives, a few results ahead. Raises what the function raises."""
        waiting: deque[Future[Result]] = deque()
        for item in items:
            waiting.append(self._pool.submit(function, item))
            if len(waiting) > AT_ONCE:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _start(prepare: Callable[[], object]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the process that stores
    prepare()
