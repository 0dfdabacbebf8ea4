import datetime as dt
from collections.abc import Callable

import pytest

from adapters.model import Entry, Topic
from adapters.tags.vocabulary import Vocabulary
from storage.model import Paper, StoredEntry
from tests.words import WORDS

MakePaper = Callable[..., Paper]


@pytest.fixture(scope="session")
def words() -> Vocabulary:
    """The vocabulary that comes with the package."""
    return WORDS


@pytest.fixture(scope="session")
def make_paper() -> MakePaper:
    """A paper from its entries, all of one source."""

    def make(*entries: Entry, topics: tuple[Topic, ...] = (), source: str = "l_yohai") -> Paper:
        stored = tuple(store(entry, topics, source) for entry in entries)
        lead = entries[0]
        return Paper(1, "title:x", lead.title, lead.authors, DAY, None, None, topics, stored)

    return make


DAY = dt.date(2024, 1, 24)
MOMENT = dt.datetime(2024, 1, 24, tzinfo=dt.UTC)


def store(entry: Entry, topics: tuple[Topic, ...], source: str) -> StoredEntry:
    return StoredEntry(
        id=1,
        source=source,
        adapter=source,
        issue_key="issue.md",
        issue_url=None,
        date=DAY,
        dated=True,
        arrival=1,
        arrived_at=MOMENT,
        news=True,
        vote_rank=None,
        issue_papers=1,
        entry=entry,
        topics=topics,
    )
