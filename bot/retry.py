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

    RETRY = "retry"  # it is owed again after the delay
    MOVE = "move"  # its chat has a new address; it is owed there after the delay
    REPEAT = "repeat"  # it may have arrived, and is sent once more by the sender that has it
    STOP_CHAT = "stop chat"  # it is given up, and so are all others to its chat
    BURY = "bury"  # it is given up
    AMBIGUOUS = "ambiguous"  # it may have arrived, and is left alone


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its reason. `delay` is in seconds; `place` is where a chat moved.

    `stops`: the chat takes no more messages, whatever became of this one.
    """

    verdict: Verdict
    reason: str
    delay: float = 0.0
    place: Place | None = None
    stops: bool = False


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """What an operator settles beforehand.

    `attempts`: after so many a delivery is given up; with the longest back-off that is an hour and a half.
    `window`: seconds after the first attempt during which a platform with nonces still knows one.
    `resends`: how often a message that may have arrived is sent again, if `ambiguous` says so.
    """

    ambiguous: AmbiguousPolicy = AmbiguousPolicy.KEEP
    attempts: int = 100
    window: float = 180.0
    resends: int = 2


@dataclass(frozen=True, slots=True)
class Tried:
    """What was tried so far, the attempt that failed included.

    `attempts` counts all of them. `repeats` counts those since one that may have reached the chat; `seconds` is the
    time since that one, or longer.
    """

    attempts: int
    repeats: int = 0
    seconds: float = 0.0


def decide(error: TransportError, tried: Tried, policy: RetryPolicy, *, idempotent: bool, jitter: float) -> Decision:
    """What to do after a failed attempt. `jitter` is between 0 and 1."""
    wait = _wait(error, tried.attempts) * (1 + JITTER * jitter)
    if error.delivered_unknown or tried.repeats:
        again = not _is_elsewhere(error) and _may_repeat(tried, policy, wait, idempotent=idempotent)
        if again:
            return Decision(Verdict.REPEAT, error.reason, wait)
        return Decision(Verdict.AMBIGUOUS, error.reason, stops=_is_gone(error))
    if _is_gone(error):
        return Decision(Verdict.STOP_CHAT, error.reason)
    if tried.attempts >= policy.attempts:
        return Decision(Verdict.BURY, f"Given up after {tried.attempts} attempts: {error.reason}")
    if error.moved_to is not None:
        return Decision(Verdict.MOVE, error.reason, wait if tried.attempts > 1 else 0.0, error.moved_to)
    return Decision(Verdict.RETRY, error.reason, wait)


def back_off(attempts: int) -> float:
    """Seconds to wait after so many failed attempts, where the platform did not say."""
    return min(FIRST_WAIT * 2.0 ** min(attempts - 1, 16), LONGEST_WAIT)


def _wait(error: TransportError, attempts: int) -> float:
    if error.retry_after is None:
        return back_off(attempts)
    return min(max(error.retry_after, 0.0), LONGEST_ASKED)


def _is_elsewhere(error: TransportError) -> bool:
    """Whether the chat is gone from its place, with or without a new one."""
    return error.moved_to is not None or (error.permanent and not error.whole_bot)


def _is_gone(error: TransportError) -> bool:
    """Whether the chat takes no more messages."""
    return _is_elsewhere(error) and error.moved_to is None


def _may_repeat(tried: Tried, policy: RetryPolicy, wait: float, *, idempotent: bool) -> bool:
    if idempotent:
        return tried.attempts < policy.attempts and tried.seconds + wait < policy.window
    return policy.ambiguous is AmbiguousPolicy.RESEND and tried.repeats < policy.resends
