"""Which papers many chats want, at once: a set of papers is one integer, paper number n its bit n.

A term is matched against the papers once, however many chats wish for it; a chat is then two unions and a difference.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.query import matches, read_term
from storage.model import Paper, Subscription


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a chat wants and never wants, as canonical spellings in order: equal wishes are equal values."""

    wanted: tuple[str, ...]
    never: tuple[str, ...] = ()


def wishes_of(subscriptions: Iterable[Subscription]) -> Wishes:
    """The wishes of a chat, independent of the order in which they were made."""
    rows = list(subscriptions)
    wanted = sorted(row.term for row in rows if row.wanted)
    return Wishes(tuple(wanted), tuple(sorted(row.term for row in rows if not row.wanted)))


def masks_of(papers: Sequence[Paper], spellings: Iterable[str]) -> dict[str, int]:
    """For each term the papers it matches."""
    return {spelling: _mask(papers, spelling) for spelling in set(spellings)}


def wanted_mask(wishes: Wishes, masks: Mapping[str, int]) -> int:
    """The papers that these wishes want: any wanted term, no unwanted one."""
    found = 0
    for spelling in wishes.wanted:
        found |= masks[spelling]
    for spelling in wishes.never:
        found &= ~masks[spelling]
    return found


def papers_in(mask: int, papers: Sequence[Paper]) -> Iterator[Paper]:
    """The papers of a mask, in their order."""
    while mask:
        lowest = mask & -mask
        yield papers[lowest.bit_length() - 1]
        mask ^= lowest


def _mask(papers: Sequence[Paper], spelling: str) -> int:
    term = read_term(spelling)
    return sum(1 << number for number, paper in enumerate(papers) if matches(term, paper))
