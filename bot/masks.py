"""Which papers many chats want, at once: a set of papers is one integer, paper number n its bit n.

A term is matched against the papers once, however many chats wish for it; a chat is then two unions and a difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.query import matches, read_term
from bot.terms import Tag
from storage.model import Paper, Subscription

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a chat wants and never wants, as canonical spellings in order: equal wishes are equal values."""

    wanted: tuple[str, ...]
    never: tuple[str, ...] = ()


def wishes_of(subscriptions: Iterable[Subscription]) -> Wishes:
    """The wishes of a chat, independent of the order in which they were made."""
    wanted: list[str] = []
    never: list[str] = []
    for row in subscriptions:
        (wanted if row.wanted else never).append(row.term)
    return Wishes(tuple(sorted(wanted)), tuple(sorted(never)))


class Masks(dict[str, int]):
    """For each term, by its spelling, the papers it matches; found when it is first asked for."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        super().__init__()
        self._papers = papers
        self._tagged: defaultdict[str, int] = defaultdict(int)
        for number, paper in enumerate(papers):
            for topic in paper.topics:
                self._tagged[topic.slug] |= 1 << number

    def __missing__(self, spelling: str) -> int:
        term = read_term(spelling)
        if isinstance(term, Tag):  # most terms are tags, and the papers of all tags were found in one pass
            mask = self._tagged.get(term.slug, 0)
        else:
            mask = mask_of(matches(term, paper) for paper in self._papers)
        self[spelling] = mask
        return mask


def mask_of(chosen: Iterable[bool]) -> int:
    """The papers for which this is true, in their order."""
    return sum(1 << number for number, is_chosen in enumerate(chosen) if is_chosen)


def union(spellings: Iterable[str], masks: Mapping[str, int]) -> int:
    """The papers that any of these terms matches."""
    found = 0
    for spelling in spellings:
        found |= masks[spelling]
    return found


def wanted_mask(wishes: Wishes, masks: Mapping[str, int]) -> int:
    """The papers that these wishes want: any wanted term, no unwanted one."""
    wanted = union(wishes.wanted, masks)
    return wanted & ~union(wishes.never, masks) if wishes.never else wanted


def papers_in(mask: int, papers: Sequence[Item]) -> Iterator[Item]:
    """The papers of a mask, in their order."""
    while mask:
        lowest = mask & -mask
        yield papers[lowest.bit_length() - 1]
        mask ^= lowest
