"""How often a bot may send: the platform's limits, and storms in which it takes nothing at all."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass, field

MINUTE = 60.0
SLACK = 1e-3  # seconds: times since 1970 are not more exact when they are subtracted


@dataclass(frozen=True, slots=True)
class Limits:
    """Messages a second over all chats, seconds between two of a chat, and messages a minute in a group or channel.

    None is no limit. A chat may get `burst` messages at once, if it got none for long enough before.
    """

    per_second: int | None = None
    chat_gap: float | None = None
    burst: int = 1
    per_minute: int | None = None


STRICT = Limits(per_second=30, chat_gap=1.0, per_minute=20)


@dataclass(frozen=True, slots=True)
class Storm:
    """Nothing but 429 until then, for one chat or for all; with the seconds left to wait, or without."""

    until: float
    says_when: bool = True
    chat_id: int | None = None


@dataclass(frozen=True, slots=True)
class Flooded:
    """A 429. `told` says that a storm or a fault was its cause; otherwise a limit was exceeded."""

    chat_id: int
    at: float
    told: bool


@dataclass(slots=True)
class Meter:
    """What was sent lately."""

    _second: deque[float] = field(default_factory=deque)
    _minutes: defaultdict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _next: dict[int, float] = field(default_factory=dict)  # when the chat's gap is over, without burst

    def wait(self, limits: Limits, chat_id: int, now: float, *, group: bool) -> int:
        """Whole seconds until a message to this chat is within the limits, 0 when it is now."""
        waits = [0.0]
        if limits.per_second is not None:
            waits.append(_until_room(self._second, limits.per_second, 1.0, now))
        if limits.chat_gap is not None:
            waits.append(self._next.get(chat_id, now) - now - (limits.burst - 1) * limits.chat_gap)
        if limits.per_minute is not None and group:
            waits.append(_until_room(self._minutes[chat_id], limits.per_minute, MINUTE, now))
        return math.ceil(max(waits) - SLACK)

    def note(self, limits: Limits, chat_id: int, now: float) -> None:
        """Count a message."""
        if limits.per_second is not None:
            self._second.append(now)
        if limits.per_minute is not None:
            self._minutes[chat_id].append(now)
        if limits.chat_gap is not None:
            self._next[chat_id] = max(self._next.get(chat_id, now), now) + limits.chat_gap


def _until_room(sent: deque[float], most: int, window: float, now: float) -> float:
    while sent and sent[0] <= now - window + SLACK:
        sent.popleft()
    return sent[len(sent) - most] + window - now if len(sent) >= most else 0.0
