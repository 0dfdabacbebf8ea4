"""Which arXiv ids are still to be looked up: the papers of each are asked about once, whether arXiv knows them or not.

Two marks go through the papers by their numbers: one upwards, for what comes; one downwards, for what was there.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from adapters.model import Entry
from storage.engine import Engines, insert_missing
from storage.rows import as_entry
from storage.schema import counter, entry, issue, paper, source

_UP, _DOWN = "looked_up_to", "looked_up_from"  # counters: what is between the marks, both included, is done
_KIND = "arxiv:"


@dataclass(frozen=True, slots=True)
class LookupBatch:
    """Ids to be looked up, which may be none, and where the marks stand when that is done."""

    ids: tuple[str, ...]
    up: int
    down: int


class Lookups:
    """The look-ups of the store. `by` is the name of the source whose entries need none."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def next_batch(self, by: str, limit: int) -> LookupBatch | None:
        """The next ids, those of new papers first; None when all are done."""
        with self._engines.reading() as connection:
            newest = connection.scalar(sa.select(sa.func.max(paper.c.id))) or 0
            up, down = _value(connection, _UP, newest), _value(connection, _DOWN, newest + 1)
            if newest > up:
                rows = connection.execute(_unknown(by).where(paper.c.id > up).order_by(paper.c.id).limit(limit)).all()
                return _batch(rows, up=rows[-1].id if len(rows) == limit else newest, down=down)
            if down > 1:
                older = _unknown(by).where(paper.c.id < down).order_by(paper.c.id.desc()).limit(limit)
                rows = connection.execute(older).all()
                return _batch(rows, up=up, down=rows[-1].id if len(rows) == limit else 1)
        return None

    def done(self, batch: LookupBatch) -> None:
        """Its ids have been looked up, and are not asked for again."""
        with self._engines.writing() as connection:
            for name, value in ((_UP, batch.up), (_DOWN, batch.down)):
                insert_missing(connection, counter, {"name": name, "value": value})
                connection.execute(sa.update(counter).where(counter.c.name == name).values(value=value))

    def entries(self, by: str, keys: Iterable[str]) -> dict[str, tuple[Entry, ...]]:
        """What the source's issues of these keys say already, in order."""
        found: dict[str, tuple[Entry, ...]] = dict.fromkeys(keys, ())
        statement = (
            sa.select(entry, issue.c.key)
            .join(issue, issue.c.id == entry.c.issue_id)
            .join(source, source.c.id == issue.c.source_id)
            .where(source.c.name == by, issue.c.key.in_(list(found)))
            .order_by(entry.c.position)
        )
        with self._engines.reading() as connection:
            for row in connection.execute(statement):
                found[row.key] += (as_entry(row),)
        return found


def _value(connection: sa.Connection, name: str, otherwise: int) -> int:
    value = connection.scalar(sa.select(counter.c.value).where(counter.c.name == name))
    return otherwise if value is None else value


def _unknown(by: str) -> sa.Select[tuple[int, str]]:
    """Papers with an arXiv id of which that source says nothing."""
    said = (
        sa.select(entry.c.id)
        .join(issue, issue.c.id == entry.c.issue_id)
        .join(source, source.c.id == issue.c.source_id)
        .where(entry.c.paper_id == paper.c.id, source.c.name == by)
    )
    return sa.select(paper.c.id, paper.c.key).where(
        paper.c.key.startswith(_KIND), paper.c.search_key.is_not(None), ~said.exists()
    )


def _batch(rows: Iterable[sa.Row[tuple[int, str]]], *, up: int, down: int) -> LookupBatch:
    return LookupBatch(tuple(row.key.removeprefix(_KIND) for row in rows), up, down)
