"""Parts of the program that must go on: what fails is started again, while everything else goes on."""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds
STEADY = 60.0  # seconds a part must have run for its next failure to count as the first
SETTLED = 5.0  # seconds after which a part that was started again counts as running
LATE = dt.timedelta(minutes=5)  # what runs every few seconds and did not for so long hangs


@dataclass(slots=True)
class Upkeep:
    """Keeps parts of a process running, and knows which of them do not work just now, and why. For one event loop."""

    _down: dict[str, str] = field(default_factory=dict, init=False)
    _ran_at: dict[str, dt.datetime] = field(default_factory=dict, init=False)
    _names: set[str] = field(default_factory=set, init=False)

    @property
    def names(self) -> tuple[str, ...]:
        """All parts, sorted."""
        return tuple(sorted(self._names | self._ran_at.keys()))

    def ran(self, name: str, now: dt.datetime) -> None:
        """Something that is to run again and again has run."""
        self._ran_at[name] = now

    def troubles(self, now: dt.datetime) -> dict[str, str]:
        """What does not work, by the names of the parts; nothing when all is well."""
        late = {name: f"has not run since {at:%H:%M:%S} UTC" for name, at in self._ran_at.items() if at < now - LATE}
        return dict(sorted((self._down | late).items()))

    async def keep_running(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run until `run` returns; start it again after a pause, which doubles, when it fails. Ends when cancelled."""
        self._names.add(name)
        pause = FIRST_PAUSE
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            try:
                await self._run(name, run)
            except Exception:
                if loop.time() - began > STEADY:
                    pause = FIRST_PAUSE
                log.exception("%s failed; it starts again in %g seconds.", name, pause)
                self._down[name] = "failed, and starts again soon; the log says more"
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
            else:
                self._down[name] = "has ended; the log says why"
                return

    async def _run(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        settling = asyncio.get_running_loop().call_later(SETTLED, self._down.pop, name, None)
        try:
            await run()
        finally:
            settling.cancel()
