"""The newest papers that a query matches. Each database is asked in the way in which it answers soonest."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from storage.index import first_key, last_key
from storage.match import LEXEMES, POSTINGS, in_lexemes, in_lexemes_each, in_postings
from storage.model import TokenQuery

Dates = tuple[dt.date | None, dt.date | None]

_COMMON = 8  # where one paper of so many matches, PostgreSQL looks at the newest one by one
_SPARE = 2  # of so many times the papers that should hold enough it asks its index
_COUNTED = 30  # papers are counted in the time in which one is read
_SCANS = ("indexscan", "seqscan")


def newest(connection: sa.Connection, query: TokenQuery, dates: Dates, limit: int) -> list[int]:
    """The keys of the newest papers that match, newest first; the dates bound that of their newest entry.

    Raises ValueError for a query that is none.
    """
    if connection.dialect.name == "postgresql":
        return _newest_lexemes(connection, query, dates, limit)
    rowid = POSTINGS.c.rowid
    found = sa.select(rowid).where(in_postings(query), *_between(rowid, dates))
    return _keys(connection, found.order_by(rowid.desc()).limit(limit))


def newest_of(
    connection: sa.Connection, found: Sequence[int], query: TokenQuery, dates: Dates, limit: int
) -> list[int]:
    """The same for a narrower query than that by which `newest` found papers, which may be enough to look at."""
    if connection.dialect.name == "postgresql":
        key = LEXEMES.c.key
        among_them = key == sa.any_(sa.bindparam("found", list(found), type_=ARRAY(sa.BigInteger)))
        matching = sa.select(key).where(among_them, in_lexemes(query)).order_by(key.desc()).limit(limit)
        if len(keys := _keys(connection, matching)) == limit:
            return keys
    return newest(connection, query, dates, limit)


def count(connection: sa.Connection, query: TokenQuery, limit: int) -> int:
    """How many papers match, none counted beyond the limit: any will do, and soonest those that are found first."""
    if connection.dialect.name == "postgresql":
        some = sa.select(LEXEMES.c.key).where(in_lexemes(query))
    else:
        some = sa.select(POSTINGS.c.rowid).where(in_postings(query))
    return connection.scalar(sa.select(sa.func.count()).select_from(some.limit(limit).subquery())) or 0


def _newest_lexemes(connection: sa.Connection, query: TokenQuery, dates: Dates, limit: int) -> list[int]:
    """A GIN index gives papers in no order: all are read that it is asked for, so it is not asked for too many.

    Left alone PostgreSQL takes reading papers one by one for far cheaper than it is: docs/decisions.md.
    """
    key = LEXEMES.c.key
    found = sa.select(key).where(*_between(key, dates)).order_by(key.desc())
    every: sa.Select[Any] = sa.select(key)
    papers, matching = _expected(connection, every), _expected(connection, every.where(in_lexemes(query)))
    if matching * _COMMON >= papers:
        return _keys(connection, found.where(in_lexemes(query)).limit(limit))
    enough = _SPARE * limit * papers // matching
    is_sooner = _SPARE * limit + enough // _COUNTED < matching
    start = connection.scalar(found.offset(enough).limit(1)) if is_sooner else None
    found = found.where(in_lexemes_each(query)).limit(limit)
    with _by_index_of_tokens(connection):
        keys = _keys(connection, found.where(key >= start)) if start is not None else []
        return keys if len(keys) == limit else _keys(connection, found)


def _expected(connection: sa.Connection, statement: sa.Select[Any]) -> int:
    """How many rows PostgreSQL expects, one at least."""
    compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    (plan,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {compiled}").scalar_one()
    return max(1, int(plan["Plan"]["Plan Rows"]))


@contextmanager
def _by_index_of_tokens(connection: sa.Connection) -> Iterator[None]:
    switch = sa.select(*(sa.func.set_config(f"enable_{scan}", sa.bindparam("on"), True) for scan in _SCANS))
    connection.execute(switch, {"on": "off"})
    yield
    connection.execute(switch, {"on": "on"})


def _between(key: sa.ColumnClause[int], dates: Dates) -> list[sa.ColumnElement[bool]]:
    first, last = dates
    bounds = [key >= first_key(first)] if first else []
    return bounds + ([key <= last_key(last)] if last else [])


def _keys(connection: sa.Connection, statement: sa.Select[Any]) -> list[int]:
    return [row[0] for row in connection.execute(statement).all()]
