"""Many rows in few statements. On PostgreSQL they go as one document: a parameter a value would cost several times."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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


def is_one_of(
    connection: sa.Connection, column: sa.ColumnElement[Any], values: Iterable[int | str]
) -> sa.ColumnElement[bool]:
    """Whether the column is one of many values."""
    return is_in(sa.literal(as_document(values), sa.Text), column, connection.dialect.name)


def is_in(document: sa.ColumnElement[str], column: sa.ColumnElement[Any], dialect: str) -> sa.ColumnElement[bool]:
    """Whether the column is one of the values of a document."""
    if dialect == "postgresql":
        elements = sa.func.json_array_elements_text(sa.cast(document, postgresql.JSON)).column_valued("element")
        return column.in_(sa.select(sa.cast(elements, column.type)))
    return column.in_(sa.select(sa.func.json_each(document).table_valued("value").c.value))


def as_document(values: Iterable[int | str]) -> str:
    """The values as `is_in` takes them."""
    return json.dumps(list(values))


def insert_all(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows with the same columns, unless one with the same unique columns is there."""
    for batch in batched(rows):
        if connection.dialect.name == "postgresql":
            given = sa.select(_given(connection, table, batch))
            insert = postgresql.insert(table).from_select(list(batch[0]), given, include_defaults=False)
            connection.execute(insert.on_conflict_do_nothing())
        else:
            connection.execute(sqlite.insert(table).on_conflict_do_nothing(), batch)


def update_all(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Give the rows with these ids these values; all have the same columns."""
    for batch in batched(rows):
        names = [name for name in batch[0] if name != "id"]
        if connection.dialect.name == "postgresql":
            given = _given(connection, table, batch)
            new = {name: given.c[name] for name in names}
            connection.execute(sa.update(table).where(table.c.id == given.c.id).values(new))
        else:
            parameters = {name: sa.bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
            statement = sa.update(table).where(table.c.id == sa.bindparam("new_id")).values(parameters)
            connection.execute(statement, [{f"new_{name}": value for name, value in row.items()} for row in batch])


def _given(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> sa.TableValuedAlias:
    """The rows as a table of PostgreSQL."""
    kinds = {name: table.c[name].type for name in rows[0]}
    binds = [(name, _bind(kind, connection.dialect)) for name, kind in kinds.items()]
    document = json.dumps([{name: bind(row[name]) for name, bind in binds} for row in rows], ensure_ascii=False)
    columns = [sa.column(name, kind) for name, kind in kinds.items()]
    recordset = sa.func.json_to_recordset(sa.cast(sa.literal(document, sa.Text), postgresql.JSON))
    return recordset.table_valued(*columns).render_derived(name="given", with_types=True)


def _bind(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> Callable[[Any], Any]:
    """What makes a value of the type one of a document."""
    if isinstance(kind, sa.Date):
        return lambda date: None if date is None else date.isoformat()
    return kind.dialect_impl(dialect).bind_processor(dialect) or (lambda value: value)
