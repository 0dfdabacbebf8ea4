"""Where people's words come from: a part of `run` that one process at a time may have to itself."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol, TypeVar

from storage.roles import Hold

log = logging.getLogger(__name__)

LOOK_SECONDS = 2.0  # how often a role is asked for, and whether it is still ours

T = TypeVar("T")


class Receiver(Protocol):
    """A platform's way in. `role` is what only one process may have while it receives; None if any number may."""

    @property
    def platform(self) -> str: ...

    @property
    def role(self) -> str | None: ...

    async def open(self) -> None:
        """Make ready to send and receive, without asking the platform anything."""
        ...

    async def receive(self) -> None:
        """Receive until cancelled; what is under way then is ended first."""
        ...

    async def close(self) -> None:
        """Give up all connections."""
        ...


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of this process: `try_hold` (`Store.roles`) and a hold's methods are called by `in_thread`."""

    try_hold: Callable[[str], Hold | None]
    in_thread: Callable[[Callable[[], object]], Awaitable[object]]

    async def while_held(self, role: str | None, work: Callable[[], Awaitable[None]]) -> None:
        """Work once this process has the role, until the work ends or the role is lost; then RoleLostError."""
        if role is None:
            await work()
            return
        hold = await self._wait_for(role)
        try:
            await self._guarded(role, hold, work)
        finally:
            await self.in_thread(hold.release)

    async def _wait_for(self, role: str) -> Hold:
        while True:
            hold = await self.in_thread(lambda: self.try_hold(role))
            if hold is not None:
                return hold  # type: ignore[return-value]
            await asyncio.sleep(LOOK_SECONDS)

    async def _guarded(self, role: str, hold: Hold, work: Callable[[], Awaitable[None]]) -> None:
        task = asyncio.ensure_future(work())
        try:
            while not task.done():
                await asyncio.wait([task], timeout=LOOK_SECONDS)
                if not task.done() and not await self.in_thread(hold.alive):
                    raise RoleLostError(f"The role {role} was lost; another process may have it now.")
            task.result()
        finally:
            await ended(task)


class RoleLostError(Exception):
    """The connection that held a role was lost."""


async def ended(task: "asyncio.Future[None]") -> None:
    """Cancel a task, and wait until it has ended."""
    task.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.wait([task])
