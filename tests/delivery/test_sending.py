"""The sender against a platform that misbehaves, over every kind of ledger, on a clock that jumps."""

import asyncio
import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.delivery import SendSettings
from bot.limits import TELEGRAM, UNLIMITED, Priority, Rates
from bot.retry import AmbiguousPolicy, RetryPolicy
from storage.model import ChatKind, DeliveryState, Place

SENT, AMBIGUOUS, BURIED, QUEUED = (
    DeliveryState.SENT,
    DeliveryState.AMBIGUOUS,
    DeliveryState.BURIED,
    DeliveryState.QUEUED,
)
START = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
INTERACTIVE = Priority.INTERACTIVE
RESEND = RetryPolicy(AmbiguousPolicy.RESEND)


def states(books: Any) -> list[DeliveryState]:
    return [delivery.state for delivery in sorted(books.deliveries(), key=lambda delivery: delivery.id)]


def texts(platform: Any, chat: str) -> list[str]:
    return [got.text for got in platform.received if got.chat == chat]


@pytest.fixture
def send(books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]) -> Callable[..., Any]:
    """Owes one message to the chat "a", sends by a script for so many seconds at most, and gives the platform."""

    def send(*script: str, idempotent: bool = False, seconds: float = 50, **options: Any) -> Any:
        platform = new_platform(idempotent=idempotent)
        platform.script["a"] = list(script)
        books.owe("a", "digest")
        send_for(books, platform, TELEGRAM, seconds, least=3, **options)
        return platform

    return send


def test_everybody_gets_theirs_once_in_order_and_at_the_pace(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform()
    for number in range(150):
        books.owe(f"chat {number}", "digest")
    for part in (3, 1, 2):
        books.owe("long", "digest", part)
    send_for(books, platform, TELEGRAM, 30)
    assert set(states(books)) == {SENT}
    assert set(platform.counts().values()) == {1}
    assert texts(platform, "long") == ["digest.1", "digest.2", "digest.3"]
    starts = [at for at, _ in platform.asked]
    assert sum(at < 5 for at in starts) in {140, 141}


@pytest.mark.parametrize("idempotent", [False, True])
@pytest.mark.parametrize(
    ("script", "waits"),
    [
        (["flood"], 3.0),
        (["flood"] * 4, 12.0),
        (["vague flood"] * 4, 1 + 2 + 4 + 8),
        (["bot flood"], 5.0),
        (["reset before"], 1.0),
        (["moved"], 0.0),
    ],
)
def test_what_surely_did_not_arrive_is_sent_again(
    books: Any, send: Callable[..., Any], script: list[str], waits: float, idempotent: bool
) -> None:
    platform = send(*script, idempotent=idempotent)
    assert states(books) == [SENT]
    assert platform.counts() == {("a", "digest.1"): 1}
    assert waits <= platform.received[0].at <= waits * 1.1 + 3 + len(script)
    assert books.deliveries()[0].attempts == len(script) + 1


@pytest.mark.parametrize("fault", ["reset after", "hang", "hang after", "server error", "nonsense", "cancelled"])
def test_what_may_have_arrived_is_never_sent_twice(books: Any, send: Callable[..., Any], fault: str) -> None:
    platform = send(fault)
    assert states(books) == [AMBIGUOUS]
    assert len(platform.asked) == 1
    assert books.deliveries()[0].reason


@pytest.mark.parametrize("fault", ["reset after", "hang", "hang after", "server error", "nonsense", "cancelled"])
@pytest.mark.parametrize("then", [[], ["flood"], ["vague flood", "server error"]])
def test_with_a_nonce_it_arrives_exactly_once(
    books: Any, send: Callable[..., Any], fault: str, then: list[str]
) -> None:
    platform = send(fault, *then, idempotent=True)
    assert states(books) == [SENT]
    assert platform.counts() == {("a", "digest.1"): 1}


def test_a_nonce_is_not_used_beyond_its_window(books: Any, send: Callable[..., Any]) -> None:
    platform = send(*["server error"] * 1000, idempotent=True, seconds=200)
    assert states(books) == [AMBIGUOUS]
    assert max(at for at, _ in platform.asked) < 180
    assert len(platform.asked) > 5


def test_resending_is_silent_and_has_an_end(books: Any, send: Callable[..., Any]) -> None:
    platform = send("reset after", "server error", policy=RESEND)
    assert states(books) == [SENT]
    assert [got.silent for got in platform.received] == [False, True]


def test_resending_ends(books: Any, send: Callable[..., Any]) -> None:
    platform = send(*["server error"] * 9, policy=RESEND)
    assert states(books) == [AMBIGUOUS]
    assert len(platform.asked) == 3


def test_a_blocked_chat_is_stopped_with_all_it_is_owed(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform()
    platform.script["a"] = ["blocked"]
    for part in (1, 2, 3):
        books.owe("a", "digest", part)
    books.owe("b", "digest")
    send_for(books, platform, TELEGRAM, 60)
    assert states(books) == [BURIED, BURIED, BURIED, SENT]
    assert [chat for _, chat in platform.asked] == ["a", "b"]
    assert "blocked" in books.deliveries()[0].reason


def test_a_chat_that_moves_takes_along_what_it_is_owed(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform()
    platform.script["a"] = ["moved"]
    for part in (1, 2):
        books.owe("a", "digest", part)
    send_for(books, platform, TELEGRAM, 60)
    assert states(books) == [SENT, SENT]
    assert texts(platform, "a, moved") == ["digest.1", "digest.2"]


def test_a_chat_that_moves_onto_another_gets_nothing_twice(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform()
    platform.script["a"] = ["moved"]
    books.owe("a", "digest")
    books.owe("a, moved", "digest")
    books.owe("a", "only here")
    send_for(books, platform, TELEGRAM, 60)
    assert sorted(texts(platform, "a, moved")) == ["digest.1", "only here.1"]
    assert states(books).count(SENT) == 2
    assert set(states(books)) <= {SENT, BURIED}


def test_a_message_that_cannot_be_read_is_buried_and_delays_nobody(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform()
    books.owe("a", "unreadable")
    books.owe("a", "digest")
    send_for(books, platform, TELEGRAM, 10)
    assert states(books) == [BURIED, SENT]
    assert "cannot be read" in books.deliveries()[0].reason


def test_a_chat_that_is_owed_much_or_must_wait_delays_no_other(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform()
    platform.script["flooded"] = ["flood"] * 3
    for number in range(110):
        books.owe("flooded", f"notice {number}")
    for number in range(56):
        books.owe(f"chat {number}", "digest")
    send_for(books, platform, TELEGRAM, 20)
    others = [got.at for got in platform.received if got.chat != "flooded"]
    assert len(others) == 56
    assert max(others) <= 56 / 28 + 1
    assert 5 < len(texts(platform, "flooded")) < 20


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
    for number in range(100):
        books.owe(f"chat {number}", "digest")
    send_for(books, platform, TELEGRAM, 60)
    starts = [at for at, _ in platform.asked]
    told = starts[3] + platform.latency
    assert [at for at in starts if told < at < told + 5] == []
    assert set(states(books)) == {SENT}


def test_a_bot_that_rests_for_long_claims_nothing(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform()
    platform.script["chat 0"] = ["long bot flood"]
    for number in range(150):
        books.owe(f"chat {number}", "digest")
    rests = SendSettings(lease=dt.timedelta(seconds=20))
    seen: list[set[DeliveryState]] = []
    send_for(books, platform, TELEGRAM, 400, settings=rests, look=(15, lambda: seen.append(set(states(books)))))
    assert seen == [{SENT, QUEUED}]
    assert set(states(books)) == {SENT}
    assert len(platform.asked) == 151


def test_a_repeat_whose_slot_comes_after_the_window_is_left_alone(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform(idempotent=True)
    platform.script |= {"a": ["server error"], "b": ["long bot flood"]}
    books.owe("a", "digest")
    books.owe("b", "digest")
    send_for(books, platform, TELEGRAM, 400)
    assert states(books) == [AMBIGUOUS, SENT]
    assert [chat for _, chat in platform.asked] == ["a", "b", "b"]


def crash(books: Any, platform: Any, *, before_send: bool) -> None:
    """A process started a delivery and ended; 90 seconds later it is owed again."""
    lease = dt.timedelta(seconds=90)
    (delivery,) = books.ledger.claim("dead", platforms=["somewhere"], limit=1, now=START, lease=lease)
    assert books.ledger.start(delivery.id, "dead", now=START)
    if not before_send:
        platform.remember(delivery.key.nonce, delivery.place.chat_id, delivery.payload)
    books.recover(START + lease)
    assert states(books) == [AMBIGUOUS]
    books.resend_ambiguous(START)
    assert states(books) == [QUEUED]


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
    assert states(books) == [SENT]
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
    assert states(books) == [AMBIGUOUS]
    assert len(platform.asked) == 1
    assert platform.counts() == {("a", "digest.1"): 1}


def test_what_a_dead_sender_left_long_ago_is_not_even_tried(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform(idempotent=True)
    books.owe("a", "digest")
    crash(books, platform, before_send=True)
    send_for(books, platform, TELEGRAM, 10, begin=180)
    assert states(books) == [AMBIGUOUS]
    assert platform.asked == []


@pytest.mark.parametrize("idempotent", [False, True])
@pytest.mark.parametrize("hangs", [True, False])
def test_stopping_marks_what_was_started_and_releases_the_rest(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any], idempotent: bool, hangs: bool
) -> None:
    platform = new_platform(idempotent=idempotent, latency=0.5)
    for number in range(200):
        books.owe(f"chat {number}", "digest")
        platform.script[f"chat {number}"] = ["hang after" if hangs and number % 7 == 0 else "ok"]
    run = send_for(books, platform, TELEGRAM, 2.01)
    assert run.stopped_at - run.stopping_at < 5
    assert set(states(books)) == ({SENT, QUEUED, AMBIGUOUS} if hangs else {SENT, QUEUED})
    asked = {chat for _, chat in platform.asked}
    assert 56 <= len(asked) <= 58
    assert states(books).count(QUEUED) == 200 - len(asked)
    assert platform.counts().total() == len(asked)


def test_a_stopped_fan_out_goes_on_where_it_was(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform()
    for number in range(120):
        books.owe(f"chat {number}", "digest")
    send_for(books, platform, TELEGRAM, 1.5)
    assert QUEUED in states(books)
    send_for(books, platform, TELEGRAM, 30, owner="another")
    assert set(states(books)) == {SENT}
    assert set(platform.counts().values()) == {1}


def test_an_answer_does_not_wait_for_a_fan_out(
    books: Any, new_platform: Callable[..., Any], drive: Callable[..., None], new_sender: Callable[..., Any]
) -> None:
    platform = new_platform()
    for number in range(200):
        books.owe(f"chat {number}", "digest")

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
    assert SENT in states(books)
    assert QUEUED in states(books)


def test_two_senders_over_one_ledger_send_everything_once(
    books: Any, new_platform: Callable[..., Any], drive: Callable[..., None], new_sender: Callable[..., Any]
) -> None:
    platform = new_platform()
    for number in range(200):
        books.owe(f"chat {number}", "digest")

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
    assert set(states(books)) == {SENT}
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
    for number in range(100):
        books.owe(f"chat {number}", "digest")

    async def scene() -> None:
        with ThreadPoolExecutor(1) as threads:
            running = asyncio.create_task(new_sender(books, platform, TELEGRAM, threads).run())
            await asyncio.sleep(1.5)
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running

    drive(scene())
    assert set(states(books)) == {SENT, QUEUED}


def test_a_lease_that_ran_out_while_waiting_is_not_used(
    books: Any, new_platform: Callable[..., Any], drive: Callable[..., None], new_sender: Callable[..., Any]
) -> None:
    platform = new_platform()
    for number in range(60):
        books.owe(f"chat {number}", "digest")

    async def scene() -> None:
        with ThreadPoolExecutor(2) as threads:
            slow = new_sender(
                books, platform, Rates(0.5), threads, owner="slow", settings=SendSettings(lease=dt.timedelta(seconds=8))
            )
            quick = new_sender(books, platform, Rates(20), threads, owner="quick")
            running = [asyncio.create_task(slow.run())]
            await asyncio.sleep(1)
            running.append(asyncio.create_task(quick.run()))
            await asyncio.sleep(30)
            await asyncio.gather(slow.stop(), quick.stop())
            await asyncio.gather(*running)

    drive(scene())
    assert set(platform.counts().values()) == {1}
    assert set(states(books)) == {SENT}
