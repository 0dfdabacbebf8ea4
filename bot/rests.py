"""Times without messages, after something went wrong."""

import math
from dataclasses import dataclass

NEVER = -math.inf
MINUTE = 60.0
FIRST_REST, LONGEST_REST = 1.0, 60.0  # seconds, where the platform does not say how long


@dataclass(slots=True)
class Rest:
    """A time without messages. A shorter rest that begins later never shortens it."""

    until: float = NEVER
    length: float = 0.0

    def extend(self, now: float, seconds: float | None) -> None:
        """Rest for so many seconds; without a number, twice as long as last time if that is not a minute ago.

        What fails meanwhile was under way before, and is the same trouble.
        """
        if seconds is None:
            if now < self.until:
                return
            self.length = min(2 * self.length, LONGEST_REST) if now < self.until + MINUTE else FIRST_REST
            seconds = self.length
        self.until = max(self.until, now + seconds)
