"""All that one database holds, into another: also from SQLite into PostgreSQL.

What is written is one transaction: a move that fails, or whose process ends, leaves the other database empty, and can
begin again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage import migration
from storage.bulk import update_all
from storage.engine import Engines, connect
from storage.errors import StoreError
from storage.lockfile import hold_database
from storage.places import index_papers
from storage.rows import batches
from storage.schema import SEARCH_TABLE, counter, metadata, paper

BATCH = 1000  # rows of a statement


@dataclass(frozen=True, slots=True)
class Moved:
    """How many of the rows are in the other database, and of the papers in its search index: of `total`."""

    done: int
    total: int


def move(url: str, to: str) -> Iterator[Moved]:
    """Copy the database at `url` into the empty one at `to`, and check that all is there. It stays where it is, too.

    Nothing happens before it is iterated. Raises StoreError: for a database that holds something already, one of
    another program, and while `run` uses a SQLite file.
    """
    old, new = connect(url), connect(to)
    try:
        _refuse_unlasting(old, new)
        with hold_database(url), hold_database(to):
            migration.check(old)
            migration.upgrade(new)
            yield from _move(old, new)
    finally:
        old.close()
        new.close()


def _refuse_unlasting(old: Engines, new: Engines) -> None:
    if any(one.path is None and one.writer.dialect.name == "sqlite" for one in (old, new)):
        raise StoreError("A database in memory ends with its program; nothing can be moved out of it or into it.")
    if old.writer.url == new.writer.url:
        raise StoreError(f"{new.url}: is the database that is in use; name another one, which is empty.")


def _move(old: Engines, new: Engines) -> Iterator[Moved]:
    tables = [table for table in metadata.sorted_tables if table.name != SEARCH_TABLE]
    with old.reading() as source, new.writing() as target:
        _refuse_filled(target, new.url, tables)
        counts = {table.name: _count(source, table) for table in tables}
        papers = _count(source, paper, paper.c.search_key.is_not(None))
        done, total = 0, sum(counts.values()) + papers
        yield Moved(done, total)
        for table in tables:
            for rows in _copied(source, target, table):
                done += rows
                yield Moved(done, total)
        for indexed in _indexed(target):
            done += indexed
            yield Moved(done, total)
        _number_on(source, target, tables)
        _check(target, new.url, counts)


def _refuse_filled(target: sa.Connection, url: str, tables: Sequence[sa.Table]) -> None:
    """Only the numbers that every database has from its beginning may be there."""
    filled = [table.name for table in tables if table is not counter and _any(target, table)]
    if filled:
        raise StoreError(f"{url}: holds something already ({', '.join(filled)}); name an empty database.")
    target.execute(sa.delete(counter))


def _copied(source: sa.Connection, target: sa.Connection, table: sa.Table) -> Iterator[int]:
    """Copy a table's rows; which of them refer to others is said when all are there."""
    own = [column for column in table.c if any(key.column.table is table for key in column.foreign_keys)]
    alone = dict.fromkeys(column.name for column in own)
    for rows in _read(source, sa.select(table).order_by(*table.primary_key)):
        target.execute(sa.insert(table), [row | alone for row in rows])
        yield len(rows)
    for column in own:
        for rows in _read(source, sa.select(table.c.id, column).where(column.is_not(None))):
            update_all(target, table, rows)


def _read(source: sa.Connection, statement: sa.Select[Any]) -> Iterator[list[dict[str, Any]]]:
    with source.execute(statement, execution_options={"yield_per": BATCH}) as found:
        for part in found.mappings().partitions():
            yield [dict(row) for row in part]


def _indexed(target: sa.Connection) -> Iterator[int]:
    """Put all papers into the search index."""
    keys = sa.select(paper.c.search_key).where(paper.c.search_key.is_not(None)).order_by(paper.c.search_key)
    for batch in batches(target.scalars(keys).all()):
        index_papers(target, batch)
        yield len(batch)


def _number_on(source: sa.Connection, target: sa.Connection, tables: Sequence[sa.Table]) -> None:
    """Let new rows have numbers that none had before, also none that is gone."""
    for table in tables:
        if "id" in table.c and (last := _last_number(source, table)):
            if target.dialect.name == "postgresql":
                target.execute(_CONTINUE, {"name": table.name, "last": last})
            elif table.dialect_options["sqlite"]["autoincrement"]:
                target.execute(_CONTINUE_IN_SQLITE, {"name": table.name, "last": last})


_CONTINUE = sa.text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
_CONTINUE_IN_SQLITE = sa.text("UPDATE sqlite_sequence SET seq = :last WHERE name = :name")
_LAST_IN_SQLITE = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :name")
_LAST = sa.text("SELECT pg_sequence_last_value(pg_get_serial_sequence(:name, 'id')::regclass)")


def _last_number(source: sa.Connection, table: sa.Table) -> int:
    """The last number that a row of the table was given; 0 if none was."""
    if source.dialect.name == "postgresql":
        return source.scalar(_LAST, {"name": table.name}) or 0
    if table.dialect_options["sqlite"]["autoincrement"]:
        return source.scalar(_LAST_IN_SQLITE, {"name": table.name}) or 0
    return source.scalar(sa.select(sa.func.max(table.c.id))) or 0


def _check(target: sa.Connection, url: str, counts: Mapping[str, int]) -> None:
    """All rows must have come, or none stays."""
    for name, rows in counts.items():
        if (come := _count(target, metadata.tables[name])) != rows:
            raise StoreError(f"{url}: {come} of {rows} rows of {name} arrived; nothing was moved.")


def _any(connection: sa.Connection, table: sa.Table) -> bool:
    return connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is not None


def _count(connection: sa.Connection, table: sa.Table, *which: sa.ColumnElement[bool]) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table).where(*which)) or 0
