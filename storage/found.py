"""The plain values that a search of the index gives."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.model import Origin


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper that may be an answer: what can be said of it without its summaries.

    `key` is its place in the index, larger for newer papers, `day` the number of its newest entry's date. `titles` are
    those of its entries, each once; `topics` are theirs, with the strongest origin of each.
    """

    key: int
    day: int
    titles: tuple[str, ...]
    topics: Mapping[str, Origin]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the keys of the newest papers, newest first, as many as TOTAL_LIMIT; whether there are more.

    `candidates` are the newest of them and the newest whose titles match, in no order.
    """

    keys: tuple[int, ...]
    more: bool
    candidates: tuple[Candidate, ...]
