"""What the platform answers instead of a result, and how a connection breaks when a test tells it to."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Fault(Enum):
    """What happens to one request, in the order of its list; a request without one is served."""

    FLOOD = "flood"  # 429, come back in a second
    VAGUE_FLOOD = "vague flood"  # 429 that does not say when
    RESET_BEFORE = "reset before"  # the connection breaks, nothing took effect
    RESET_AFTER = "reset after"  # it took effect, then the connection breaks
    HANG_BEFORE = "hang before"  # never an answer, nothing took effect
    HANG_AFTER = "hang after"  # it took effect, but never an answer
    UNAUTHORIZED = "unauthorized"  # 401, nothing took effect
    BROKEN = "broken"  # 502 of something on the way, which names the address; nothing took effect
    BROKEN_AFTER = "broken after"  # it took effect, then 502
    NONSENSE = "nonsense"  # it took effect, the answer is no JSON
    HOLLOW = "hollow"  # it took effect, the answer is JSON but says nothing of it


TAKES_EFFECT = {Fault.RESET_AFTER, Fault.HANG_AFTER, Fault.BROKEN_AFTER, Fault.NONSENSE, Fault.HOLLOW}
RESETS = {Fault.RESET_BEFORE, Fault.RESET_AFTER}
HANGS = {Fault.HANG_BEFORE, Fault.HANG_AFTER}
FLOODS = {Fault.FLOOD, Fault.VAGUE_FLOOD}


@dataclass
class RefusedError(Exception):
    """An answer that is not ok, in the words of the real server."""

    code: int
    description: str
    parameters: dict[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        return document | ({"parameters": self.parameters} if self.parameters else {})


@dataclass
class FaultError(Exception):
    """A fault that comes before the request takes effect."""

    fault: Fault


def bad_request(words: str, **parameters: Any) -> RefusedError:
    return RefusedError(400, f"Bad Request: {words}", parameters)


def forbidden(words: str) -> RefusedError:
    return RefusedError(403, f"Forbidden: {words}")


def conflict(words: str) -> RefusedError:
    return RefusedError(409, f"Conflict: {words}")


def too_many_requests(seconds: int | None) -> RefusedError:
    """A 429 that says after how many whole seconds to come back, or does not."""
    if seconds is None:
        return RefusedError(429, "Too Many Requests: retry later")
    return RefusedError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


class Rule(Enum):
    """What a well-behaved bot never does; the real server lets it pass, and a reader pays for it."""

    LONG_TEXT = "a text is longer than 4096 (or 1024) UTF-16 units"
    MANY_ENTITIES = "more than 100 entities: the rest is dropped silently"
    MUCH_MARKUP = "more than about 9,500 bytes of markup"
    LOST_FORMATTING = "formatting that cannot be nested is dropped silently"
    WIDE_ROW = "more than 8 buttons in a row"
    MEANT_FOR_ONE = "a message meant for one person was shown to everybody"
    FLOOD = "a limit was exceeded"
    SERVER = "this server failed"
