"""One search gives the same papers in the same order on SQLite and on PostgreSQL."""

import random

import pytest

from adapters.tags.vocabulary import Vocabulary
from bot.finding import SearchPage, find_papers
from storage.store import Store
from tests.search.conftest import NOW, make_query

PAGE = 40


def search(store: Store, words: Vocabulary, query: str, *, limit: int = 1000, offset: int = 0) -> SearchPage:
    return find_papers(store, words, query, limit=limit, offset=offset, today=NOW.date())


def compare(shelves: tuple[Store, Store], words: Vocabulary, queries: int, seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - test data
    sqlite, postgresql = shelves
    found = 0
    for _ in range(queries):
        query, offset = make_query(dice), dice.choice((0, 0, 40, 300))
        one, other = (search(store, words, query, limit=PAGE, offset=offset) for store in (sqlite, postgresql))
        assert [paper.id for paper in one.papers] == [paper.id for paper in other.papers], query
        assert (one.total, one.more) == (other.total, other.more), query
        assert len({paper.id for paper in one.papers}) == min(PAGE, max(0, one.total - offset))
        found += bool(one.papers)
    assert found > queries / 3


def test_some_searches(shelves: tuple[Store, Store], words: Vocabulary) -> None:
    compare(shelves, words, 40, seed=1)


@pytest.mark.proof
def test_three_thousand_searches(shelves: tuple[Store, Store], words: Vocabulary) -> None:
    compare(shelves, words, 3000, seed=20261118)


def test_pages_are_parts_of_one_order(shelves: tuple[Store, Store], words: Vocabulary) -> None:
    store, _ = shelves
    for query in ("diffusion models", "모델", '"score matching"', "after:2026-01"):
        whole = [paper.id for paper in search(store, words, query).papers]
        assert len(whole) > 25
        pages = [search(store, words, query, limit=20, offset=start) for start in range(0, len(whole), 20)]
        assert [paper.id for page in pages for paper in page.papers] == whole


def test_dates_bound_what_is_found(shelves: tuple[Store, Store], words: Vocabulary) -> None:
    store, _ = shelves
    newest = [
        max(one.date for one in paper.entries)
        for paper in search(store, words, "model after:2026-06 before:2026-09").papers
    ]
    assert newest
    assert all("2026-06-01" <= date.isoformat() < "2026-09-01" for date in newest)
