"""The newest papers that match are found among many, whether they are many or few, and wherever they are."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from storage.engine import connect
from storage.index import Indexed, change, first_key
from storage.model import TokenQuery
from storage.search import TOTAL_LIMIT
from storage.store import Store, open_store
from storage.tokens import EVERY
from tests.conftest import Databases

PAPERS = 40_000
FULL_DAY = 1 << 15  # papers; the keys of the next day follow without a gap
FIRST = dt.date(2026, 1, 1)
WORDS: dict[str, Callable[[int], bool]] = {
    "often": lambda number: number % 3 == 0,
    "seldom": lambda number: number % 10 == 0,
    "rare": lambda number: number % 1000 == 0,
    "old": lambda number: number < PAPERS // 9,
    "forgotten": lambda number: number < PAPERS // 4 or number % 900 == 0,
    "missed": lambda number: 14_700 < PAPERS - number <= 21_200,
    "lumped": lambda number: PAPERS * 54 // 100 <= number < PAPERS * 62 // 100 or number % 60 == 0,
    "fading": lambda number: number % (30 if number < FULL_DAY else 70) == 0,
    "title": lambda number: number % 700 == 0,
}


SAYING = {word: frozenset(filter(says, range(PAPERS))) for word, says in WORDS.items()}


@dataclass(frozen=True, slots=True)
class Library:
    """An index alone, of so many papers each day."""

    store: Store
    per_day: int

    def newest(self, *words: str, after: int = 0, days: int = PAPERS) -> list[int]:
        """The keys of papers of the first days, without some before, that say one of the words, newest first."""
        first, end = after * self.per_day, days * self.per_day
        numbers = sorted(frozenset().union(*(SAYING[word] for word in words)), reverse=True)
        return [key_of(number, self.per_day) for number in numbers if first <= number < end]


@pytest.fixture(
    scope="module",
    params=[
        ("sqlite", ""),
        ("sqlite", "full days"),
        ("postgresql", "counted"),
        ("postgresql", "not counted"),
        ("postgresql", "counted, full days"),
    ],
    ids=" ".join,
)
def library(request: pytest.FixtureRequest) -> Iterator[Library]:
    """An index whose database, if it is one that counts, has counted what stands in it, or has not yet."""
    kind, state = request.param
    databases: Databases = request.getfixturevalue(kind)
    url = databases.create()
    per_day = FULL_DAY if "full days" in state else 400
    engines = connect(url)
    for begin in range(0, PAPERS, 5000):
        with engines.writing() as connection:
            change(
                connection,
                [],
                [
                    Indexed(key_of(number, per_day), " ".join([EVERY, *said(number)]))
                    for number in range(begin, begin + 5000)
                ],
            )
    if state.startswith("counted"):
        with engines.writing() as connection:
            connection.execute(sa.text("ANALYZE"))
    engines.close()
    with open_store(url) as store:
        yield Library(store, per_day)
    databases.drop(url)


def said(number: int) -> list[str]:
    return [word for word, numbers in SAYING.items() if number in numbers]


def key_of(number: int, per_day: int) -> int:
    return first_key(FIRST + dt.timedelta(number // per_day)) + number % per_day


def token(word: str) -> TokenQuery:
    return TokenQuery("token", word)


def test_the_newest_of_many_papers_are_found(library: Library) -> None:
    for words in (*([word] for word in WORDS), ["seldom", "rare"], ["old", "rare"]):
        query = TokenQuery("or", parts=tuple(TokenQuery("and", parts=(TokenQuery("and"), token(one))) for one in words))
        for after, days in ((0, PAPERS // library.per_day + 1), (0, 70), (0, 2), (1, 2), (1, 70), (50, 70)):
            first, last = FIRST + dt.timedelta(after), FIRST + dt.timedelta(days - 1)
            found = library.store.search.look_up(query, None, titled=0, first=first if after else None, last=last)
            expected = library.newest(*words, after=after, days=days)
            assert list(found.keys) == expected[:TOTAL_LIMIT], words
            assert found.more is (len(expected) > TOTAL_LIMIT), words
        assert library.store.search.look_up(query, None, titled=0).keys == tuple(library.newest(*words)[:TOTAL_LIMIT])


def test_titles_are_looked_for_beyond_what_is_found(library: Library) -> None:
    search, titles = library.store.search, library.newest("title")
    for titled in (10, 50, 500):
        found = search.look_up(token("seldom"), token("title"), titled=titled)
        assert list(found.titled) == titles[:titled]
        assert next(found.promising()) == titles[0]
    assert search.look_up(token("rare"), token("title"), titled=50).titled == ()


def test_beginnings_are_looked_for_beside_words(library: Library) -> None:
    for word, begun, first in (("rare", "oft", 0), ("seldom", "oft", 0), ("seldom", "oft", 1), ("lumped", "se", 0)):
        query = TokenQuery("and", parts=(token(word), TokenQuery("prefix", begun)))
        both = SAYING[word].intersection(*(SAYING[one] for one in WORDS if one.startswith(begun)))
        keys = [key_of(number, library.per_day) for number in sorted(both, reverse=True)]
        for titled in (10, 150):
            day = FIRST + dt.timedelta(first)
            found = library.store.search.look_up(TokenQuery("and"), query, titled=titled, first=day if first else None)
            assert list(found.titled) == [key for key in keys if not first or key >= first_key(day)][:titled]


def test_titles_are_looked_for_among_the_days_that_are_asked_for_alone(library: Library) -> None:
    found = library.store.search.look_up(token("often"), token("fading"), titled=150, first=FIRST + dt.timedelta(1))
    assert list(found.titled) == library.newest("fading", after=1)[:150]
