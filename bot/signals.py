"""What parts of the program tell while they work, to whoever counts it; nothing depends on being heard.

Signals name no chat, no person and nothing that anybody wrote. They may be told from any thread.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from storage.model import DeliveryState, Outcome


@dataclass(frozen=True, slots=True)
class IssueRead:
    """An issue of a source was read and is in the store, with so many papers."""

    source: str
    outcome: Outcome
    papers: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A delivery was sent, buried or is ambiguous, so many seconds after it was due."""

    platform: str
    state: DeliveryState
    late: float


@dataclass(frozen=True, slots=True)
class Retried:
    """A delivery did not reach its chat and is owed again."""

    platform: str


@dataclass(frozen=True, slots=True)
class Waited:
    """A message got its turn after so many seconds; `interactive`: a person waited for it."""

    platform: str
    interactive: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class Rested:
    """The whole bot sends nothing for so many seconds, because the platform asked for that or is in trouble."""

    platform: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Searched:
    """A search took so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Answered:
    """A command, or a button's action, by its name, took so many seconds; `failed`: by an error of ours."""

    platform: str
    name: str
    seconds: float
    failed: bool


Signal = IssueRead | Ended | Retried | Waited | Rested | Searched | Answered
Tell = Callable[[Signal], None]


def unheard(_: Signal) -> None:
    """Nobody counts."""


@contextmanager
def timed(tell: Tell) -> Iterator[None]:
    """Tell how long a search took that ends well."""
    began = time.perf_counter()
    yield
    tell(Searched(time.perf_counter() - began))
