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
_PATIENCE = 2.5  # so many times the papers that should hold enough, and no more: what seems common may not be
_SPARE = 1.5  # of so many times the papers that should hold enough the index is asked
_COUNTED = 250  # papers are counted in the time in which one is read
_GATHERED = 8  # papers that have words with a beginning: GIN puts all their lists together before it gives one

_EXPLAIN = f"EXPLAIN (FORMAT JSON) SELECT key FROM {SEARCH_TABLE}"  # noqa: S608 - a constant
_EXPLAIN_MATCHING = sa.text(f"{_EXPLAIN} WHERE tokens @@ CAST(:wanted AS tsquery)").bindparams(
    sa.bindparam("wanted", type_=sa.Text(), literal_execute=True)
)
_LOTS = sa.text(
    "SELECT histogram_bounds::text::bigint[] FROM pg_stats"
    " WHERE schemaname = ANY (current_schemas(false)) AND tablename = :name AND attname = 'key'"
).bindparams(name=SEARCH_TABLE)
_UNINDEXED_KEY = LEXEMES.c.key + sa.literal_column("0")
_UNINDEXED_TOKENS = sa.func.coalesce(LEXEMES.c.tokens, sa.literal_column("''::tsvector"))
_LAST = sa.select(sa.func.max(LEXEMES.c.key))
_SCANS = ("indexscan", "seqscan")


class Lexemes:
    """The index, to be asked in one transaction for papers from the first key to the last."""

    def __init__(self, connection: sa.Connection, first: int | None, last: int | None) -> None:
        self._connection = connection
        self._first, self._last = first, last
        self._bounds = between(LEXEMES.c.key, first, last)
        self._papers = _rows(connection.exec_driver_sql(_EXPLAIN))

    def newest(self, query: TokenQuery, limit: int) -> list[int]:
        """The keys of the newest papers that match, newest first."""
        matching = self._expected(query)
        if matching * _COMMON < self._papers:
            return self._by_index(query, limit, matching, self._newest, _SPARE * limit)
        hits = _PATIENCE * limit
        papers = int(hits * self._papers / matching)
        keys = self._one_by_one(query, limit, papers)
        missing = limit - len(keys)
        last = self._before(papers) if missing else None
        if last is None:
            return keys
        return keys + self._by_index(query, missing, matching, last, _more(missing, hits, len(keys)))

    def _one_by_one(self, query: TokenQuery, limit: int, papers: int) -> list[int]:
        """The keys of the newest that match among so many papers."""
        newest = sa.select(LEXEMES).where(*self._bounds).order_by(LEXEMES.c.key.desc()).limit(papers).subquery()
        return self._keys(newest.c.key, [in_lexemes(query, newest.c.tokens)], limit)

    def _before(self, papers: int) -> int | None:
        """The last key that is older than so many papers; None if there are no more."""
        newest_first = sa.select(LEXEMES.c.key).where(*self._bounds).order_by(LEXEMES.c.key.desc())
        key: int | None = self._connection.scalar(newest_first.offset(papers).limit(1))
        return key

    def _by_index(self, query: TokenQuery, limit: int, matching: int, last: int | None, hits: float) -> list[int]:
        """The keys up to the last of the newest that match, looked for where so many hits are expected, then before."""
        keys: list[int] = []
        with self._scans_off():
            while True:
                start = self._start(last, hits, matching)
                periods = [] if start is None or last is None else [in_lexemes(self._periods(start, last))]
                stretch = between(_UNINDEXED_KEY, self._first if start is None else start, last)
                wanted = self._wanted(query, 1 if start is None else hits / matching)
                found = self._keys(LEXEMES.c.key, [*stretch, *wanted, *periods], limit - len(keys))
                keys += found
                if len(keys) == limit or start is None or start == self._first:
                    return keys
                hits = _more(limit - len(keys), hits, len(found))
                last = start - 1

    def _wanted(self, query: TokenQuery, share: float) -> list[sa.ColumnElement[bool]]:
        """That a paper matches; where that is sooner, beginnings are looked for in the papers that match otherwise."""
        begun = [part for part in query.parts if part.op == "prefix"]
        others = [part for part in query.parts if part.op != "prefix"]
        if query.op == "and" and begun and others:
            beside, beginnings = TokenQuery("and", parts=tuple(others)), TokenQuery("and", parts=tuple(begun))
            if self._expected(beside) * share * _GATHERED <= self._expected(beginnings):
                return [in_lexemes(beside), in_lexemes(beginnings, _UNINDEXED_TOKENS)]
        return [in_lexemes(query)]

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
    def _scans_off(self) -> Iterator[None]:
        switch = sa.select(*(sa.func.set_config(f"enable_{scan}", sa.bindparam("on"), True) for scan in _SCANS))
        self._connection.execute(switch, {"on": "off"})
        yield
        self._connection.execute(switch, {"on": "on"})

    def _keys(self, key: sa.ColumnElement[int], conditions: Sequence[sa.ColumnElement[bool]], limit: int) -> list[int]:
        return list(self._connection.scalars(sa.select(key).where(*conditions).order_by(key.desc()).limit(limit)))


def _more(missing: int, expected: float, found: int) -> float:
    """How many must be expected where so many more are wanted, if so many were found of so many expected."""
    return _SPARE * missing * expected / max(1, found)


def _rows(plan: sa.CursorResult[Any]) -> int:
    """How many rows PostgreSQL expects, one at least."""
    (explained,) = plan.scalar_one()
    return max(1, int(explained["Plan"]["Plan Rows"]))
