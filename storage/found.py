"""The plain values that a search of the index gives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from adapters.model import Origin


class Candidate(NamedTuple):
    """A paper that may be an answer, by what its entries say.

    `key` is its place in the index, larger for newer papers, `day` the number of its newest entry's date. `titles` are
    those of its entries, each once; `topics` are theirs, with the strongest origin of each; `texts` their summaries,
    in no order.
    """

    key: int
    day: int
    titles: tuple[str, ...]
    topics: Mapping[str, Origin]
    texts: tuple[str, ...] = ()


class Named(NamedTuple):
    """A paper by its ids, with the titles that its entries give, each once, and the authors if these were asked for."""

    id: int
    arxiv_id: str | None
    titles: tuple[str, ...]
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the keys of the newest papers, newest first, as many as TOTAL_LIMIT; whether there are more.

    `titled` are the newest whose titles match, newest first.
    """

    keys: tuple[int, ...]
    more: bool
    titled: tuple[int, ...]

    def promising(self) -> Iterator[int]:
        """The keys, those whose titles match first."""
        yield from dict.fromkeys((*self.titled, *self.keys))
