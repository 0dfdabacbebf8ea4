"""Whatever the platform does and whenever the sender stops: nothing twice, nothing forgotten."""

from collections.abc import Callable
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.limits import TELEGRAM
from bot.retry import AmbiguousPolicy, RetryPolicy
from storage.model import DeliveryState

UNCERTAIN = ("reset after", "hang", "hang after", "server error", "nonsense", "cancelled")
CERTAIN = ("ok", "flood", "vague flood", "bot flood", "blocked", "moved", "reset before")
scripts = st.lists(st.lists(st.sampled_from(CERTAIN + UNCERTAIN), max_size=4), min_size=1, max_size=6)
LONG = 600.0  # seconds


def owe_all(books: Any, platform: Any, script: list[list[str]]) -> None:
    for number, words in enumerate(script):
        platform.script[str(number)] = list(words)
        for part in (1, 2):
            books.owe(str(number), "digest", part)


def by_chat(platform: Any) -> dict[str, list[str]]:
    return {chat: [text for known, text in platform.counts() if known == chat] for chat, _ in platform.counts()}


@given(script=scripts, seconds=st.floats(0, 60), idempotent=st.booleans())
def test_nobody_gets_anything_twice_and_everything_is_accounted_for(
    new_memory_books: Callable[[], Any],
    new_platform: Callable[..., Any],
    send_for: Callable[..., Any],
    script: list[list[str]],
    seconds: float,
    idempotent: bool,
) -> None:
    books, platform = new_memory_books(), new_platform(idempotent=idempotent)
    owe_all(books, platform, script)
    stopping = send_for(books, platform, TELEGRAM, seconds)
    assert stopping < 5
    counts = platform.counts()
    assert all(texts == sorted(texts) for texts in by_chat(platform).values()), "a part came before the one before it"
    for delivery in books.deliveries():
        got = counts[str(delivery.key.chat_id - 1), f"digest.{delivery.key.part}"]
        match delivery.state:
            case DeliveryState.SENT:
                assert got == 1
            case DeliveryState.AMBIGUOUS:
                assert got <= 1
            case DeliveryState.QUEUED | DeliveryState.BURIED:
                assert got == 0
            case _:
                raise AssertionError(delivery)


@given(script=scripts)
def test_with_nonces_everybody_who_can_be_reached_gets_everything(
    new_memory_books: Callable[[], Any],
    new_platform: Callable[..., Any],
    send_for: Callable[..., Any],
    script: list[list[str]],
) -> None:
    books, platform = new_memory_books(), new_platform(idempotent=True)
    owe_all(books, platform, script)
    send_for(books, platform, TELEGRAM, LONG, least=60)
    reachable = [delivery for delivery in books.deliveries() if delivery.key.chat_id not in books.ledger.stopped]
    counts = platform.counts()
    gone = {number + 1 for number, words in enumerate(script) if {"blocked", "moved"} & set(words)}
    for delivery in reachable:
        lost_sight = delivery.state is DeliveryState.AMBIGUOUS and delivery.key.chat_id in gone
        assert delivery.state is DeliveryState.SENT or lost_sight
    assert all(count == 1 for count in counts.values())


@given(script=scripts)
def test_when_resending_nobody_who_can_be_reached_misses_anything(
    new_memory_books: Callable[[], Any],
    new_platform: Callable[..., Any],
    send_for: Callable[..., Any],
    script: list[list[str]],
) -> None:
    books, platform = new_memory_books(), new_platform()
    owe_all(books, platform, script)
    send_for(books, platform, TELEGRAM, LONG, least=60, policy=RetryPolicy(AmbiguousPolicy.RESEND, resends=9))
    counts = platform.counts()
    for delivery in books.deliveries():
        if delivery.key.chat_id - 1 in {n for n, words in enumerate(script) if not {"blocked", "moved"} & set(words)}:
            assert delivery.state is DeliveryState.SENT
            assert counts[str(delivery.key.chat_id - 1), f"digest.{delivery.key.part}"] >= 1
