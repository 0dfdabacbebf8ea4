"""Senders that stop, are cancelled, die or share their work: nothing is lost, nothing comes twice."""

import asyncio
import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from bot.delivery import SendSettings
from bot.limits import TELEGRAM, UNLIMITED, Rates
from bot.retry import AmbiguousPolicy, RetryPolicy
from storage.model import DeliveryState

SENT, AMBIGUOUS, BURIED, QUEUED = (
    DeliveryState.SENT,
    DeliveryState.AMBIGUOUS,
    DeliveryState.BURIED,
    DeliveryState.QUEUED,
)
START = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)


def crash(books: Any, platform: Any, *, before_send: bool) -> None:
    """A process started a delivery and ended; 90 seconds later it is owed again."""
    lease = dt.timedelta(seconds=90)
    (delivery,) = books.ledger.claim("dead", platforms=["somewhere"], limit=1, now=START, lease=lease)
    assert books.ledger.start(delivery.id, "dead", now=START)
    if not before_send:
        platform.remember(delivery.key.nonce, delivery.place.chat_id, delivery.payload)
    books.recover(START + lease)
    assert books.states() == [AMBIGUOUS]
    books.resend_ambiguous(START)
    assert books.states() == [QUEUED]


@pytest.mark.parametrize("before_send", [False, True])
@pytest.mark.parametrize("then", ["ok", "server error", "flood"])
def test_with_a_nonce_what_a_dead_sender_left_arrives_once(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any], before_send: bool, then: str
) -> None:
    platform = new_platform(idempotent=True)
    platform.script["a"] = [then]
    books.owe("a", "digest")
    crash(books, platform, before_send=before_send)
    send_for(books, platform, TELEGRAM, 50)
    assert books.states() == [SENT]
    assert platform.counts() == {("a", "digest.1"): 1}


@pytest.mark.parametrize("idempotent", [False, True])
def test_what_a_dead_sender_left_stays_doubtful_when_it_cannot_be_sent_in_time(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any], idempotent: bool
) -> None:
    platform = new_platform(idempotent=idempotent)
    platform.script["a"] = ["long bot flood"]
    books.owe("a", "digest")
    crash(books, platform, before_send=False)
    send_for(books, platform, TELEGRAM, 400)
    assert books.states() == [AMBIGUOUS]
    assert len(platform.asked) == 1
    assert platform.counts() == {("a", "digest.1"): 1}


def test_what_a_dead_sender_left_long_ago_is_sent_once_more_in_silence_if_the_operator_wants_it_so(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform(idempotent=True)
    books.owe("a", "digest")
    crash(books, platform, before_send=True)
    send_for(books, platform, TELEGRAM, 10, begin=180, policy=RetryPolicy(ambiguous=AmbiguousPolicy.RESEND))
    assert books.states() == [SENT]
    assert [got.silent for got in platform.received] == [True]


def test_what_a_dead_sender_left_long_ago_is_not_even_tried(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform(idempotent=True)
    books.owe("a", "digest")
    crash(books, platform, before_send=True)
    send_for(books, platform, TELEGRAM, 10, begin=180)
    assert books.states() == [AMBIGUOUS]
    assert platform.asked == []


@pytest.mark.parametrize("idempotent", [False, True])
@pytest.mark.parametrize("hangs", [True, False])
def test_stopping_marks_what_was_started_and_releases_the_rest(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any], idempotent: bool, hangs: bool
) -> None:
    platform = new_platform(idempotent=idempotent, latency=0.5)
    books.owe_digests(80)
    for number in range(80):
        platform.script[f"chat {number}"] = ["hang after" if hangs and number % 7 == 0 else "ok"]
    stopping = send_for(books, platform, TELEGRAM, 2.01)
    assert stopping < 5
    assert set(books.states()) == ({SENT, QUEUED, AMBIGUOUS} if hangs else {SENT, QUEUED})
    asked = {chat for _, chat in platform.asked}
    assert 56 <= len(asked) <= 58
    assert books.states().count(QUEUED) == 80 - len(asked)
    assert platform.counts().total() == len(asked)


def test_a_stopped_fan_out_goes_on_where_it_was(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform()
    books.owe_digests(60)
    send_for(books, platform, TELEGRAM, 1.5)
    assert QUEUED in books.states()
    send_for(books, platform, TELEGRAM, 30, owner="another")
    assert set(books.states()) == {SENT}
    assert set(platform.counts().values()) == {1}


def test_two_senders_over_one_ledger_send_everything_once(
    books: Any, new_platform: Callable[..., Any], drive: Callable[..., None], new_sender: Callable[..., Any]
) -> None:
    platform = new_platform()
    books.owe_digests(100)

    async def scene() -> None:
        with ThreadPoolExecutor(2) as threads:
            settings = SendSettings(in_flight=40)
            senders = [
                new_sender(books, platform, Rates(10), threads, owner=owner, settings=settings) for owner in "ab"
            ]
            running = [asyncio.create_task(sender.run()) for sender in senders]
            await asyncio.sleep(15)
            await asyncio.gather(*(sender.stop() for sender in senders))
            await asyncio.gather(*running)

    drive(scene())
    assert set(books.states()) == {SENT}
    assert set(platform.counts().values()) == {1}
    assert {delivery.owner for delivery in books.deliveries()} == {"a", "b"}


def test_what_is_not_due_waits(
    books: Any, new_platform: Callable[..., Any], drive: Callable[..., None], new_sender: Callable[..., Any]
) -> None:
    platform = new_platform()

    async def scene() -> None:
        with ThreadPoolExecutor(1) as threads:
            sender = new_sender(books, platform, UNLIMITED, threads)
            running = asyncio.create_task(sender.run())
            await asyncio.sleep(10)
            assert platform.asked == []
            books.owe("a", "digest")
            await asyncio.sleep(2)
            assert len(platform.received) == 1
            await sender.stop()
            await running

    drive(scene())


def test_a_cancelled_sender_still_marks_what_it_started(
    books: Any, new_platform: Callable[..., Any], drive: Callable[..., None], new_sender: Callable[..., Any]
) -> None:
    platform = new_platform(latency=1.0)
    books.owe_digests(60)

    async def scene() -> None:
        with ThreadPoolExecutor(1) as threads:
            running = asyncio.create_task(new_sender(books, platform, TELEGRAM, threads).run())
            await asyncio.sleep(1.5)
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running

    drive(scene())
    assert set(books.states()) == {SENT, QUEUED}


def test_a_lease_that_ran_out_while_waiting_is_not_used(
    books: Any, new_platform: Callable[..., Any], drive: Callable[..., None], new_sender: Callable[..., Any]
) -> None:
    platform = new_platform()
    books.owe_digests(60)

    async def scene() -> None:
        with ThreadPoolExecutor(2) as threads:
            slow = new_sender(
                books, platform, Rates(0.5), threads, owner="slow", settings=SendSettings(lease=dt.timedelta(seconds=8))
            )
            quick = new_sender(books, platform, Rates(20), threads, owner="quick")
            running = [asyncio.create_task(slow.run())]
            await asyncio.sleep(1)
            running.append(asyncio.create_task(quick.run()))
            await asyncio.sleep(20)  # both look for what is given back at the same moments: either may get it
            await slow.stop()
            await asyncio.sleep(10)
            await quick.stop()
            await asyncio.gather(*running)

    drive(scene())
    assert set(platform.counts().values()) == {1}
    assert set(books.states()) == {SENT}


class SlowToGiveBack:
    """A ledger that is told to give something back, and does so only when `give_back_now` is called."""

    def __init__(self, ledger: Any) -> None:
        self._ledger = ledger
        self._asked: list[Callable[[], object]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def give_back(self, *arguments: Any, **named: Any) -> None:
        self._asked.append(partial(self._ledger.give_back, *arguments, **named))

    def give_back_now(self) -> int:
        for asked in self._asked:
            asked()
        return len(self._asked)


def test_what_is_given_back_while_it_is_sent_after_all_is_sent_once(
    books: Any, new_platform: Callable[..., Any], drive: Callable[..., None], new_sender: Callable[..., Any]
) -> None:
    """Its lease ran out meanwhile, so that the same sender took it again."""
    platform = new_platform(latency=3.0, idempotent=False)
    books.owe_digests(2)

    async def scene() -> None:
        with ThreadPoolExecutor(1) as threads:
            settings = SendSettings(lease=dt.timedelta(seconds=8))
            sender = new_sender(books, platform, Rates(0.2), threads, settings=settings)
            sender.ledger = slow = SlowToGiveBack(sender.ledger)
            running = asyncio.create_task(sender.run())
            await asyncio.sleep(9)
            books.recover(sender.now())
            await asyncio.sleep(2)
            assert len(platform.asked) == 2
            assert slow.give_back_now() == 1
            await asyncio.sleep(10)
            await sender.stop()
            await running

    drive(scene())
    assert set(platform.counts().values()) == {1}
    assert set(books.states()) == {SENT}


def test_what_waits_for_the_platforms_second_at_the_end_was_not_sent(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    """The first message is never answered, so the second is not handed over within the first two seconds."""
    platform = new_platform(idempotent=False)
    platform.script["a"] = ["hang"]
    for chat in ("a", "b"):
        books.owe(chat, "digest")
    send_for(books, platform, Rates(within_second=1), 1.0, settings=SendSettings(stop_seconds=0.5))
    assert books.states() == [AMBIGUOUS, QUEUED]
    assert [chat for _, chat in platform.asked] == ["a"]
