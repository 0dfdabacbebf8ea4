"""The rounds of `run`: whatever is due is visited, a few at a time; none stops another."""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.errors import SettingsError
from bot.fetching.addressing import read_place
from bot.fetching.errors import FetchError
from bot.fetching.http import Fetcher
from bot.fetching.lookups import LookUps
from bot.fetching.places import Place, shown
from bot.fetching.visiting import Visitor
from bot.sources import is_folder
from storage.watched import Visited

log = logging.getLogger(__name__)

AT_ONCE = 4
ARXIV = "arxiv:"  # how the addresses of its categories begin
PAUSE = 10.0  # seconds between two rounds

Reads = Callable[[], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Rounds:
    """Visits what is due, and looks up ids where something of arXiv is read.

    `pause` waits so many seconds; `now` is the moment, in UTC.
    """

    fetcher: Fetcher
    visitor: Visitor
    look_ups: LookUps
    now: Callable[[], dt.datetime]
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def run(self, reads: Reads) -> None:
        """Round after round, as often as `reads` says that this process is the one to do so, until cancelled."""
        async with self.fetcher:
            while True:
                await self.round(reads)
                await self.pause(PAUSE)

    async def round(self, reads: Reads) -> None:
        """Visit everything that is due now, once."""
        if not await reads():
            return
        at_once = asyncio.Semaphore(AT_ONCE)
        watched = await self.visitor.listing()
        async with asyncio.TaskGroup() as visits:
            for one in watched:
                if _is_due(one, self.now()):
                    visits.create_task(self._visit(one.address, at_once, reads))
            if any(one.address.startswith(ARXIV) and not one.stopped for one in watched):
                visits.create_task(self._look_up(reads))

    async def _visit(self, address: str, at_once: asyncio.Semaphore, reads: Reads) -> None:
        async with at_once:
            try:
                place = read_place(address)
            except SettingsError as error:
                await self.visitor.fail_unknown(address, FetchError(str(error)))
                return
            try:
                await self._read(place, reads)
            except Exception:
                log.exception("%s: the visit failed.", shown(address))
                await self.visitor.fail(place, FetchError("An error of ours; the log says more."))

    async def _look_up(self, reads: Reads) -> None:
        try:
            await self.look_ups.go_on(reads)
        except Exception:
            log.exception("Looking up ids at arXiv failed.")

    async def _read(self, place: Place, reads: Reads) -> None:
        visit = self.visitor.visit(place)
        try:
            async for _ in visit:
                if not await reads():
                    return
        finally:
            await visit.aclose()


def _is_due(visited: Visited, now: dt.datetime) -> bool:
    waits = visited.next_at is not None and visited.next_at > now
    return not (is_folder(visited.address) or visited.stopped or waits)
