"""Parts of the program that must go on: what fails is started again, while everything else goes on."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds
STEADY = 60.0  # seconds a part must have run for its next failure to count as the first


async def keep_running(name: str, run: Callable[[], Awaitable[None]]) -> None:
    """Run until `run` returns; start it again after a pause, which doubles, when it fails. Ends when cancelled."""
    pause = FIRST_PAUSE
    loop = asyncio.get_running_loop()
    while True:
        began = loop.time()
        try:
            await run()
        except Exception:
            if loop.time() - began > STEADY:
                pause = FIRST_PAUSE
            log.exception("%s failed; it starts again in %g seconds.", name, pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            return
