"""A part that fails starts again, after pauses that double."""

import asyncio
from itertools import pairwise

from bot.supervise import Upkeep


def test_a_part_that_fails_starts_again_until_it_returns(drive, caplog):
    starts: list[float] = []

    async def part() -> None:
        starts.append(asyncio.get_running_loop().time())
        if len(starts) < 4:
            raise RuntimeError("lost")

    drive(Upkeep().keep_running("the part", part))
    assert [round(later - earlier) for earlier, later in pairwise(starts)] == [1, 2, 4]
    assert "the part failed" in caplog.text
