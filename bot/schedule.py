"""What happens at intervals: plain UTC ticks of APScheduler. When a chat's digest is due is `bot.due`'s to say.

A tick that is late runs late, never not at all, and never twice at once: its own grace time of a second would drop it.
"""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to run `every` so often, for the first time at once. What it raises is logged, and it runs again."""

    name: str
    every: dt.timedelta
    run: Callable[[], Awaitable[None]]


class Schedule:
    """Runs ticks in the running event loop, from `start` to `stop`."""

    def __init__(self, ticks: Sequence[Tick]) -> None:
        self._ticks = ticks
        self._scheduler = AsyncIOScheduler(timezone=dt.UTC)
        self._stopping = False

    def start(self) -> None:
        """Begin; must be called in the event loop."""
        for tick in self._ticks:
            self._scheduler.add_job(
                partial(self._run, tick),
                "interval",
                seconds=tick.every.total_seconds(),
                id=tick.name,
                next_run_time=dt.datetime.now(dt.UTC),
                misfire_grace_time=None,
                coalesce=True,
                max_instances=1,
            )
        self._scheduler.start()

    def stop(self) -> None:
        """Begin no further tick. One that runs is not waited for."""
        self._stopping = True
        self._scheduler.shutdown(wait=False)

    async def _run(self, tick: Tick) -> None:
        try:
            await tick.run()
        except asyncio.CancelledError:
            if not self._stopping:  # else APScheduler would report its own shutdown as an error
                raise
