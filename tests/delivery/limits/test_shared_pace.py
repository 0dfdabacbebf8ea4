"""A pace that several processes share, and one that is lost."""

import asyncio
import datetime as dt
import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.limits import TELEGRAM, Priority, Rates, SharedPace
from storage.model import ChatKind, Place
from storage.store import Store

Drive = Callable[..., None]
PRIVATE, GROUP = ChatKind.PRIVATE, ChatKind.GROUP
BULK, INTERACTIVE = Priority.BULK, Priority.INTERACTIVE
NOW = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
CLOSE = 1e-5


def chat(name: object) -> Place:
    return Place("somewhere", str(name))


def moment() -> float:
    return asyncio.get_running_loop().time()


class OneRow:
    """A shared pace: what several processes would find in the database."""

    def __init__(self) -> None:
        self.next_at = NOW

    def reserve(self, bucket: str, *, count: int, interval: dt.timedelta, now: dt.datetime) -> dt.datetime:
        assert bucket == "bot"
        self.next_at = max(self.next_at, now) + count * interval
        return self.next_at

    def pause(self, bucket: str, until: dt.datetime) -> None:
        assert bucket == "bot"
        self.next_at = max(self.next_at, until)


class Broken:
    """A pace whose database has gone."""

    async def reserve(self, interval: float) -> float:
        message = f"no connection ({interval})"
        raise ConnectionError(message)

    async def pause(self, seconds: float) -> None:
        raise NotImplementedError(seconds)


def test_several_limiters_share_one_pace_and_its_rests(drive: Drive, board: Callable[..., Any]) -> None:
    async def scene() -> None:
        with ThreadPoolExecutor(1) as threads:
            loop, row = asyncio.get_running_loop(), OneRow()
            pace = SharedPace(row, "bot", threads, lambda: NOW + dt.timedelta(seconds=loop.time()))
            boards = [board(Rates(10), pace) for _ in range(3)]
            for number in range(30):
                boards[number % 3].ask(number)
            await asyncio.gather(*(task for one in boards for task in one.tasks))
            times = [at for one in boards for at in one.times()]
            assert min(later - earlier for earlier, later in itertools.pairwise(sorted(times))) >= 0.1 - CLOSE
            assert max(times) == pytest.approx(2.9, abs=0.01)
            await boards[0].limiter.failed(chat("a"), retry_after=30, whole_bot=True)
            started = moment()
            await boards[1].ask("b")
            assert moment() - started >= 30 - CLOSE

    drive(scene())


def test_a_database_keeps_the_pace_of_several_processes(drive: Drive, board: Callable[..., Any], store: Store) -> None:
    async def scene() -> None:
        with ThreadPoolExecutor(1) as threads:
            loop = asyncio.get_running_loop()
            pace = SharedPace(store.pace, "bot", threads, lambda: NOW + dt.timedelta(seconds=loop.time()))
            boards = [board(TELEGRAM, pace) for _ in range(2)]
            for number in range(56):
                boards[number % 2].ask(number)
            await asyncio.gather(*(task for one in boards for task in one.tasks))
            times = [at for one in boards for at in one.times()]
            assert min(later - earlier for earlier, later in itertools.pairwise(sorted(times))) >= 1 / 28 - CLOSE
            assert max(times) == pytest.approx(55 / 28, abs=0.01)
            await boards[0].limiter.failed(chat("a"), retry_after=30, whole_bot=True)
            started = moment()
            await boards[1].ask("b")
            assert moment() - started >= 30 - CLOSE

    drive(scene())


def test_a_broken_pace_is_told_to_everybody_who_waits(drive: Drive, board: Callable[..., Any]) -> None:
    async def scene() -> None:
        slots = board(TELEGRAM, Broken())
        tasks = [slots.ask(number) for number in range(3)]
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [ConnectionError] * 3

    drive(scene())
