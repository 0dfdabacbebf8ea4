"""A phrase that more papers may say than are looked at is read no further than the pages that are shown."""

import datetime as dt

import pytest

from adapters.model import Entry, Issue
from bot.finding import READ, find_papers
from storage.model import Source
from storage.search import TOTAL_LIMIT
from storage.store import Store
from tests.words import WORDS

NOW = dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)
MANY = TOTAL_LIMIT + 100
TOGETHER = (
    "large wolpertinger",
    "Large\nwolpertingers",
    "large\twolpertinger",
    "ｌａｒｇｅ　wolpertinger",
    "large\u001e-wolpertinger",
)


@pytest.fixture
def full(store: Store) -> Store:
    """Papers all of which have both words, every second one of them together, one way or another."""
    said = [text for words in TOGETHER for text in (f'"\\{words}"', "a wolpertinger that is large")]
    entries = tuple(Entry(f"Paper {number}", summaries={"en": said[number % len(said)]}) for number in range(MANY))
    issue = Issue("alpha", "1.md", NOW.date(), None, None, "en", entries)
    store.issues.put(Source("alpha", "alpha", "/"), issue, [()] * MANY, tagger="1", now=NOW)
    return store


def test_pages_are_one_order_and_go_on_as_long_as_they_are_asked_for(full: Store) -> None:
    pages = [find_papers(full, WORDS, '"large wolpertinger"', limit=50, offset=at) for at in range(0, 400, 50)]
    assert all(page.more for page in pages)
    assert all(page.total > READ for page in pages)
    titles = [paper.title for page in pages for paper in page.papers]
    assert len(set(titles)) == len(titles) == 400
    numbers = [int(title.split()[1]) for title in titles]
    assert all(number % 2 == 0 for number in numbers)
    assert {number // 2 % len(TOGETHER) for number in numbers[READ:]} == {*range(len(TOGETHER))}
