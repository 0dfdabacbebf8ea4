"""The search index is brought together step by step, and finds the same before, meanwhile and afterwards."""

import pytest
import sqlalchemy as sa

from adapters.model import Entry
from storage.engine import connect
from storage.schema import TOKENS_INDEX
from tests.conftest import a_store

ISSUES = 100


@pytest.fixture
def store(sqlite, monkeypatch):
    """A store whose index is brought into one piece by small steps."""
    monkeypatch.setattr("storage.index.PAGES", 1)
    with a_store(sqlite) as store:
        yield store


@pytest.fixture
def library(store, fill):
    """The same with issues that came one by one."""
    fill(store)
    return store


@pytest.fixture
def fill(put, day):
    def fill(store):
        for number in range(ISSUES):
            words = " ".join(f"word{number * 40 + place}" for place in range(400))
            entry = Entry(f"Paper {number}", summaries={"en": f"said {words}"})
            put(entry, into=store, key=f"{number}.md", date=day)

    return fill


def titles(numbers):
    return {f"Paper {number}" for number in numbers}


def test_it_is_in_one_piece_and_finds_the_same(library, find, pieces):
    assert pieces(library) > 5
    assert len(list(library.search.compact())) > 5
    assert pieces(library) == 1
    assert {*find("said")} == titles(range(ISSUES))
    assert {*find("word2000")} == titles(range(41, 51))
    assert list(library.search.compact()) == [], "once is enough"


def test_others_write_between_two_steps(library, put, find, day, pieces):
    late = set()
    for _ in library.search.compact():
        late.add(f"Late {len(late)}")
        put(Entry(f"Late {len(late) - 1}", summaries={"en": "said late"}), key=f"late-{len(late)}.md", date=day)
        assert {*find("said")} == titles(range(ISSUES)) | late
        assert {*find("word2000")} == titles(range(41, 51))
    assert pieces(library) < 6


def test_what_is_broken_off_is_gone_on_with(library, find, pieces):
    steps = library.search.compact()
    next(steps)
    steps.close()
    list(library.search.compact())
    assert pieces(library) == 1
    assert {*find("said")} == titles(range(ISSUES))


def test_an_issue_can_be_changed_afterwards(library, put, find, day):
    list(library.search.compact())
    put(Entry("Paper 7", summaries={"en": "changed"}), key="7.md", date=day)
    assert find("changed") == ["Paper 7"]
    assert {*find("said")} == titles({*range(ISSUES)} - {7})


def test_on_postgresql_nothing_is_left_beside_the_index(postgresql, fill, find, put):
    with a_store(postgresql) as store:
        fill(store)
        assert pages_beside(store) > 0
        put(Entry("One more", summaries={"en": "said"}), into=store, key="more.md")
        assert list(store.search.compact()) == []
        assert pages_beside(store) == 0
        assert {*find("said", within=store)} == titles(range(ISSUES)) | {"One more"}


def pages_beside(store):
    """How many pages stood beside the index until now."""
    engines = connect(store.url)
    with engines.writing() as connection:
        pages = connection.scalar(sa.select(sa.func.gin_clean_pending_list(TOKENS_INDEX)))
    engines.close()
    return pages
