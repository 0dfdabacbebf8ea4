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
_SPARE = 2  # of so many times the papers that should be enough it asks its index
_FAR = 150_000  # papers; beyond, it asks for those of all days


def newest(connection: sa.Connection, query: TokenQuery, dates: Dates, limit: int) -> list[int]:
    """The keys of the newest papers that match, newest first; the dates bound that of their newest entry.

    Raises ValueError for a query that is none.
    """
    if connection.dialect.name == "postgresql":
        return _newest_lexemes(connection, query, dates, limit)
    rowid = POSTINGS.c.rowid
    found = sa.select(rowid).where(in_postings(query), *_between(rowid, dates))
    return _keys(connection, found.order_by(rowid.desc()).limit(limit))


def among(connection: sa.Connection, keys: Sequence[int], query: TokenQuery, limit: int) -> list[int]:
    """The newest of these keys, which are not none, whose papers match a narrower query than that which gave them."""
    if connection.dialect.name == "postgresql":
        key = LEXEMES.c.key
        one_of_them = key == sa.any_(sa.bindparam("keys", list(keys), type_=ARRAY(sa.BigInteger)))
        found = sa.select(key).where(one_of_them, in_lexemes(query))
    else:
        key = POSTINGS.c.rowid
        found = sa.select(key).where(key.between(min(keys), max(keys)), in_postings(query))
    return _keys(connection, found.order_by(key.desc()).limit(limit))


def _newest_lexemes(connection: sa.Connection, query: TokenQuery, dates: Dates, limit: int) -> list[int]:
    """A GIN index gives papers in no order: all are read that it is asked for, so it is not asked for too many.

    Left alone PostgreSQL takes reading papers one by one for far cheaper than it is: docs/decisions.md.
    """
    key = LEXEMES.c.key
    within = _between(key, dates)
    found = sa.select(key).where(*within).order_by(key.desc())
    share = _share(connection, in_lexemes(query))
    if share * _COMMON >= 1:
        return _keys(connection, found.where(in_lexemes(query)).limit(limit))
    enough = round(_SPARE * limit / share)
    start = connection.scalar(found.offset(enough).limit(1)) if enough <= _FAR else None
    found = found.where(in_lexemes_each(query)).limit(limit)
    with _by_index_of_tokens(connection):
        keys = _keys(connection, found.where(key >= start)) if start else []
        return keys if len(keys) == limit else _keys(connection, found)


def _share(connection: sa.Connection, matches: sa.ColumnElement[bool]) -> float:
    """Which share of all papers PostgreSQL expects to match."""
    every: sa.Select[Any] = sa.select(LEXEMES.c.key)
    return _expected(connection, every.where(matches)) / _expected(connection, every)


def _expected(connection: sa.Connection, statement: sa.Select[Any]) -> int:
    compiled = statement.compile(dialect=connection.dialect, compile_kwargs={"render_postcompile": True})
    (plan,) = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {compiled}").scalar_one()
    return max(1, int(plan["Plan"]["Plan Rows"]))


@contextmanager
def _by_index_of_tokens(connection: sa.Connection) -> Iterator[None]:
    switch = sa.select(*(sa.func.set_config(f"enable_{scan}", sa.bindparam("on"), True) for scan in _SCANS))
    connection.execute(switch, {"on": "off"})
    yield
    connection.execute(switch, {"on": "on"})


_SCANS = ("indexscan", "seqscan")


def _between(key: sa.ColumnClause[int], dates: Dates) -> list[sa.ColumnElement[bool]]:
    first, last = dates
    bounds = [key >= first_key(first)] if first else []
    return bounds + ([key <= last_key(last)] if last else [])


def _keys(connection: sa.Connection, statement: sa.Select[Any]) -> list[int]:
    return [row[0] for row in connection.execute(statement).all()]
