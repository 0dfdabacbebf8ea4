"""Requests to one publisher, at least so far apart: whoever asks next waits its turn."""

import asyncio
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit


class Spacing:
    """Turns that begin at least `seconds` after the last has ended. `clock` is in seconds and never goes back."""

    def __init__(
        self, seconds: float, *, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]]
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep
        self._lock = asyncio.Lock()
        self._free_at = float("-inf")

    async def __aenter__(self) -> None:
        await self._lock.acquire()
        try:
            wait = self._free_at - self._clock()
            if wait > 0:
                await self._sleep(wait)
        except BaseException:
            self._lock.release()
            raise

    async def __aexit__(self, *_: object) -> None:
        self._free_at = self._clock() + self._seconds
        self._lock.release()


def is_of(url: str, domain: str) -> bool:
    """Whether an address is of a domain or one below it."""
    host = urlsplit(url).hostname or ""
    return host == domain or host.endswith(f".{domain}")
