"""What is typed is completed by names of the newest papers, and by those of old ones that nothing newer is called."""

import datetime as dt

import pytest

from adapters.model import Entry, Issue
from bot.completing import LOOKED_AT, complete_authors, complete_titles
from storage.model import Source
from storage.store import Store

NOW = dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)
OLD = (
    Entry("Wolpertinger zebras", authors=("Wolfgang Zebrowski",)),
    Entry("狼兔模型压缩", authors=("Wolfgang Xu",)),
    Entry("늑대 토끼 확산", authors=("김 철수",)),
)


@pytest.fixture
def library(store: Store) -> Store:
    """Many new papers of one kind, and three old ones."""
    new = [
        Entry(f"Wolpertinger {number} 狼兔 늑대 토끼", authors=(f"Wolfgang {number}",)) for number in range(LOOKED_AT)
    ]
    put(store, "1.md", NOW.date() - dt.timedelta(9), OLD)
    put(store, "2.md", NOW.date(), tuple(new))
    return store


def put(store: Store, key: str, date: dt.date, entries: tuple[Entry, ...]) -> None:
    issue = Issue("alpha", key, date, None, None, "en", entries)
    store.issues.put(Source("alpha", "alpha", "/"), issue, [()] * len(entries), tagger="1", now=NOW)


@pytest.mark.parametrize("typed", ["wol", "Wolpertinger", "wolpertinger ", "狼", "늑ㄷ", "늑대 토"])
def test_what_many_are_called_is_completed_by_the_newest(library: Store, typed: str) -> None:
    titles = [paper.title for paper in complete_titles(library, typed, 25)]
    assert titles == [f"Wolpertinger {number} 狼兔 늑대 토끼" for number in range(25)]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("zeb", OLD[0].title),
        ("wolpertinger ze", OLD[0].title),
        ("wolpertinger zebr", OLD[0].title),
        ("压", OLD[1].title),
        ("狼兔模型", OLD[1].title),
        ("늑대 토끼 확산", OLD[2].title),
    ],
)
def test_what_few_are_called_is_found_however_old(library: Store, typed: str, title: str) -> None:
    assert [paper.title for paper in complete_titles(library, typed, 25)] == [title]


def test_a_paper_of_two_titles_is_shown_by_the_one_that_was_typed(store: Store) -> None:
    for number, title in enumerate(("Zebra crossings", "On crossing zebras")):
        put(store, f"{number}.md", NOW.date(), (Entry(title, arxiv_id="2411.00001"),))
    for typed, title in (("zebra", "Zebra crossings"), ("on crossing z", "On crossing zebras")):
        (paper,) = complete_titles(store, typed, 25)
        assert (paper.title, paper.arxiv_id) == (title, "2411.00001")


@pytest.mark.parametrize(
    ("typed", "names"),
    [("zebr", ["Wolfgang Zebrowski"]), ("wolfgang zebr", ["Wolfgang Zebrowski"]), ("김 철", ["김 철수"])],
)
def test_authors_of_old_papers(library: Store, typed: str, names: list[str]) -> None:
    assert complete_authors(library, typed) == names
    assert len(complete_authors(library, "wolf")) == LOOKED_AT
