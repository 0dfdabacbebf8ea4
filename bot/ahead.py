"""Work done ahead in a process of its own, so that a second core reads and tags while this one stores."""

import copyreg
import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from types import MappingProxyType, TracebackType
from typing import Any, Generic, Self, TypeVar

AT_ONCE = 16  # results that wait for their turn, at most twice as many: memory stays flat

Item = TypeVar("Item")
Result = TypeVar("Result")
Tool = TypeVar("Tool")


def _reduced(mapping: MappingProxyType[Any, Any]) -> tuple[type, tuple[dict[Any, Any]]]:
    return MappingProxyType, (dict(mapping),)


copyreg.pickle(MappingProxyType, _reduced)  # entries hold them, and travel


class Ahead(Generic[Tool]):
    """A process that does this one's work ahead; it ends with the `with`.

    `make` makes, once in each of the two, the tool that the work is done with. It, the functions and their arguments
    must be picklable.
    """

    def __init__(self, make: Callable[[], Tool]) -> None:
        self._tool = make()
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(1, context, initializer=_start, initargs=(make,))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    def map(self, function: Callable[[Tool, Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """What the function makes of the tool and each item, in order. Raises what the function raises.

        Where the other process is behind, this one takes a share of its work rather than wait.
        """
        waiting: deque[Future[Result]] = deque()
        for item in items:
            behind = len(waiting) >= AT_ONCE and not waiting[0].done()
            waiting.append(self._here(function, item) if behind else self._pool.submit(_do, function, item))
            while len(waiting) > (AT_ONCE if waiting[0].done() else 2 * AT_ONCE):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _here(self, function: Callable[[Tool, Item], Result], item: Item) -> Future[Result]:
        done: Future[Result] = Future()
        done.set_result(function(self._tool, item))
        return done


_tools: list[Any] = []  # of this process, which works ahead: the one


def _start(make: Callable[[], object]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's Ctrl-C is for the process that stores
    _tools.append(make())


def _do(function: Callable[[Any, Item], Result], item: Item) -> Result:
    return function(_tools[0], item)
