"""A part that fails starts again, after pauses that double."""

import asyncio
import datetime as dt
from itertools import pairwise

from bot.supervise import SETTLED, Upkeep


def test_a_part_that_fails_starts_again_until_it_returns(drive, caplog):
    starts: list[float] = []

    async def part() -> None:
        starts.append(asyncio.get_running_loop().time())
        if len(starts) < 4:
            raise RuntimeError("lost")

    drive(Upkeep().keep_running("the part", part))
    assert [round(later - earlier) for earlier, later in pairwise(starts)] == [1, 2, 4]
    assert "the part failed" in caplog.text


def test_what_failed_is_down_until_it_has_settled(drive):
    upkeep, now = Upkeep(), dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)
    seen: dict[float, dict[str, str]] = {}

    async def part() -> None:
        loop = asyncio.get_running_loop()
        if loop.time() < 1:
            raise RuntimeError("lost")
        for _ in range(3):
            seen[loop.time()] = upkeep.troubles(now)
            await asyncio.sleep(SETTLED - 1)

    drive(upkeep.keep_running("the part", part))
    assert list(seen.values()) == [{"the part": "failed, and starts again soon; the log says more"}] * 2 + [{}]
    assert upkeep.troubles(now) == {"the part": "has ended; the log says why"}
    assert upkeep.names == ("the part",)
