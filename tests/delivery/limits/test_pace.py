"""When a bot may send: pace, gaps, budgets and priorities, on a clock that jumps."""

import asyncio
import datetime as dt
import math
from collections.abc import Callable
from typing import Any

import pytest

from bot.limits import TELEGRAM, UNLIMITED, Limiter, OwnPace, Priority, Rates
from storage.model import ChatKind, Place

Drive = Callable[..., None]
PRIVATE, GROUP = ChatKind.PRIVATE, ChatKind.GROUP
BULK, INTERACTIVE = Priority.BULK, Priority.INTERACTIVE
NOW = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
CLOSE = 1e-5


def chat(name: object) -> Place:
    return Place("somewhere", str(name))


def moment() -> float:
    return asyncio.get_running_loop().time()


@pytest.mark.parametrize("waiting", [400, 10_000])
def test_an_answer_goes_before_everything_that_waits(drive: Drive, board: Callable[..., Any], waiting: int) -> None:
    async def scene() -> None:
        slots = board(TELEGRAM)
        for number in range(waiting):
            slots.ask(number)
        await asyncio.sleep(1.01)
        asked = moment()
        await slots.ask("person", priority=INTERACTIVE)
        assert moment() - asked <= TELEGRAM.interval + CLOSE
        assert len(slots.given) < 31
        await slots.end()

    drive(scene())


def test_the_pace_is_even_and_keeps_the_whole_rate(drive: Drive, board: Callable[..., Any]) -> None:
    async def scene() -> None:
        slots = board(TELEGRAM)
        for number in range(281):
            slots.ask(number)
        await asyncio.gather(*slots.tasks)
        times = slots.times()
        assert times[-1] == pytest.approx(10, rel=1e-6)
        assert slots.gaps() == pytest.approx([1 / 28] * 280, abs=CLOSE)

    drive(scene())


def test_a_quiet_time_earns_no_burst(drive: Drive, board: Callable[..., Any]) -> None:
    async def scene() -> None:
        slots = board(Rates(10))
        await slots.ask("first")
        await asyncio.sleep(60)
        for number in range(20):
            slots.ask(number)
        await asyncio.gather(*slots.tasks)
        assert min(slots.gaps()) >= 0.1 - CLOSE

    drive(scene())


def test_bulk_is_first_come_first_served(drive: Drive, board: Callable[..., Any]) -> None:
    async def scene() -> None:
        slots = board(Rates(10))
        for number in range(30):
            slots.ask(number)
        await asyncio.gather(*slots.tasks)
        assert [name for _, name in slots.given] == [str(number) for number in range(30)]

    drive(scene())


def test_a_chat_has_its_gap_and_delays_nobody(drive: Drive, board: Callable[..., Any]) -> None:
    async def scene() -> None:
        slots = board(Rates(10, chat_gap=1.0))
        for _ in range(20):
            slots.ask("flooded")
        for number in range(20):
            slots.ask(number)
        await asyncio.gather(*slots.tasks)
        assert min(slots.gaps("flooded")) >= 1 - CLOSE
        assert max(slots.times(*range(20))) <= 2.3

    drive(scene())


def test_an_answer_goes_before_bulk_of_its_own_chat(drive: Drive, board: Callable[..., Any]) -> None:
    async def scene() -> None:
        slots = board(Rates(10, chat_gap=1.0))
        for _ in range(5):
            slots.ask("chat")
        await asyncio.sleep(0.5)
        await slots.ask("chat", priority=INTERACTIVE)
        assert moment() == pytest.approx(1.0, abs=CLOSE)
        await slots.end()

    drive(scene())


def test_a_group_has_a_budget_for_any_minute(drive: Drive, board: Callable[..., Any]) -> None:
    async def scene() -> None:
        slots = board(TELEGRAM)
        for _ in range(65):
            slots.ask("group", GROUP)
        await asyncio.gather(*slots.tasks)
        times = slots.times()
        assert all(later - earlier >= 60 - CLOSE for earlier, later in zip(times, times[20:], strict=False))
        assert times[19] < 21

    drive(scene())


def test_threads_of_a_chat_share_its_gap(drive: Drive) -> None:
    async def scene() -> None:
        limiter = Limiter(Rates(chat_gap=1.0), OwnPace())
        for thread in ("", "1", "2"):
            await limiter.slot(Place("somewhere", "chat", thread), GROUP, BULK)
        assert moment() == pytest.approx(2, abs=CLOSE)

    drive(scene())


def test_without_limits_nothing_waits(drive: Drive, board: Callable[..., Any]) -> None:
    async def scene() -> None:
        slots = board(UNLIMITED)
        for number in range(1000):
            slots.ask(number % 10)
        await asyncio.gather(*slots.tasks)
        assert moment() == 0

    drive(scene())


def test_who_gives_up_waiting_takes_no_slot(drive: Drive, board: Callable[..., Any]) -> None:
    async def scene() -> None:
        slots = board(Rates(1))
        for number in range(10):
            slots.ask(number)
        await asyncio.sleep(0.5)
        for task in slots.tasks[1:9]:
            task.cancel()
        await slots.tasks[9]
        assert moment() == pytest.approx(1, abs=CLOSE)

    drive(scene())


def test_how_long_a_chat_waits_is_known(drive: Drive, board: Callable[..., Any]) -> None:
    async def scene() -> None:
        slots = board(Rates(10, chat_gap=1.0))
        assert slots.limiter.wait(chat("a")) == 0
        for _ in range(4):
            slots.ask("a")
        await asyncio.sleep(0.5)
        assert slots.limiter.wait(chat("a")) == pytest.approx(3.5, abs=CLOSE)
        await slots.limiter.failed(chat("b"), retry_after=20, whole_bot=True)
        assert slots.limiter.wait(chat("c")) == slots.limiter.bot_rest() == pytest.approx(20)
        await slots.end()

    drive(scene())


def test_chats_are_forgotten_when_their_limits_are_past(drive: Drive) -> None:
    async def scene() -> None:
        limiter = Limiter(TELEGRAM, OwnPace())
        seen = []
        for number in range(10_000):
            await limiter.slot(chat(number), GROUP if number % 2 else PRIVATE, BULK)
            seen.append(limiter.remembered)
        assert max(seen) < 28 * 130
        await asyncio.sleep(200)
        await limiter.slot(chat("last"), PRIVATE, BULK)
        assert limiter.remembered == 1

    drive(scene())


def test_expected_finish_is_what_is_pending_over_the_rate() -> None:
    assert Rates(28).expected_finish(2800, now=NOW) == NOW + dt.timedelta(seconds=100)
    assert UNLIMITED.expected_finish(10**6, now=NOW) == NOW
    assert UNLIMITED.interval == 0
    assert math.isfinite(TELEGRAM.interval)
