"""Finding papers by what stands in the index. A database's query parser only ever sees quoted tokens."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from adapters.model import Origin, Topic
from adapters.text import is_beginning
from storage import tokens
from storage.content import strongest
from storage.engine import Engines
from storage.found import Candidate, Found
from storage.index import day_of, first_key, last_key
from storage.model import Hits, TokenQuery
from storage.rows import select_in
from storage.schema import SEARCH_TABLE, entry, paper

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
            keys = _newest(connection, query, (first, last), max(TOTAL_LIMIT + 1, offset + limit))
            ids = _ids(connection, keys[offset : offset + limit])
        return Hits(tuple(ids.values()), min(len(keys), TOTAL_LIMIT), more=len(keys) > TOTAL_LIMIT)

    def look_up(
        self,
        query: TokenQuery,
        in_titles: TokenQuery | None,
        *,
        titled: int,
        first: dt.date | None = None,
        last: dt.date | None = None,
    ) -> Found:
        """What a query matches, and so many at most that match `in_titles` too; none where no more are found at all.

        Raises ValueError for a query that is none.
        """
        with self._engines.reading() as connection:
            keys = _newest(connection, query, (first, last), TOTAL_LIMIT + 1)
            with_titles: list[int] = []
            if in_titles and len(keys) > titled:
                with_titles = _newest(connection, in_titles, (first, last), titled)
            return Found(tuple(keys[:TOTAL_LIMIT]), len(keys) > TOTAL_LIMIT, tuple(with_titles))

    def read(self, keys: Iterable[int]) -> list[Candidate]:
        """The papers of these keys, in no order."""
        rows: defaultdict[int, list[sa.Row[Any]]] = defaultdict(list)
        with self._engines.reading() as connection:
            for row in select_in(connection, _ENTRIES, paper.c.search_key, keys):
                rows[row.search_key].append(row)
        return [_candidate(key, found) for key, found in rows.items()]

    def texts(self, keys: Iterable[int]) -> dict[int, list[str]]:
        """The titles and summaries of the papers of these keys."""
        texts: defaultdict[int, list[str]] = defaultdict(list)
        with self._engines.reading() as connection:
            for row in select_in(connection, _TEXTS, paper.c.search_key, keys):
                texts[row.search_key] += (row.title, *row.summaries.values())
        return texts

    def counts(self, queries: Iterable[TokenQuery]) -> list[int]:
        """How many papers each query matches, none counted beyond TOTAL_LIMIT + 1."""
        with self._engines.reading() as connection:
            return [_count(connection, query) for query in queries]

    def ids(self, keys: Iterable[int]) -> tuple[int, ...]:
        """The papers of these keys, in their order."""
        with self._engines.reading() as connection:
            return tuple(_ids(connection, list(keys)).values())


_ENTRIES = (
    sa.select(paper.c.search_key, entry.c.title, entry.c.topics, entry.c.summaries)
    .join(entry, entry.c.paper_id == paper.c.id)
    .order_by(entry.c.arrival)
)
_TEXTS = sa.select(paper.c.search_key, entry.c.title, entry.c.summaries).join(entry, entry.c.paper_id == paper.c.id)
_IDS = sa.select(paper.c.search_key, paper.c.id)


def _newest(
    connection: sa.Connection, query: TokenQuery, dates: tuple[dt.date | None, dt.date | None], limit: int
) -> list[int]:
    """The keys of the newest papers that a query matches, newest first."""
    key, matches = _matching(query, connection.dialect.name)
    found = sa.select(key).where(matches, *_between(key, *dates)).order_by(key.desc()).limit(limit)
    return [row[0] for row in connection.execute(found).all()]


def _count(connection: sa.Connection, query: TokenQuery) -> int:
    key, matches = _matching(query, connection.dialect.name)
    some = sa.select(key).where(matches).limit(TOTAL_LIMIT + 1).subquery()
    return connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0


def _ids(connection: sa.Connection, keys: Sequence[int]) -> dict[int, int]:
    """The papers of keys by key, in the order of the keys."""
    ids = {row.search_key: row.id for row in select_in(connection, _IDS, paper.c.search_key, keys)}
    return {key: ids[key] for key in keys if key in ids}


def _candidate(key: int, entries: Sequence[sa.Row[Any]]) -> Candidate:
    texts = tuple(text for row in entries for text in row.summaries.values())
    if len(entries) == 1:
        topics = {slug: _ORIGINS[origin] for slug, origin in entries[0].topics.items()}
        return Candidate(key, day_of(key), (entries[0].title,), topics, texts)
    found = strongest(Topic(slug, _ORIGINS[origin]) for row in entries for slug, origin in row.topics.items())
    titles = tuple(sorted({row.title for row in entries}))
    return Candidate(key, day_of(key), titles, {topic.slug: topic.origin for topic in found}, texts)


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How a database writes a query; operands are quoted tokens or stand in brackets."""

    prefix: Callable[[str], str]
    exact: Callable[[str], str]
    both: str
    either: str
    without: str


_FTS5 = _Dialect(
    prefix=lambda token: f'"{token}" *',
    exact=lambda token: f'"{token}"',
    both=" AND ",
    either=" OR ",
    without=" NOT ",
)
_TSQUERY = _Dialect(
    prefix=lambda token: f"'{token}':*",
    exact=lambda token: f"'{token}'",
    both=" & ",
    either=" | ",
    without=" & !",
)


def _matching(query: TokenQuery, database: str) -> tuple[sa.ColumnClause[int], sa.ColumnElement[bool]]:
    """The column of search keys, and the condition that a paper matches."""
    if database == "postgresql":
        lexemes = sa.table(SEARCH_TABLE, sa.column("key", sa.BigInteger), sa.column("tokens", TSVECTOR))
        # Not as a parameter: PostgreSQL plans what is asked often once for all values, rare and common ones.
        wanted = sa.cast(sa.literal(_spell(query, _TSQUERY), literal_execute=True), TSQUERY)
        return lexemes.c.key, lexemes.c.tokens.bool_op("@@")(wanted)
    postings = sa.table(SEARCH_TABLE, sa.column("rowid", sa.BigInteger), sa.column(SEARCH_TABLE, sa.Text))
    return postings.c.rowid, postings.c[SEARCH_TABLE].bool_op("MATCH")(_spell(query, _FTS5))


def _between(key: sa.ColumnClause[int], first: dt.date | None, last: dt.date | None) -> list[sa.ColumnElement[bool]]:
    bounds = [key >= first_key(first)] if first else []
    return bounds + ([key <= last_key(last)] if last else [])


def _spell(query: TokenQuery, dialect: _Dialect) -> str:
    match query.op:
        case "token" | "prefix" | "facet":
            found = _said(tokens.token(query.value))
            of_words = not query.field or query.field in tokens.OF_WORDS
            begins = query.op == "prefix" or (of_words and is_beginning(found))
            word = tokens.facet(query.field, query.value) if query.field else found
            return dialect.prefix(word) if begins else dialect.exact(word)
        case "and" | "not":
            return _spell_all(query, dialect)
        case "or":
            parts = [_spell(part, dialect) for part in query.parts] or [dialect.exact(tokens.NONE)]
            return f"({dialect.either.join(parts)})"
    raise ValueError(f"A query has no operator {query.op!r}.")


def _spell_all(query: TokenQuery, dialect: _Dialect) -> str:
    """What all parts ask for, without what one of them forbids; FTS5 can only take away from something."""
    parts = query.parts if query.op == "and" else (query,)
    wanted = [_spell(part, dialect) for part in parts if part.op != "not"] or [dialect.exact(tokens.EVERY)]
    unwanted = [_spell(TokenQuery("or", parts=part.parts), dialect) for part in parts if part.op == "not"]
    return f"(({dialect.both.join(wanted)})" + "".join(dialect.without + part for part in unwanted) + ")"


def _said(value: str) -> str:
    if not value:
        raise ValueError("A query asks for a word and names none.")
    return value
