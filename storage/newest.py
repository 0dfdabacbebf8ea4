"""The newest papers that a query matches. Each database is asked in the way in which it answers soonest."""

import datetime as dt
import json

import sqlalchemy as sa

from storage.index import first_key, last_key, mirrored
from storage.lexemes import Lexemes
from storage.match import LEXEMES, POSTINGS, fts5, in_lexemes, in_postings
from storage.model import TokenQuery

Dates = tuple[dt.date | None, dt.date | None]

_LAST = 2**63 - 1  # the largest key that a database takes
_ROWID = POSTINGS.c.rowid
# Made once: to write and compile a statement was a fifth of the time in which two common words are found.
_IN_POSTINGS = sa.select(_ROWID).where(in_postings(sa.bindparam("query", type_=sa.Text))).limit(sa.bindparam("most"))
_NEWEST_IN_POSTINGS = _IN_POSTINGS.where(_ROWID.between(sa.bindparam("last"), sa.bindparam("first"))).order_by(_ROWID)
# In one row: to make a thousand takes as long as FTS5 takes to find them.
_KEYS_IN_POSTINGS = sa.select(sa.func.json_group_array(mirrored(_NEWEST_IN_POSTINGS.subquery().c.rowid)))
_COUNT_IN_POSTINGS = sa.select(sa.func.count()).select_from(_IN_POSTINGS.subquery())


def newest(connection: sa.Connection, query: TokenQuery, dates: Dates, limit: int) -> list[int]:
    """The keys of the newest papers that match, newest first; the dates bound that of their newest entry.

    Raises ValueError for a query that is none.
    """
    if connection.dialect.name == "postgresql":
        return Lexemes(connection, *_bounds(dates)).newest(query, limit)
    first, last = _bounds(dates)
    bounds = {"first": mirrored(first or 0), "last": mirrored(last or _LAST)}
    keys = connection.execute(_KEYS_IN_POSTINGS, {"query": fts5(query), "most": limit, **bounds}).scalar_one()
    return sorted(json.loads(keys), reverse=True)


def newest_of_both(
    connection: sa.Connection, query: TokenQuery, narrower: TokenQuery, dates: Dates, limits: tuple[int, int]
) -> tuple[list[int], list[int]]:
    """The same for a query and a narrower one, which is not asked where the first finds no more than its limit."""
    limit, limit_narrower = limits
    if connection.dialect.name == "postgresql":
        lexemes = Lexemes(connection, *_bounds(dates))
        keys = lexemes.newest(query, limit)
        return keys, lexemes.newest(narrower, limit_narrower) if len(keys) > limit_narrower else []
    keys = newest(connection, query, dates, limit)
    return keys, newest(connection, narrower, dates, limit_narrower) if len(keys) > limit_narrower else []


def count(connection: sa.Connection, query: TokenQuery, limit: int) -> int:
    """How many papers match, none counted beyond the limit: any will do, and soonest those that are found first."""
    if connection.dialect.name == "postgresql":
        some = sa.select(LEXEMES.c.key).where(in_lexemes(query)).limit(limit)
        return connection.scalar(sa.select(sa.func.count()).select_from(some.subquery())) or 0
    return connection.scalar(_COUNT_IN_POSTINGS, {"query": fts5(query), "most": limit}) or 0


def _bounds(dates: Dates) -> tuple[int | None, int | None]:
    """The first key and the last that papers of these days may have."""
    first, last = dates
    return first_key(first) if first else None, last_key(last) if last else None
