"""Rests of chats and bots after failures, on a clock that jumps."""

import asyncio
import datetime as dt
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


def test_a_chat_that_must_wait_delays_no_other(drive: Drive, board: Callable[..., Any]) -> None:
    async def scene() -> None:
        slots = board(TELEGRAM)
        await slots.limiter.failed(chat("flooded"), retry_after=30)
        slots.ask("flooded")
        for number in range(100):
            slots.ask(number)
        await asyncio.gather(*slots.tasks)
        assert slots.times("flooded") == [pytest.approx(30, abs=CLOSE)]
        assert max(slots.times(*range(100))) < 100 / 28

    drive(scene())


def test_a_shorter_rest_never_shortens_a_longer_one(drive: Drive, board: Callable[..., Any]) -> None:
    async def scene() -> None:
        slots = board(TELEGRAM)
        await slots.limiter.failed(chat("a"), retry_after=30)
        waiting = slots.ask("a")
        await asyncio.sleep(1)
        await slots.limiter.failed(chat("a"), retry_after=2)
        await slots.limiter.failed(chat("a"))
        slots.ask("b")
        slots.ask("a", priority=INTERACTIVE)
        await waiting
        assert min(slots.times("a")) >= 30 - CLOSE

    drive(scene())


def test_a_rest_also_holds_for_those_who_waited_before_it(drive: Drive, board: Callable[..., Any]) -> None:
    async def scene() -> None:
        slots = board(Rates(1))
        for _ in range(3):
            slots.ask("a")
        await asyncio.sleep(0.5)
        await slots.limiter.failed(chat("b"), retry_after=20, whole_bot=True)
        await asyncio.gather(*slots.tasks)
        assert slots.times() == pytest.approx([0, 20, 21], abs=1.001)
        assert slots.times()[1] >= 20.5 - CLOSE

    drive(scene())


def test_three_chats_within_a_second_rest_the_bot(drive: Drive, board: Callable[..., Any]) -> None:
    async def scene() -> None:
        slots = board(TELEGRAM)
        for name, seconds in (("a", 5.0), ("b", 9.0), ("c", 7.0)):
            await slots.limiter.failed(chat(name), retry_after=seconds)
        for name in "abcd":
            slots.ask(name)
        await asyncio.gather(*slots.tasks)
        first = {name: at for at, name in slots.given}
        assert first["d"] >= 5 - CLOSE
        assert first["d"] < 5.1
        assert first["b"] >= 9 - CLOSE
        assert first["c"] >= 7 - CLOSE

    drive(scene())


@pytest.mark.parametrize(("names", "spacing"), [("aab", 0.0), ("abc", 0.6)])
def test_fewer_chats_or_slower_failures_rest_only_themselves(
    drive: Drive, board: Callable[..., Any], names: str, spacing: float
) -> None:
    async def scene() -> None:
        slots = board(TELEGRAM)
        for name in names:
            await slots.limiter.failed(chat(name), retry_after=50)
            await asyncio.sleep(spacing)
        before = moment()
        await slots.ask("other")
        assert moment() == before

    drive(scene())


def test_without_a_number_rests_double_up_to_a_minute(drive: Drive) -> None:
    async def scene() -> None:
        limiter = Limiter(UNLIMITED, OwnPace())
        rests = []
        for _ in range(9):
            await limiter.failed(chat("a"), whole_bot=True)
            await limiter.failed(chat("b"), whole_bot=True)
            before = moment()
            await limiter.slot(chat("c"), PRIVATE, BULK)
            rests.append(moment() - before)
        assert rests == pytest.approx([1, 2, 4, 8, 16, 32, 60, 60, 60], abs=CLOSE)
        await asyncio.sleep(61)
        await limiter.failed(chat("a"), whole_bot=True)
        assert limiter.bot_rest() == pytest.approx(1)

    drive(scene())
