"""Finding papers by what stands in the index, and reading what makes them good answers."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from adapters.model import Origin, Topic
from storage.content import strongest
from storage.engine import Engines
from storage.found import Candidate, Found, Named
from storage.identity import arxiv_id_of
from storage.index import day_of, tidy
from storage.model import Hits, Paper, TokenQuery
from storage.newest import count, newest, newest_of_both
from storage.rows import load_found, select_in
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

    def named(self, query: TokenQuery, limit: int, *, authors: bool) -> list[Named]:
        """The newest papers that a query matches, newest first; without authors where these are not asked for.

        Raises ValueError for a query that is none.
        """
        rows: defaultdict[int, list[sa.Row[Any]]] = defaultdict(list)
        with self._engines.reading() as connection:
            keys = newest(connection, query, (None, None), limit)
            for row in select_in(connection, _NAMES if authors else _TITLES, paper.c.search_key, keys):
                rows[row.search_key].append(row)
        return [_named(rows[key], authors=authors) for key in keys if key in rows]

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

    def said(self, keys: Iterable[int]) -> Sequence[tuple[int, str]]:
        """What each entry of these papers says, by the paper's key: its title and, in JSON, its summaries.

        They are as they are stored; to read the papers would take three times as long.
        """
        with self._engines.reading() as connection:
            rows: list[Any] = [*select_in(connection, _SAID, paper.c.search_key, keys)]
            return rows

    def papers(self, keys: Sequence[int]) -> list[Paper]:
        """The papers of these keys, in their order, with everything said of them."""
        with self._engines.reading() as connection:
            found = load_found(connection, keys)
        return [found[key] for key in keys if key in found]

    def compact(self) -> Iterator[None]:
        """Bring together what was written apart, as far as this is iterated: others write between two steps.

        The index is the slower to search, and to write, the more it is in pieces.
        """
        begin = True
        while self._tidy(begin=begin):
            begin = False
            yield

    def _tidy(self, *, begin: bool) -> bool:
        with self._engines.writing() as connection:
            return tidy(connection, begin=begin)

    def counts(self, queries: Iterable[TokenQuery]) -> list[int]:
        """How many papers each query matches, none counted beyond TOTAL_LIMIT + 1."""
        with self._engines.reading() as connection:
            return [count(connection, query, TOTAL_LIMIT + 1) for query in queries]


_ENTRIES = sa.select(paper.c.search_key, entry.c.title, entry.c.topics, entry.c.summaries).join(
    entry, entry.c.paper_id == paper.c.id
)
_SAID = sa.select(paper.c.search_key, (entry.c.title + "\n" + sa.cast(entry.c.summaries, sa.Text)).label("said")).join(
    entry, entry.c.paper_id == paper.c.id
)
_TEXTS = _ENTRIES.with_only_columns(paper.c.search_key, entry.c.title, sa.null().label("topics"), entry.c.summaries)
_TITLES = sa.select(paper.c.search_key, paper.c.id, paper.c.key, entry.c.title).join(
    entry, entry.c.paper_id == paper.c.id
)
_NAMES = _TITLES.add_columns(entry.c.authors)
_IDS = sa.select(paper.c.search_key, paper.c.id)


def _found(keys: Sequence[int], titled: Sequence[int] = ()) -> Found:
    return Found(tuple(keys[:TOTAL_LIMIT]), len(keys) > TOTAL_LIMIT, tuple(titled))


def _ids(connection: sa.Connection, keys: Sequence[int]) -> dict[int, int]:
    """The papers of keys by key, in the order of the keys."""
    ids = {row.search_key: row.id for row in select_in(connection, _IDS, paper.c.search_key, keys)}
    return {key: ids[key] for key in keys if key in ids}


def _candidate(key: int, entries: Sequence[Any]) -> Candidate:
    if len(entries) == 1:
        _, title, topics, summaries = entries[0]
        origins = {slug: _ORIGINS[origin] for slug, origin in topics.items()} if topics else {}
        return Candidate(key, day_of(key), (title,), origins, tuple(summaries.values()))
    texts = tuple(text for row in entries for text in row.summaries.values())
    said = [topic for row in entries for topic in (row.topics or {}).items()]
    found = strongest(Topic(slug, _ORIGINS[origin]) for slug, origin in said)
    titles = tuple(sorted({row.title for row in entries}))
    return Candidate(key, day_of(key), titles, {topic.slug: topic.origin for topic in found}, texts)


def _named(entries: Sequence[sa.Row[Any]], *, authors: bool) -> Named:
    first, *others = entries
    titles = tuple({row.title for row in entries}) if others else (first.title,)
    names = tuple(dict.fromkeys(author for row in entries for author in row.authors)) if authors else ()
    return Named(first.id, arxiv_id_of(first.key), titles, names)
