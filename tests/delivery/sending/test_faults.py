"""The sender against a platform that misbehaves, over every kind of ledger, on a clock that jumps."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.limits import TELEGRAM
from bot.retry import AmbiguousPolicy, RetryPolicy
from storage.model import DeliveryState

SENT, AMBIGUOUS, BURIED, QUEUED = (
    DeliveryState.SENT,
    DeliveryState.AMBIGUOUS,
    DeliveryState.BURIED,
    DeliveryState.QUEUED,
)
RESEND = RetryPolicy(AmbiguousPolicy.RESEND)


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
    assert books.states() == [SENT]
    assert platform.counts() == {("a", "digest.1"): 1}
    assert waits <= platform.received[0].at <= waits * 1.1 + 3 + len(script)
    assert books.deliveries()[0].attempts == len(script) + 1


@pytest.mark.parametrize("fault", ["reset after", "hang", "hang after", "server error", "nonsense", "cancelled"])
def test_what_may_have_arrived_is_never_sent_twice(books: Any, send: Callable[..., Any], fault: str) -> None:
    platform = send(fault)
    assert books.states() == [AMBIGUOUS]
    assert len(platform.asked) == 1
    assert books.deliveries()[0].reason


@pytest.mark.parametrize("fault", ["reset after", "hang", "hang after", "server error", "nonsense", "cancelled"])
@pytest.mark.parametrize("then", [[], ["flood"], ["vague flood", "server error"]])
def test_with_a_nonce_it_arrives_exactly_once(
    books: Any, send: Callable[..., Any], fault: str, then: list[str]
) -> None:
    platform = send(fault, *then, idempotent=True)
    assert books.states() == [SENT]
    assert platform.counts() == {("a", "digest.1"): 1}


def test_a_nonce_is_not_used_beyond_its_window(books: Any, send: Callable[..., Any]) -> None:
    platform = send(*["server error"] * 1000, idempotent=True, seconds=200)
    assert books.states() == [AMBIGUOUS]
    assert max(at for at, _ in platform.asked) < 180
    assert len(platform.asked) > 5


def test_resending_is_silent_and_has_an_end(books: Any, send: Callable[..., Any]) -> None:
    platform = send("reset after", "server error", policy=RESEND)
    assert books.states() == [SENT]
    assert [got.silent for got in platform.received] == [False, True]


def test_resending_ends(books: Any, send: Callable[..., Any]) -> None:
    platform = send(*["server error"] * 9, policy=RESEND)
    assert books.states() == [AMBIGUOUS]
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
    assert books.states() == [BURIED, BURIED, BURIED, SENT]
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
    assert books.states() == [SENT, SENT]
    assert platform.texts("a, moved") == ["digest.1", "digest.2"]


def test_a_chat_that_moves_onto_another_gets_nothing_twice(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform()
    platform.script["a"] = ["moved"]
    books.owe("a", "digest")
    books.owe("a, moved", "digest")
    books.owe("a", "only here")
    send_for(books, platform, TELEGRAM, 60)
    assert sorted(platform.texts("a, moved")) == ["digest.1", "only here.1"]
    assert books.states().count(SENT) == 2
    assert set(books.states()) <= {SENT, BURIED}


def test_a_message_that_cannot_be_read_is_buried_and_delays_nobody(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform()
    books.owe("a", "unreadable")
    books.owe("a", "digest")
    send_for(books, platform, TELEGRAM, 10)
    assert books.states() == [BURIED, SENT]
    assert "cannot be read" in books.deliveries()[0].reason


def test_a_repeat_whose_slot_comes_after_the_window_is_left_alone(
    books: Any, new_platform: Callable[..., Any], send_for: Callable[..., Any]
) -> None:
    platform = new_platform(idempotent=True)
    platform.script |= {"a": ["server error"], "b": ["long bot flood"]}
    books.owe("a", "digest")
    books.owe("b", "digest")
    send_for(books, platform, TELEGRAM, 400)
    assert books.states() == [AMBIGUOUS, SENT]
    assert [chat for _, chat in platform.asked] == ["a", "b", "b"]
