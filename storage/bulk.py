"""Many rows in few statements."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

AT_ONCE = 10_000  # rows of a statement
Item = TypeVar("Item")


def batched(items: Iterable[Item]) -> Iterator[list[Item]]:
    """The items in lists of at most AT_ONCE."""
    iterator = iter(items)
    while batch := list(islice(iterator, AT_ONCE)):
        yield batch


def insert_all(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows with the same columns, unless one with the same unique columns is there."""
    for batch in batched(rows):
        if connection.dialect.name == "postgresql":
            source = _columns(table, batch)
            names = list(batch[0])
            insert = postgresql.insert(table).from_select(names, sa.select(source), include_defaults=False)
            connection.execute(insert.on_conflict_do_nothing())
        else:
            connection.execute(sqlite.insert(table).on_conflict_do_nothing(), batch)


def update_all(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Give the rows with these ids these values; all have the same columns."""
    for batch in batched(rows):
        names = [name for name in batch[0] if name != "id"]
        if connection.dialect.name == "postgresql":
            source = _columns(table, batch)
            new = {name: source.c[name] for name in names}
            connection.execute(sa.update(table).where(table.c.id == source.c.id).values(new))
        else:
            new = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
            statement = sa.update(table).where(table.c.id == sa.bindparam("which")).values(new)
            connection.execute(statement, [_renamed(row) for row in batch])


def _renamed(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"which" if name == "id" else f"new_{name}": value for name, value in row.items()}


def _columns(table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> sa.TableValuedAlias:
    """The rows as a table of PostgreSQL: one parameter a column, which is several times as fast as one a value."""
    kinds = {name: table.c[name].type for name in rows[0]}
    arrays = [
        sa.cast(sa.literal([row[name] for row in rows], postgresql.ARRAY(kind)), postgresql.ARRAY(kind))
        for name, kind in kinds.items()
    ]
    columns = [sa.column(name, kind) for name, kind in kinds.items()]
    return sa.func.unnest(*arrays).table_valued(*columns).render_derived(name="given")
