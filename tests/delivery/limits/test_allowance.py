"""What a platform counts within a second, when messages take their time to get there."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.allowance import Allowance
from bot.limits import TELEGRAM, Limiter, OwnPace, Priority
from storage.model import ChatKind, Place
from tests.driven import run_driven

MOST = 30
Ways = Sequence[tuple[float, float]]  # of each message: seconds until it is counted, and until its answer is back


def moment() -> float:
    return asyncio.get_running_loop().time()


async def send(allowance: Allowance, way: tuple[float, float], counted: list[float]) -> None:
    async with allowance.passing():
        await asyncio.sleep(way[0])
        counted.append(moment())
        await asyncio.sleep(way[1])


async def send_at_pace(ways: Ways, counted: list[float]) -> None:
    limiter = Limiter(TELEGRAM, OwnPace())

    async def one(number: int, way: tuple[float, float]) -> None:
        await limiter.slot(Place("telegram", str(number)), ChatKind.PRIVATE, Priority.BULK)
        await send(limiter.allowance, way, counted)

    await asyncio.gather(*(one(number, way) for number, way in enumerate(ways)))


def busiest_second(counted: Sequence[float]) -> int:
    return max(sum(at - 1 + 1e-6 < one <= at for one in counted) for at in counted)


@given(
    st.lists(st.tuples(st.floats(0, 0.4), st.floats(0, 0.4)), min_size=1, max_size=99),
    st.tuples(st.floats(0, 0.2), st.floats(0, 0.2)),
)
def test_the_platform_never_counts_more(delays: Ways, shortest: tuple[float, float]) -> None:
    """Whatever is added to the shortest way there and back, which the first message has."""
    ways = [(there + shortest[0], back + shortest[1]) for there, back in [(0.0, 0.0), *delays]]
    counted: list[float] = []
    run_driven(send_at_pace(ways, counted))
    assert len(counted) == len(ways)
    assert busiest_second(counted) <= MOST


@pytest.mark.parametrize("seconds", [0.0, 0.06, 0.25, 0.4])
def test_an_even_way_costs_nothing(seconds: float) -> None:
    counted: list[float] = []
    run_driven(send_at_pace([(seconds, 0.0)] * 300, counted))
    assert counted[-1] - counted[0] == pytest.approx(299 / TELEGRAM.per_second, rel=0.01)
    assert all(later >= earlier for earlier, later in pairwise(counted))


def test_what_never_arrives_is_not_waited_for_longer_than_two_seconds(drive: Callable[..., Any]) -> None:
    async def scene() -> None:
        allowance, counted = Allowance(MOST), list[float]()
        lost = [asyncio.create_task(send(allowance, (3600.0, 0.0), [])) for _ in range(MOST)]
        await asyncio.sleep(0.01)
        await send(allowance, (0.0, 0.0), counted)
        assert 1.9 < counted[0] < 2.1
        for task in lost:
            task.cancel()

    drive(scene())


def test_a_slow_platform_is_not_crowded(drive: Callable[..., Any]) -> None:
    """Answers take long: slots are given out more slowly, so that a person waits for few others."""

    async def scene() -> None:
        limiter, counted = Limiter(TELEGRAM, OwnPace()), list[float]()

        async def one(number: int, priority: Priority) -> None:
            await limiter.slot(Place("telegram", str(number)), ChatKind.PRIVATE, priority)
            await send(limiter.allowance, (0.4, 0.4), counted)

        waiting = [asyncio.create_task(one(number, Priority.BULK)) for number in range(300)]
        await asyncio.sleep(5)
        asked = moment()
        await one(1_000, Priority.INTERACTIVE)
        assert moment() - asked < 0.8 + 1.0
        await asyncio.gather(*waiting)
        assert busiest_second(counted) <= MOST

    drive(scene())
