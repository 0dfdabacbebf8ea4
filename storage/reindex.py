"""Making the search index anew, a batch a transaction: what was done stays done when it is interrupted.

While it is unfinished, the database counts as one with another index, and programs refuse to open it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from adapters.text import TOKENIZER_VERSION
from storage import index, migration
from storage.engine import Engines, connect, insert_missing, take_turn
from storage.lockfile import hold_database
from storage.places import index_papers
from storage.schema import counter, paper

BATCH = 500  # papers


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the papers are in the new index."""

    done: int
    papers: int


def reindex(url: str, *, anew: bool = False) -> Iterator[Progress]:
    """Make the index of a database anew, with the tokens of today, going on where an earlier run was interrupted.

    `anew` begins from the first paper again. Nothing happens before it is iterated. Raises StoreVersionError for a
    database of another schema, StoreBusyError while `run` uses a SQLite file, StoreError.
    """
    engines = connect(url)
    try:
        with hold_database(url):
            migration.check_schema(engines)
            yield from _reindex(engines, anew=anew)
    finally:
        engines.close()


def _reindex(engines: Engines, *, anew: bool) -> Iterator[Progress]:
    with engines.writing() as connection:
        last = None if anew else _value(connection, migration.REINDEXED)
        if last is None:
            last = _begin(connection)
        papers = _count(connection)
        done = papers - _count(connection, after=last)
    yield Progress(done, papers)
    while batch := _step(engines, last):
        last, done = batch[-1], done + len(batch)
        yield Progress(done, max(papers, done))
    with engines.writing() as connection:
        index.compact(connection)
        _set(connection, migration.TOKENIZER, TOKENIZER_VERSION)
        connection.execute(sa.delete(counter).where(counter.c.name == migration.REINDEXED))


def _begin(connection: sa.Connection) -> int:
    """An empty index, marked as unfinished."""
    take_turn(connection)
    index.clear(connection)
    _set(connection, migration.TOKENIZER, 0)
    _set(connection, migration.REINDEXED, 0)
    return 0


def _step(engines: Engines, after: int) -> list[int]:
    """Index the next papers in one transaction; their keys, in order."""
    with engines.writing() as connection:
        take_turn(connection)
        statement = sa.select(paper.c.search_key).where(paper.c.search_key > after).order_by(paper.c.search_key)
        keys = list(connection.scalars(statement.limit(BATCH)))
        if keys:
            index_papers(connection, keys)
            _set(connection, migration.REINDEXED, keys[-1])
        return keys


def _count(connection: sa.Connection, *, after: int = 0) -> int:
    statement = sa.select(sa.func.count()).select_from(paper).where(paper.c.search_key > after)
    return connection.scalar(statement) or 0


def _value(connection: sa.Connection, name: str) -> int | None:
    return connection.scalar(sa.select(counter.c.value).where(counter.c.name == name))


def _set(connection: sa.Connection, name: str, value: int) -> None:
    insert_missing(connection, counter, {"name": name, "value": value})
    connection.execute(sa.update(counter).where(counter.c.name == name).values(value=value))
