"""The plain values that a search of the index gives."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from adapters.model import Origin


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper that may be an answer, by what its entries say.

    `key` is its place in the index, larger for newer papers, `day` the number of its newest entry's date. `titles` are
    those of its entries, each once; `topics` are theirs, with the strongest origin of each; `texts` their summaries.
    """

    key: int
    day: int
    titles: tuple[str, ...]
    topics: Mapping[str, Origin]
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A paper by its id, with the titles and authors that its entries give."""

    id: int
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
