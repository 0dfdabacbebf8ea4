"""How often something may be done: counted in memory, a bounded number of keys, with the clock passed in."""

import datetime as dt
import threading
from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import Enum

KEYS = 20_000  # beyond them, who has been quiet longest is forgotten


class Verdict(Enum):
    """What to do with one more."""

    DO = "do"  # it is within the quota
    SAY = "say"  # it is not, and that is to be said
    SILENCE = "silence"  # it is not, and that was said within the span


@dataclass(slots=True)
class _Use:
    asked: dt.datetime
    done: deque[dt.datetime] = field(default_factory=deque)
    said: dt.datetime | None = None


class Quota:
    """At most `limit` within any `span`, for each key; who asked longer ago is forgotten. Safe from several threads."""

    def __init__(self, limit: int, span: dt.timedelta) -> None:
        self._limit = limit
        self._span = span
        self._uses: OrderedDict[Hashable, _Use] = OrderedDict()  # who asked longest ago first
        self._lock = threading.Lock()

    def take(self, key: Hashable, now: dt.datetime) -> Verdict:
        """Count one more for the key, if that is within the quota."""
        with self._lock:
            use = self._uses.setdefault(key, _Use(now))
            use.asked = now
            self._uses.move_to_end(key)
            self._forget(now)
            return self._judge(use, now)

    def _forget(self, now: dt.datetime) -> None:
        while len(self._uses) > KEYS or next(iter(self._uses.values())).asked <= now - self._span:
            self._uses.popitem(last=False)

    def _judge(self, use: _Use, now: dt.datetime) -> Verdict:
        while use.done and use.done[0] <= now - self._span:
            use.done.popleft()
        if len(use.done) < self._limit:
            use.done.append(now)
            return Verdict.DO
        if use.said is not None and use.said > now - self._span:
            return Verdict.SILENCE
        use.said = now
        return Verdict.SAY
