"""A phrase that more papers may say than are looked at is read no further than the pages that are shown."""

import datetime as dt

import pytest

from adapters.model import Entry, Issue
from adapters.tags import vocabulary
from bot.finding import READ, find_papers
from storage.model import Source
from storage.search import TOTAL_LIMIT
from storage.store import Store

NOW = dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)
WORDS = vocabulary.load()
MANY = TOTAL_LIMIT + 100


@pytest.fixture
def full(store: Store) -> Store:
    """Papers all of which have both words, every second one of them together."""
    said = ("a large wolpertinger", "a wolpertinger that is large")
    entries = tuple(Entry(f"Paper {number}", summaries={"en": said[number % 2]}) for number in range(MANY))
    issue = Issue("alpha", "1.md", NOW.date(), None, None, "en", entries)
    store.issues.put(Source("alpha", "alpha", "/"), issue, [()] * MANY, tagger="1", now=NOW)
    return store


def test_pages_are_one_order_and_go_on_as_long_as_they_are_asked_for(full: Store) -> None:
    pages = [find_papers(full, WORDS, '"large wolpertinger"', limit=50, offset=at) for at in range(0, 400, 50)]
    assert all(page.more for page in pages)
    assert all(page.total > READ for page in pages)
    titles = [paper.title for page in pages for paper in page.papers]
    assert len(set(titles)) == len(titles) == 400
    assert all(int(title.split()[1]) % 2 == 0 for title in titles)
