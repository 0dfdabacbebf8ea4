"""What a check-up says."""

from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How something is."""

    OK = "ok"  # as it should be
    NOTE = "note"  # it works, and is worth a word
    WRONG = "wrong"  # it does not work, or soon will not


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; the sentence says how it is and, where it is wrong, how to mend it."""

    check: str
    state: State
    sentence: str
