"""The newest papers that match, on PostgreSQL, which is told which way to look for them.

A GIN index gives papers in no order: all are read that it is asked for, so it is not asked for too many. Left alone
PostgreSQL takes reading papers one by one for far cheaper than it is: docs/decisions.md.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from storage.index import day_of
from storage.match import LEXEMES, between, in_lexemes, in_lexemes_each, tsquery
from storage.model import TokenQuery
from storage.periods import covering
from storage.schema import SEARCH_TABLE

_COMMON = 8  # where one paper of so many matches, the newest are looked at one by one
_SPARE = 2  # of so many times the papers that should hold enough the index is asked
_COUNTED = 250  # papers are counted in the time in which one is read

_EXPLAIN = f"EXPLAIN (FORMAT JSON) SELECT key FROM {SEARCH_TABLE}"  # noqa: S608 - a constant
_EXPLAIN_MATCHING = sa.text(f"{_EXPLAIN} WHERE tokens @@ CAST(:wanted AS tsquery)").bindparams(
    sa.bindparam("wanted", type_=sa.Text(), literal_execute=True)
)
_LOTS = sa.text(
    "SELECT histogram_bounds::text::bigint[] FROM pg_stats"
    " WHERE schemaname = ANY (current_schemas(false)) AND tablename = :name AND attname = 'key'"
).bindparams(name=SEARCH_TABLE)
_LAST = sa.select(sa.func.max(LEXEMES.c.key))
_SCANS = ("indexscan", "seqscan")


class Lexemes:
    """The index, to be asked in one transaction for papers from the first key to the last."""

    def __init__(self, connection: sa.Connection, first: int | None, last: int | None) -> None:
        self._connection = connection
        self._first, self._last = first, last
        self._papers = _rows(connection.exec_driver_sql(_EXPLAIN))
        self._expectations: dict[TokenQuery, int] = {}

    def newest(self, query: TokenQuery, limit: int) -> list[int]:
        """The keys of the newest papers that match, newest first."""
        key = LEXEMES.c.key
        found = sa.select(key).where(*between(key, self._first, self._last)).order_by(key.desc()).limit(limit)
        matching = self._expected(query)
        if matching * _COMMON >= self._papers:
            return self._keys(found.where(in_lexemes(query)))
        start = self._start(_SPARE * limit, matching)
        periods = None if start is None else self._from(start)
        with self._by_index_of_tokens():
            keys = self._keys(found.where(in_lexemes_each(query, periods)))
            if periods is None or len(keys) == limit or start == self._first:
                return keys
            return self._keys(found.where(in_lexemes_each(query)))

    def narrowed(self, query: TokenQuery, found: Sequence[int], narrower: TokenQuery, limit: int) -> list[int]:
        """The same for a narrower query than the one by which papers were found, which may be enough to look at."""
        if self._expected(narrower) * len(found) > limit * self._expected(query):
            key = LEXEMES.c.key
            among_them = key == sa.any_(sa.bindparam("found", list(found), type_=ARRAY(sa.BigInteger)))
            matching = sa.select(key).where(among_them, in_lexemes(narrower)).order_by(key.desc()).limit(limit)
            if len(keys := self._keys(matching)) == limit:
                return keys
        return self.newest(narrower, limit)

    def _expected(self, query: TokenQuery) -> int:
        if query not in self._expectations:
            plan = self._connection.execute(_EXPLAIN_MATCHING, {"wanted": tsquery(query)})
            self._expectations[query] = _rows(plan)
        return self._expectations[query]

    def _start(self, hits: int, matching: int) -> int | None:
        """From which key on there should be so many that match; None if it is sooner to look at all of them."""
        lots: Sequence[int] | None = self._connection.scalar(_LOTS)
        if lots is None:
            return None
        number = len(lots) - 1
        newest = number if self._last is None else bisect_left(lots, self._last) - 1
        oldest = 0 if self._first is None else max(0, bisect_left(lots, self._first) - 1)
        place = max(newest - number * hits / matching, oldest)
        share = (newest - place) / number
        if share * (matching + self._papers / _COUNTED) >= matching:
            return None
        if place == oldest and self._first is not None:
            return self._first
        lot = int(place)
        return lots[lot] + int((place - lot) * (lots[min(lot + 1, number)] - lots[lot]))

    def _from(self, start: int) -> TokenQuery:
        """The periods from a key on."""
        last = self._connection.scalar(_LAST) if self._last is None else self._last
        periods = covering(day_of(start), day_of(last or start))
        return TokenQuery("or", parts=tuple(TokenQuery("facet", period, "period") for period in periods))

    @contextmanager
    def _by_index_of_tokens(self) -> Iterator[None]:
        switch = sa.select(*(sa.func.set_config(f"enable_{scan}", sa.bindparam("on"), True) for scan in _SCANS))
        self._connection.execute(switch, {"on": "off"})
        yield
        self._connection.execute(switch, {"on": "on"})

    def _keys(self, statement: sa.Select[Any]) -> list[int]:
        return list(self._connection.scalars(statement))


def _rows(plan: sa.CursorResult[Any]) -> int:
    """How many rows PostgreSQL expects, one at least."""
    (explained,) = plan.scalar_one()
    return max(1, int(explained["Plan"]["Plan Rows"]))
