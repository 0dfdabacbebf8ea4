"""The decision table: every kind of failure, for either policy and with or without nonces."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retry import AmbiguousPolicy, Decision, RetryPolicy, Tried, Verdict, back_off, decide
from bot.transports.base import TransportError
from storage.model import Place

NEW = Place("somewhere", "new")
KEEP, RESEND = RetryPolicy(), RetryPolicy(AmbiguousPolicy.RESEND)
LAST = KEEP.attempts


def decided(error: TransportError, tried: Tried, policy: RetryPolicy = KEEP, *, nonce: bool = False) -> Decision:
    return decide(error, tried, policy, idempotent=nonce, jitter=0)


@pytest.mark.parametrize(
    ("flags", "attempts", "verdict", "delay"),
    [
        ({}, 1, Verdict.RETRY, 1),
        ({}, 2, Verdict.RETRY, 2),
        ({}, 7, Verdict.RETRY, 60),
        ({}, LAST - 1, Verdict.RETRY, 60),
        ({}, LAST, Verdict.BURY, 0),
        ({"retry_after": 17.5}, 1, Verdict.RETRY, 17.5),
        ({"retry_after": 17.5}, 9, Verdict.RETRY, 17.5),
        ({"retry_after": 0.0}, 9, Verdict.RETRY, 0),
        ({"retry_after": -3.0}, 1, Verdict.RETRY, 0),
        ({"retry_after": 1e300}, 1, Verdict.RETRY, 86_400),
        ({"retry_after": 5.0}, LAST, Verdict.BURY, 0),
        ({"retry_after": 5.0, "whole_bot": True}, 1, Verdict.RETRY, 5),
        ({"whole_bot": True}, 3, Verdict.RETRY, 4),
        ({"permanent": True}, 1, Verdict.STOP_CHAT, 0),
        ({"permanent": True}, LAST, Verdict.STOP_CHAT, 0),
        ({"permanent": True, "retry_after": 5.0}, 1, Verdict.STOP_CHAT, 0),
        ({"permanent": True, "whole_bot": True}, 1, Verdict.RETRY, 1),
        ({"permanent": True, "whole_bot": True}, LAST, Verdict.BURY, 0),
        ({"moved_to": NEW}, 1, Verdict.MOVE, 0),
        ({"moved_to": NEW}, 3, Verdict.MOVE, 4),
        ({"moved_to": NEW}, LAST, Verdict.BURY, 0),
        ({"moved_to": NEW, "permanent": True}, 1, Verdict.MOVE, 0),
    ],
)
@pytest.mark.parametrize("policy", [KEEP, RESEND])
@pytest.mark.parametrize("nonce", [False, True])
def test_what_surely_did_not_arrive(
    flags: dict[str, Any], attempts: int, verdict: Verdict, delay: float, policy: RetryPolicy, nonce: bool
) -> None:
    decision = decided(TransportError("no", **flags), Tried(attempts), policy, nonce=nonce)
    assert (decision.verdict, decision.delay) == (verdict, delay)
    assert decision.place == (NEW if verdict is Verdict.MOVE else None)
    assert "no" in decision.reason


UNKNOWN = {"delivered_unknown": True}


@pytest.mark.parametrize(
    ("policy", "nonce", "tried", "verdict"),
    [
        (KEEP, False, Tried(1), Verdict.AMBIGUOUS),
        (KEEP, True, Tried(1), Verdict.REPEAT),
        (KEEP, True, Tried(5, 4, 100), Verdict.REPEAT),
        (KEEP, True, Tried(5, 4, 163.9), Verdict.REPEAT),
        (KEEP, True, Tried(5, 4, 164), Verdict.AMBIGUOUS),
        (KEEP, True, Tried(LAST, 4, 10), Verdict.AMBIGUOUS),
        (RESEND, False, Tried(1), Verdict.REPEAT),
        (RESEND, False, Tried(9, 1, 10_000), Verdict.REPEAT),
        (RESEND, False, Tried(9, 2, 20), Verdict.AMBIGUOUS),
        (RESEND, True, Tried(1), Verdict.REPEAT),
        (RESEND, True, Tried(9, 3, 179), Verdict.AMBIGUOUS),
    ],
)
@pytest.mark.parametrize("more", [{}, {"whole_bot": True}, {"permanent": True, "whole_bot": True}])
def test_what_may_have_arrived(
    policy: RetryPolicy, nonce: bool, tried: Tried, verdict: Verdict, more: dict[str, Any]
) -> None:
    assert decided(TransportError("?", **UNKNOWN, **more), tried, policy, nonce=nonce).verdict is verdict
    if tried.repeats:
        assert decided(TransportError("?", **more), tried, policy, nonce=nonce).verdict is verdict


@pytest.mark.parametrize("error", [{"permanent": True}, {"moved_to": NEW}])
@pytest.mark.parametrize("policy", [KEEP, RESEND])
@pytest.mark.parametrize("nonce", [False, True])
def test_what_may_have_arrived_is_not_repeated_where_the_chat_is_no_more(
    error: dict[str, Any], policy: RetryPolicy, nonce: bool
) -> None:
    decision = decided(TransportError("?", **error), Tried(2, 1, 1), policy, nonce=nonce)
    assert decision.verdict is Verdict.AMBIGUOUS
    assert decision.stops is ("moved_to" not in error)


def test_back_off_doubles_from_a_second_to_a_minute() -> None:
    assert [back_off(attempts) for attempts in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]
    assert back_off(10**9) == 60


@given(
    error=st.builds(
        TransportError,
        st.just("no"),
        permanent=st.booleans(),
        retry_after=st.none() | st.floats(allow_nan=False),
        moved_to=st.none() | st.just(NEW),
        delivered_unknown=st.booleans(),
        whole_bot=st.booleans(),
    ),
    tried=st.builds(Tried, st.integers(1, 200), st.integers(0, 5), st.floats(0, 1e4)),
    policy=st.sampled_from([KEEP, RESEND]),
    nonce=st.booleans(),
    jitter=st.floats(0, 1),
)
def test_any_failure_has_an_end_and_keeps_its_promise(
    error: TransportError, tried: Tried, policy: RetryPolicy, nonce: bool, jitter: float
) -> None:
    decision = decide(error, tried, policy, idempotent=nonce, jitter=jitter)
    again = decision.verdict in {Verdict.RETRY, Verdict.MOVE, Verdict.REPEAT}
    assert 0 <= decision.delay <= 86_400 * 1.1
    assert not again or tried.attempts < policy.attempts or (policy is RESEND and not nonce)
    if error.delivered_unknown and policy is KEEP and not nonce:
        assert decision.verdict is Verdict.AMBIGUOUS
    if again and error.retry_after is not None and error.moved_to is None:
        assert decision.delay >= min(error.retry_after, 86_400)
