"""The newest papers that match, on PostgreSQL, which is told which way to look for them.

A GIN index gives papers in no order: all are read that it is asked for, so it is not asked for too many. Left alone
PostgreSQL takes reading papers one by one for far cheaper than it is: docs/decisions.md.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from storage.index import day_of
from storage.match import LEXEMES, between, in_lexemes, tsquery
from storage.model import TokenQuery
from storage.periods import covering
from storage.schema import SEARCH_TABLE

_COMMON = 8  # where one paper of so many matches, the newest are looked at one by one
_SPARE = 1.5  # of so many times the papers that should hold enough the index is asked
_COUNTED = 250  # papers are counted in the time in which one is read

_EXPLAIN = f"EXPLAIN (FORMAT JSON) SELECT key FROM {SEARCH_TABLE}"  # noqa: S608 - a constant
_EXPLAIN_MATCHING = sa.text(f"{_EXPLAIN} WHERE tokens @@ CAST(:wanted AS tsquery)").bindparams(
    sa.bindparam("wanted", type_=sa.Text(), literal_execute=True)
)
_LOTS = sa.text(
    "SELECT histogram_bounds::text::bigint[] FROM pg_stats"
    " WHERE schemaname = ANY (current_schemas(false)) AND tablename = :name AND attname = 'key'"
).bindparams(name=SEARCH_TABLE)
_UNINDEXED_KEY = LEXEMES.c.key + sa.literal_column("0")
_LAST = sa.select(sa.func.max(LEXEMES.c.key))
_SCANS = ("indexscan", "seqscan")


class Lexemes:
    """The index, to be asked in one transaction for papers from the first key to the last."""

    def __init__(self, connection: sa.Connection, first: int | None, last: int | None) -> None:
        self._connection = connection
        self._first, self._last = first, last
        self._papers = _rows(connection.exec_driver_sql(_EXPLAIN))

    def newest(self, query: TokenQuery, limit: int) -> list[int]:
        """The keys of the newest papers that match, newest first."""
        matching = self._expected(query)
        if matching * _COMMON >= self._papers:
            return self._keys([*between(LEXEMES.c.key, self._first, self._last), in_lexemes(query)], limit)
        keys: list[int] = []
        last, hits = self._newest, _SPARE * limit
        with self._by_index_of_tokens():
            while True:
                start = self._start(last, hits, matching)
                periods = [] if start is None or last is None else [in_lexemes(self._periods(start, last))]
                stretch = between(_UNINDEXED_KEY, self._first if start is None else start, last)
                found = self._keys([*stretch, in_lexemes(query), *periods], limit - len(keys))
                keys += found
                if len(keys) == limit or start is None or start == self._first:
                    return keys
                hits = _SPARE * (limit - len(keys)) * hits / max(1, len(found))
                last = start - 1

    def _expected(self, query: TokenQuery) -> int:
        return _rows(self._connection.execute(_EXPLAIN_MATCHING, {"wanted": tsquery(query)}))

    @cached_property
    def _lots(self) -> Sequence[int] | None:
        """Keys between which there were equally many papers when PostgreSQL last counted them."""
        lots: Sequence[int] | None = self._connection.scalar(_LOTS)
        return lots

    @cached_property
    def _newest(self) -> int | None:
        """The last key that a paper may have; without a bound that of the newest paper."""
        newest: int | None = self._connection.scalar(_LAST) if self._last is None else self._last
        return newest

    def _start(self, last: int | None, hits: float, matching: int) -> int | None:
        """From which key to the last there should be so many that match; None if it is sooner to look at all before."""
        lots = self._lots
        if lots is None or last is None:
            return None
        number = len(lots) - 1
        newest = max(0, bisect_right(lots, last) - 1)
        oldest = 0 if self._first is None else max(0, bisect_right(lots, self._first) - 1)
        place = max(newest - number * hits / matching, oldest)
        share = (newest - place) / number
        if share * (matching + self._papers / _COUNTED) >= matching:
            return None
        if place == oldest:
            return self._first
        lot = int(place)
        start = lots[lot] + int((place - lot) * (lots[min(lot + 1, number)] - lots[lot]))
        return start if self._first is None else max(start, self._first)

    def _periods(self, start: int, last: int) -> TokenQuery:
        """The periods from a key to the last."""
        periods = covering(day_of(start), day_of(last))
        return TokenQuery("or", parts=tuple(TokenQuery("facet", period, "period") for period in periods))

    @contextmanager
    def _by_index_of_tokens(self) -> Iterator[None]:
        switch = sa.select(*(sa.func.set_config(f"enable_{scan}", sa.bindparam("on"), True) for scan in _SCANS))
        self._connection.execute(switch, {"on": "off"})
        yield
        self._connection.execute(switch, {"on": "on"})

    def _keys(self, conditions: Sequence[sa.ColumnElement[bool]], limit: int) -> list[int]:
        newest_first = sa.select(LEXEMES.c.key).order_by(LEXEMES.c.key.desc())
        return list(self._connection.scalars(newest_first.where(*conditions).limit(limit)))


def _rows(plan: sa.CursorResult[Any]) -> int:
    """How many rows PostgreSQL expects, one at least."""
    (explained,) = plan.scalar_one()
    return max(1, int(explained["Plan"]["Plan Rows"]))
