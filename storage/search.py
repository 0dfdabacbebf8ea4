"""Finding papers by what stands in the index, and reading what makes them good answers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from adapters.model import Origin, Topic
from storage.content import strongest
from storage.engine import Engines
from storage.found import Candidate, Found, Named
from storage.index import day_of
from storage.model import Hits, Paper, TokenQuery
from storage.newest import count, newest, newest_of_both
from storage.rows import load_papers, select_in
from storage.schema import entry, paper

_ORIGINS = {origin.value: origin for origin in Origin}
TOTAL_LIMIT = 1000


class Search:
    """The search index, to be asked."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def find(
        self,
        query: TokenQuery,
        *,
        limit: int,
        offset: int = 0,
        first: dt.date | None = None,
        last: dt.date | None = None,
    ) -> Hits:
        """The papers that a query matches, newest first (by the date of their newest entry).

        `first` and `last` bound that date. Raises ValueError for a query that is none.
        """
        with self._engines.reading() as connection:
            keys = newest(connection, query, (first, last), max(TOTAL_LIMIT + 1, offset + limit))
            ids = _ids(connection, keys[offset : offset + limit])
        return Hits(tuple(ids.values()), min(len(keys), TOTAL_LIMIT), more=len(keys) > TOTAL_LIMIT)

    def named(self, query: TokenQuery, limit: int) -> list[Named]:
        """The newest papers that a query matches, newest first. Raises ValueError for a query that is none."""
        rows: defaultdict[int, list[sa.Row[Any]]] = defaultdict(list)
        with self._engines.reading() as connection:
            keys = newest(connection, query, (None, None), limit)
            for row in select_in(connection, _NAMES, paper.c.search_key, keys):
                rows[row.search_key].append(row)
        return [_named(rows[key]) for key in keys if key in rows]

    def look_up(
        self,
        query: TokenQuery,
        in_titles: TokenQuery | None,
        *,
        titled: int,
        first: dt.date | None = None,
        last: dt.date | None = None,
    ) -> Found:
        """What a query matches, and so many at most that match the narrower `in_titles`.

        These are left out where no more are found at all. Raises ValueError for a query that is none.
        """
        dates, limit = (first, last), TOTAL_LIMIT + 1
        with self._engines.reading() as connection:
            if in_titles is None:
                return _found(newest(connection, query, dates, limit))
            return _found(*newest_of_both(connection, query, in_titles, dates, (limit, titled)))

    def read(self, keys: Iterable[int], *, topics: bool = True) -> list[Candidate]:
        """The papers of these keys, in their order; without topics where these are not asked for."""
        asked = list(keys)
        rows: defaultdict[int, list[sa.Row[Any]]] = defaultdict(list)
        with self._engines.reading() as connection:
            for row in select_in(connection, _ENTRIES if topics else _TEXTS, paper.c.search_key, asked):
                rows[row.search_key].append(row)
        return [_candidate(key, rows[key]) for key in asked if key in rows]

    def papers(self, keys: Sequence[int]) -> list[Paper]:
        """The papers of these keys, in their order, with everything said of them."""
        with self._engines.reading() as connection:
            ids = _ids(connection, keys)
            found = load_papers(connection, list(ids.values()))
        return [found[paper_id] for paper_id in ids.values() if paper_id in found]

    def counts(self, queries: Iterable[TokenQuery]) -> list[int]:
        """How many papers each query matches, none counted beyond TOTAL_LIMIT + 1."""
        with self._engines.reading() as connection:
            return [count(connection, query, TOTAL_LIMIT + 1) for query in queries]


_ENTRIES = (
    sa.select(paper.c.search_key, entry.c.title, entry.c.topics, entry.c.summaries)
    .join(entry, entry.c.paper_id == paper.c.id)
    .order_by(entry.c.arrival)
)
_TEXTS = _ENTRIES.with_only_columns(paper.c.search_key, entry.c.title, sa.null().label("topics"), entry.c.summaries)
_NAMES = sa.select(paper.c.search_key, paper.c.id, entry.c.title, entry.c.authors).join(
    entry, entry.c.paper_id == paper.c.id
)
_IDS = sa.select(paper.c.search_key, paper.c.id)


def _found(keys: Sequence[int], titled: Sequence[int] = ()) -> Found:
    return Found(tuple(keys[:TOTAL_LIMIT]), len(keys) > TOTAL_LIMIT, tuple(titled))


def _ids(connection: sa.Connection, keys: Sequence[int]) -> dict[int, int]:
    """The papers of keys by key, in the order of the keys."""
    ids = {row.search_key: row.id for row in select_in(connection, _IDS, paper.c.search_key, keys)}
    return {key: ids[key] for key in keys if key in ids}


def _candidate(key: int, entries: Sequence[sa.Row[Any]]) -> Candidate:
    texts = tuple(text for row in entries for text in row.summaries.values())
    if len(entries) == 1:
        topics = {slug: _ORIGINS[origin] for slug, origin in (entries[0].topics or {}).items()}
        return Candidate(key, day_of(key), (entries[0].title,), topics, texts)
    said = [topic for row in entries for topic in (row.topics or {}).items()]
    found = strongest(Topic(slug, _ORIGINS[origin]) for slug, origin in said)
    titles = tuple(sorted({row.title for row in entries}))
    return Candidate(key, day_of(key), titles, {topic.slug: topic.origin for topic in found}, texts)


def _named(entries: Sequence[sa.Row[Any]]) -> Named:
    authors = dict.fromkeys(author for row in entries for author in row.authors)
    return Named(entries[0].id, tuple(row.title for row in entries), tuple(authors))
