"""Everybody gets theirs in order, at the pace, and nobody waits for somebody else's trouble."""

import asyncio
import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.delivery import SendSettings
from bot.limits import TELEGRAM, Priority
from storage.model import ChatKind, DeliveryState, Place

SENT, AMBIGUOUS, BURIED, QUEUED = (
    DeliveryState.SENT,
    DeliveryState.AMBIGUOUS,
    DeliveryState.BURIED,
    DeliveryState.QUEUED,
)
INTERACTIVE = Priority.INTERACTIVE


def test_everybody_gets_theirs_once_in_order_and_at_the_pace(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform()
    books.owe_digests(150)
    for part in (3, 1, 2):
        books.owe("long", "digest", part)
    send_for(books, platform, TELEGRAM, 30)
    assert set(books.states()) == {SENT}
    assert set(platform.counts().values()) == {1}
    assert platform.texts("long") == ["digest.1", "digest.2", "digest.3"]
    starts = [at for at, _ in platform.asked]
    assert sum(at < 5 for at in starts) in {140, 141}


def test_a_chat_that_is_owed_much_or_must_wait_delays_no_other(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform()
    platform.script["flooded"] = ["flood"] * 3
    for number in range(110):
        books.owe("flooded", f"notice {number}")
    books.owe_digests(56)
    send_for(books, platform, TELEGRAM, 20)
    others = [got.at for got in platform.received if got.chat != "flooded"]
    assert len(others) == 56
    assert max(others) <= 56 / 28 + 1
    assert 5 < len(platform.texts("flooded")) < 20


def test_a_group_keeps_its_budget(books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]) -> None:
    platform = new_platform()
    for number in range(25):
        books.owe("group", f"notice {number}", kind=ChatKind.GROUP)
    send_for(books, platform, TELEGRAM, 120)
    starts = [at for at, _ in platform.asked]
    assert len(starts) == 25
    assert starts[20] - starts[0] >= 60 - 0.01


def test_a_flooded_bot_sends_nothing_until_it_may(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform()
    platform.script["chat 3"] = ["bot flood"]
    books.owe_digests(60)
    send_for(books, platform, TELEGRAM, 60)
    starts = [at for at, _ in platform.asked]
    told = starts[3] + platform.latency
    assert [at for at in starts if told < at < told + 5] == []
    assert set(books.states()) == {SENT}


def test_a_bot_that_rests_for_long_claims_nothing(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform()
    platform.script["chat 0"] = ["long bot flood"]
    books.owe_digests(60)
    rests = SendSettings(lease=dt.timedelta(seconds=20))
    seen: list[set[DeliveryState]] = []
    send_for(books, platform, TELEGRAM, 400, settings=rests, look=(15, lambda: seen.append(set(books.states()))))
    assert seen == [{SENT, QUEUED}]
    assert set(books.states()) == {SENT}
    assert len(platform.asked) == 61


def test_an_answer_does_not_wait_for_a_fan_out(
    books: Any, new_platform: Callable[..., Any], drive: Callable[..., None], new_sender: Callable[..., Any]
) -> None:
    platform = new_platform()
    books.owe_digests(130)

    async def scene() -> None:
        with ThreadPoolExecutor(1) as threads:
            sender = new_sender(books, platform, TELEGRAM, threads)
            running = asyncio.create_task(sender.run())
            loop = asyncio.get_running_loop()
            for number in range(20):
                await asyncio.sleep(0.21)
                asked = loop.time()
                await sender.limiter.slot(Place("somewhere", f"person {number}"), ChatKind.PRIVATE, INTERACTIVE)
                assert loop.time() - asked <= 1 / 28 + 1e-5
            await sender.stop()
            await running

    drive(scene())
    assert SENT in books.states()
    assert QUEUED in books.states()
