"""Finding papers by what stands in the index. A database's query parser only ever sees quoted tokens."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from storage import tokens
from storage.engine import Engines
from storage.index import first_key, last_key
from storage.model import Hits, TokenQuery
from storage.schema import SEARCH_TABLE, paper

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
            key, matches = _matching(query, connection.dialect.name)
            found = sa.select(key.label("key")).where(matches, *_between(key, first, last))
            page = found.order_by(key.desc()).limit(limit).offset(offset).subquery()
            ids = connection.scalars(
                sa.select(paper.c.id).join(page, page.c.key == paper.c.search_key).order_by(page.c.key.desc())
            ).all()
            counted = sa.select(sa.func.count()).select_from(found.limit(TOTAL_LIMIT + 1).subquery())
            total = connection.scalar(counted) or 0
        return Hits(tuple(ids), min(total, TOTAL_LIMIT), more=total > TOTAL_LIMIT)


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
        wanted = sa.cast(sa.literal(_spell(query, _TSQUERY)), TSQUERY)
        return lexemes.c.key, lexemes.c.tokens.bool_op("@@")(wanted)
    postings = sa.table(SEARCH_TABLE, sa.column("rowid", sa.BigInteger), sa.column(SEARCH_TABLE, sa.Text))
    return postings.c.rowid, postings.c[SEARCH_TABLE].bool_op("MATCH")(_spell(query, _FTS5))


def _between(key: sa.ColumnClause[int], first: dt.date | None, last: dt.date | None) -> list[sa.ColumnElement[bool]]:
    bounds = [key >= first_key(first)] if first else []
    return bounds + ([key <= last_key(last)] if last else [])


def _spell(query: TokenQuery, dialect: _Dialect) -> str:
    match query.op:
        case "token":
            return dialect.exact(_said(tokens.token(query.value)))
        case "prefix":
            return dialect.prefix(_said(tokens.token(query.value)))
        case "facet":
            return dialect.exact(tokens.facet(query.field, _said(query.value)))
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
