"""What every loopback platform has: a clock of its own, numbers, what was called and what was broken, and waiting."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar

LOOK_AGAIN = 0.05  # seconds: how soon what changed elsewhere, in a store, is seen


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that was broken, and by what."""

    rule: Enum
    detail: str


@dataclass(repr=False)
class LoopbackWorld:
    """The part of a platform's state that is no platform's own. One lock guards it all, `changed`."""

    SERVER_FAILED: ClassVar[Enum]  # the rule that is broken by a mistake of the server itself

    patience: float = 60.0  # seconds of real time that a test waits for anything
    calls: list[Any] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    _skipped: float = 0.0
    _stopped: float | None = None
    _epoch: float = field(default_factory=time.time)
    _began: float = field(default_factory=time.monotonic)
    _numbers: dict[str, int] = field(default_factory=dict)

    def now(self) -> float:
        """The server's clock, in seconds since 1970."""
        passed = (self._stopped or time.monotonic()) - self._began
        return self._epoch + passed + self._skipped

    def stop_clock(self) -> None:
        """Let the server's clock stand still; from now on only `advance` moves it."""
        self._stopped = time.monotonic()

    def advance(self, seconds: float) -> None:
        """Put the server's clock forward."""
        with self.changed:
            self._skipped += seconds
            self.changed.notify_all()

    def number(self, what: str, first: int = 1) -> int:
        """The next number of a kind."""
        self._numbers[what] = self._numbers.get(what, first - 1) + 1
        return self._numbers[what]

    def report(self, rule: Enum, detail: str) -> None:
        self.violations.append(Violation(rule, detail))

    def broken_rules(self) -> list[Enum]:
        return [one.rule for one in self.violations]

    def wait_for(self, condition: Callable[[], Any], what: str, *, seconds: float | None = None) -> None:
        """Wait until a condition holds, over what is known here or elsewhere; a mistake of the server ends it."""
        seconds = self.patience if seconds is None else seconds
        until = time.monotonic() + seconds
        with self.changed:
            while not condition() and time.monotonic() < until and not self._failures():
                self.changed.wait(LOOK_AGAIN)
            assert not self._failures(), self._failures()
            assert condition(), f"not within {seconds} s: {what}; the last calls: {self.calls[-5:]}"

    def _failures(self) -> list[Violation]:
        return [one for one in self.violations if one.rule is self.SERVER_FAILED]
