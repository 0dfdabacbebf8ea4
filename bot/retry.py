"""What to do about a message that failed: decided from values alone."""

from dataclasses import dataclass
from enum import Enum

from bot.transports.base import TransportError
from storage.model import Place

FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0  # seconds
LONGEST_ASKED = 86_400.0  # seconds: nobody wants a digest that waited longer than a day
JITTER = 0.1  # of a wait, at most, is added so that what failed together does not come back together


class AmbiguousPolicy(Enum):
    """What becomes of a message that may or may not have reached its chat."""

    KEEP = "keep"  # it is left alone: nobody gets a message twice
    RESEND = "resend"  # it is sent again, silently: nobody misses one


class Verdict(Enum):
    """What to do with a delivery."""

    RETRY = "retry"  # send it again after the delay
    MOVE = "move"  # the chat has a new address: send it there after the delay
    STOP_CHAT = "stop chat"  # give it up, and all others to this chat
    BURY = "bury"  # give it up
    AMBIGUOUS = "ambiguous"  # nobody knows whether it arrived


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its reason. `delay` is in seconds; `place` is where a chat moved."""

    verdict: Verdict
    reason: str
    delay: float = 0.0
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """What an operator and a transport settle beforehand.

    `window`: seconds after the first attempt during which an idempotent transport still knows a nonce.
    `attempts`: after so many a delivery is given up; at the longest back-off that is an hour and a half.
    `resends`: attempts within which a message that may have arrived is sent again, if `ambiguous` says so.
    """

    idempotent: bool
    ambiguous: AmbiguousPolicy = AmbiguousPolicy.KEEP
    window: float = 180.0
    attempts: int = 100
    resends: int = 3


def decide(error: TransportError, policy: RetryPolicy, *, attempts: int, age: float, jitter: float) -> Decision:
    """What to do after a failed attempt.

    `attempts` includes the failed one, `age` is the seconds since the first that may have reached the chat,
    `jitter` is between 0 and 1.
    """
    wait = _wait(error, attempts) * (1 + JITTER * jitter)
    if error.delivered_unknown:
        return _unknown(error, policy, attempts=attempts, age=age, wait=wait)
    if error.permanent and not error.whole_bot:
        return Decision(Verdict.STOP_CHAT, error.reason)
    if attempts >= policy.attempts:
        return Decision(Verdict.BURY, f"Given up after {attempts} attempts: {error.reason}")
    if error.moved_to is not None:
        return Decision(Verdict.MOVE, error.reason, wait if attempts > 1 else 0.0, error.moved_to)
    return Decision(Verdict.RETRY, error.reason, wait)


def back_off(attempts: int) -> float:
    """Seconds to wait after so many failed attempts, where the platform did not say."""
    return min(FIRST_WAIT * 2.0 ** min(attempts - 1, 16), LONGEST_WAIT)


def _wait(error: TransportError, attempts: int) -> float:
    if error.retry_after is None:
        return back_off(attempts)
    return min(max(error.retry_after, 0.0), LONGEST_ASKED)


def _unknown(error: TransportError, policy: RetryPolicy, *, attempts: int, age: float, wait: float) -> Decision:
    known_nonce = policy.idempotent and attempts < policy.attempts and age + wait < policy.window
    resend = policy.ambiguous is AmbiguousPolicy.RESEND and attempts < policy.resends
    if known_nonce or resend:
        return Decision(Verdict.RETRY, error.reason, wait)
    return Decision(Verdict.AMBIGUOUS, error.reason)
