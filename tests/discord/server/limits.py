"""How often a bot may call: buckets of routes, the limit over all of them, and storms in which nothing is taken."""

import hashlib
from collections import deque
from dataclasses import dataclass, field

SLACK = 1e-3  # seconds: times since 1970 are not more exact when they are subtracted


@dataclass(frozen=True, slots=True)
class Bucket:
    """So many requests of a route and its channel in so many seconds, counted from the first one."""

    most: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests a second over all routes but those of interactions, and buckets by a route's name; None is no limit."""

    per_second: int | None = None
    buckets: dict[str, Bucket] = field(default_factory=dict)


STRICT = Limits(
    50,
    {
        "create message": Bucket(5, 5.0),
        "edit message": Bucket(5, 5.0),
        "delete message": Bucket(5, 1.0),
        "crosspost message": Bucket(10, 3600.0),
        "start thread": Bucket(50, 300.0),
        "create followup": Bucket(5, 2.0),
        "edit response": Bucket(5, 2.0),
    },
)


@dataclass(frozen=True, slots=True)
class Storm:
    """Nothing but 429 until then, for one channel or for everything."""

    until: float
    channel_id: int | None = None


@dataclass(frozen=True, slots=True)
class Flooded:
    """A 429. `told` says that a storm or a fault was its cause; otherwise a limit was exceeded."""

    route: str
    major: str
    at: float
    told: bool
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """Where a bucket stands after a request; `wait` is 0 when the request was within it."""

    bucket: Bucket
    name: str
    remaining: int
    reset_after: float
    now: float
    wait: float

    def headers(self) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(self.bucket.most),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": f"{self.now + self.reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{self.reset_after:.3f}",
            "X-RateLimit-Bucket": self.name,
        }


@dataclass(slots=True)
class Meter:
    """What was asked lately."""

    _second: deque[float] = field(default_factory=deque)
    _windows: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)

    def everywhere(self, limits: Limits, now: float) -> float:
        """Count a request against the limit over all routes; the seconds to wait, 0 when it is within."""
        if limits.per_second is None:
            return 0.0
        while self._second and self._second[0] <= now - 1.0 + SLACK:
            self._second.popleft()
        if len(self._second) >= limits.per_second:
            return self._second[0] + 1.0 - now
        self._second.append(now)
        return 0.0

    def count(self, limits: Limits, route: str, major: str, now: float) -> Count | None:
        """Count a request against its bucket, if the route has one."""
        bucket = limits.buckets.get(route)
        if bucket is None:
            return None
        began, used = self._windows.get((route, major), (now, 0))
        if now >= began + bucket.seconds - SLACK:
            began, used = now, 0
        left = max(began + bucket.seconds - now, 0.0)
        name = hashlib.sha256(route.encode()).hexdigest()[:32]
        if used >= bucket.most:
            return Count(bucket, name, 0, left, now, left)
        self._windows[route, major] = (began, used + 1)
        return Count(bucket, name, bucket.most - used - 1, left, now, 0.0)
