"""The newest papers that match are found among many, whether they are many or few, and wherever they are."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa

from storage.engine import connect
from storage.index import Indexed, change, first_key
from storage.model import TokenQuery
from storage.search import TOTAL_LIMIT
from storage.store import Store, open_store
from storage.tokens import EVERY

PAPERS, PER_DAY = 40_000, 400
FIRST = dt.date(2026, 1, 1)
WORDS: dict[str, Callable[[int], bool]] = {
    "often": lambda number: number % 3 == 0,
    "seldom": lambda number: number % 10 == 0,
    "rare": lambda number: number % 1000 == 0,
    "old": lambda number: number < PAPERS // 9,
    "title": lambda number: number % 700 == 0,
}


@pytest.fixture(params=["counted", "not counted"])
def library(new_database: Callable[[], str], request: pytest.FixtureRequest) -> Iterator[Store]:
    """An index alone, whose database has counted what stands in it, or has not yet."""
    url = new_database()
    engines = connect(url)
    for begin in range(0, PAPERS, 5000):
        with engines.writing() as connection:
            change(
                connection,
                [],
                [Indexed(key_of(number), " ".join([EVERY, *said(number)])) for number in range(begin, begin + 5000)],
            )
    if request.param == "counted":
        with engines.writing() as connection:
            connection.execute(sa.text("ANALYZE"))
    engines.close()
    with open_store(url) as store:
        yield store


def said(number: int) -> list[str]:
    return [word for word, is_said in WORDS.items() if is_said(number)]


def key_of(number: int) -> int:
    return first_key(FIRST + dt.timedelta(number // PER_DAY)) + number % PER_DAY


def newest(*words: str, last: int = PAPERS) -> list[int]:
    """The keys of papers that say one of the words, newest first."""
    return [key_of(number) for number in reversed(range(last)) if set(words) & set(said(number))]


def token(word: str) -> TokenQuery:
    return TokenQuery("token", word)


def test_the_newest_of_many_papers_are_found(library: Store) -> None:
    for words in (["often"], ["seldom"], ["rare"], ["old"], ["seldom", "rare"], ["old", "rare"]):
        expected = newest(*words)
        both = [TokenQuery("and", parts=(TokenQuery("and"), token(word))) for word in words]
        found = library.search.look_up(TokenQuery("or", parts=tuple(both)), None, titled=0)
        assert list(found.keys) == expected[:TOTAL_LIMIT], words
        assert found.more is (len(expected) > TOTAL_LIMIT), words
        last = FIRST + dt.timedelta(69)
        found = library.search.look_up(TokenQuery("or", parts=tuple(both)), None, titled=0, last=last)
        assert list(found.keys) == newest(*words, last=70 * PER_DAY)[:TOTAL_LIMIT], words


def test_titles_are_looked_for_beyond_what_is_found(library: Store) -> None:
    for titled in (10, 50, 500):
        found = library.search.look_up(token("seldom"), token("title"), titled=titled)
        assert list(found.titled) == newest("title")[:titled]
        assert next(found.promising()) == newest("title")[0]
    assert library.search.look_up(token("rare"), token("title"), titled=50).titled == ()
