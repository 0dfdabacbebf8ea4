"""Which papers many chats want, at once: a set of papers is one integer, paper number n its bit n.

A term is matched against the papers once, however many chats wish for it; a chat is then two unions and a difference.
"""

import functools
import operator
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.query import matches, name_words, read_term
from bot.terms import Author, Tag, Term
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
    """For each term, by its spelling, the papers it matches; found when it is first asked for.

    Most terms are tags and many are authors: which papers have which was found in one pass.
    """

    def __init__(self, papers: Sequence[Paper]) -> None:
        super().__init__()
        self._papers = papers
        self._tagged: defaultdict[str, int] = defaultdict(int)
        self._named: defaultdict[str, int] = defaultdict(int)  # by a word of an author's name
        for number, paper in enumerate(papers):
            for topic in paper.topics:
                self._tagged[topic.slug] |= 1 << number
            for word in _words_of_authors(paper):
                self._named[word] |= 1 << number

    def __missing__(self, spelling: str) -> int:
        term = read_term(spelling)
        if isinstance(term, Tag):
            mask = self._tagged.get(term.slug, 0)
        elif isinstance(term, Author):
            mask = self._matching(term, self._named_alike(term.name))
        else:
            mask = self._matching(term, self._all)
        self[spelling] = mask
        return mask

    @property
    def _all(self) -> int:
        return (1 << len(self._papers)) - 1

    def _named_alike(self, name: str) -> int:
        """The papers whose authors have each word of the name, together: all that it matches, and few more."""
        found = 0
        for words in name_words(name):
            found |= functools.reduce(operator.and_, (self._named.get(word, 0) for word in words), self._all)
        return found

    def _matching(self, term: Term, among: int) -> int:
        numbers = papers_in(among, range(len(self._papers)))
        return sum(1 << number for number in numbers if matches(term, self._papers[number]))


def _words_of_authors(paper: Paper) -> Iterator[str]:
    for stored in paper.entries:
        for author in stored.entry.authors:
            for words in name_words(author):
                yield from words


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
