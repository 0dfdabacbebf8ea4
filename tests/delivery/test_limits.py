"""When a bot may send: pace, gaps, budgets, priorities and rests, on a clock that jumps."""

import asyncio
import datetime as dt
import itertools
import math
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.limits import TELEGRAM, UNLIMITED, Limiter, OwnPace, Priority, Rates, SharedPace
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


class Board:
    """Asks a limiter for slots and notes when each was given."""

    def __init__(self, limiter: Limiter) -> None:
        self.limiter = limiter
        self.given: list[tuple[float, str]] = []
        self.tasks: list[asyncio.Task[None]] = []

    def ask(self, name: object, kind: ChatKind = PRIVATE, priority: Priority = BULK) -> asyncio.Task[None]:
        task = asyncio.create_task(self._wait(chat(name), kind, priority))
        self.tasks.append(task)
        return task

    def times(self, *names: object) -> list[float]:
        return [at for at, name in self.given if not names or name in {str(n) for n in names}]

    async def end(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _wait(self, place: Place, kind: ChatKind, priority: Priority) -> None:
        await self.limiter.slot(place, kind, priority)
        self.given.append((moment(), place.chat_id))


def board(rates: Rates) -> Board:
    return Board(Limiter(rates, OwnPace()))


def gaps(times: Iterable[float]) -> list[float]:
    return [later - earlier for earlier, later in itertools.pairwise(sorted(times))]


@pytest.mark.parametrize("waiting", [400, 10_000])
def test_an_answer_goes_before_everything_that_waits(drive: Drive, waiting: int) -> None:
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


def test_the_pace_is_even_and_keeps_the_whole_rate(drive: Drive) -> None:
    async def scene() -> None:
        slots = board(TELEGRAM)
        for number in range(281):
            slots.ask(number)
        await asyncio.gather(*slots.tasks)
        times = slots.times()
        assert times[-1] == pytest.approx(10, rel=1e-6)
        assert gaps(times) == pytest.approx([1 / 28] * 280, abs=CLOSE)

    drive(scene())


def test_a_quiet_time_earns_no_burst(drive: Drive) -> None:
    async def scene() -> None:
        slots = board(Rates(10))
        await slots.ask("first")
        await asyncio.sleep(60)
        for number in range(20):
            slots.ask(number)
        await asyncio.gather(*slots.tasks)
        assert min(gaps(slots.times())) >= 0.1 - CLOSE

    drive(scene())


def test_bulk_is_first_come_first_served(drive: Drive) -> None:
    async def scene() -> None:
        slots = board(Rates(10))
        for number in range(30):
            slots.ask(number)
        await asyncio.gather(*slots.tasks)
        assert [name for _, name in slots.given] == [str(number) for number in range(30)]

    drive(scene())


def test_a_chat_has_its_gap_and_delays_nobody(drive: Drive) -> None:
    async def scene() -> None:
        slots = board(Rates(10, chat_gap=1.0))
        for _ in range(20):
            slots.ask("flooded")
        for number in range(20):
            slots.ask(number)
        await asyncio.gather(*slots.tasks)
        assert min(gaps(slots.times("flooded"))) >= 1 - CLOSE
        assert max(slots.times(*range(20))) <= 2.3

    drive(scene())


def test_an_answer_goes_before_bulk_of_its_own_chat(drive: Drive) -> None:
    async def scene() -> None:
        slots = board(Rates(10, chat_gap=1.0))
        for _ in range(5):
            slots.ask("chat")
        await asyncio.sleep(0.5)
        await slots.ask("chat", priority=INTERACTIVE)
        assert moment() == pytest.approx(1.0, abs=CLOSE)
        await slots.end()

    drive(scene())


def test_a_group_has_a_budget_for_any_minute(drive: Drive) -> None:
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


def test_without_limits_nothing_waits(drive: Drive) -> None:
    async def scene() -> None:
        slots = board(UNLIMITED)
        for number in range(1000):
            slots.ask(number % 10)
        await asyncio.gather(*slots.tasks)
        assert moment() == 0

    drive(scene())


def test_a_chat_that_must_wait_delays_no_other(drive: Drive) -> None:
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


def test_a_shorter_rest_never_shortens_a_longer_one(drive: Drive) -> None:
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


def test_a_rest_also_holds_for_those_who_waited_before_it(drive: Drive) -> None:
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


def test_three_chats_within_a_second_rest_the_bot(drive: Drive) -> None:
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
def test_fewer_chats_or_slower_failures_rest_only_themselves(drive: Drive, names: str, spacing: float) -> None:
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


def test_who_gives_up_waiting_takes_no_slot(drive: Drive) -> None:
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


def test_how_long_a_chat_waits_is_known(drive: Drive) -> None:
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


def test_several_limiters_share_one_pace_and_its_rests(drive: Drive) -> None:
    async def scene() -> None:
        with ThreadPoolExecutor(1) as threads:
            loop, row = asyncio.get_running_loop(), OneRow()
            pace = SharedPace(row, "bot", threads, lambda: NOW + dt.timedelta(seconds=loop.time()))
            boards = [Board(Limiter(Rates(10), pace)) for _ in range(3)]
            for number in range(30):
                boards[number % 3].ask(number)
            await asyncio.gather(*(task for one in boards for task in one.tasks))
            times = [at for one in boards for at in one.times()]
            assert min(gaps(times)) >= 0.1 - CLOSE
            assert max(times) == pytest.approx(2.9, abs=0.01)
            await boards[0].limiter.failed(chat("a"), retry_after=30, whole_bot=True)
            started = moment()
            await boards[1].ask("b")
            assert moment() - started >= 30 - CLOSE

    drive(scene())


def test_a_database_keeps_the_pace_of_several_processes(drive: Drive, store: Store) -> None:
    async def scene() -> None:
        with ThreadPoolExecutor(1) as threads:
            loop = asyncio.get_running_loop()
            pace = SharedPace(store.pace, "bot", threads, lambda: NOW + dt.timedelta(seconds=loop.time()))
            boards = [Board(Limiter(TELEGRAM, pace)) for _ in range(2)]
            for number in range(56):
                boards[number % 2].ask(number)
            await asyncio.gather(*(task for one in boards for task in one.tasks))
            times = [at for one in boards for at in one.times()]
            assert min(gaps(times)) >= 1 / 28 - CLOSE
            assert max(times) == pytest.approx(55 / 28, abs=0.01)
            await boards[0].limiter.failed(chat("a"), retry_after=30, whole_bot=True)
            started = moment()
            await boards[1].ask("b")
            assert moment() - started >= 30 - CLOSE

    drive(scene())


def test_a_broken_pace_is_told_to_everybody_who_waits(drive: Drive) -> None:
    async def scene() -> None:
        slots = Board(Limiter(TELEGRAM, Broken()))
        tasks = [slots.ask(number) for number in range(3)]
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(outcome) for outcome in outcomes] == [ConnectionError] * 3

    drive(scene())
