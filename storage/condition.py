"""How a database is before anybody works with it: whether it is there, of which program, and what its clock says."""

import datetime as dt
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from storage import migration
from storage.engine import Engines, connect


@dataclass(frozen=True, slots=True)
class Condition:
    """`server` is the database program with its version, `url` the address without its password.

    `exists` is False of a file that is not there yet; `path` is that file, `writable` whether it can be written.
    `revision` is that of the schema, "" without one; `outdated` says that this program brings it up to date first.
    `clock` is the moment by the server's clock, None where that is this machine's.
    """

    url: str
    server: str
    path: Path | None = None
    exists: bool = True
    writable: bool = True
    revision: str = ""
    outdated: bool = False
    clock: dt.datetime | None = None


def look(url: str) -> Condition:
    """Look at a database, and change nothing. Raises StoreError: it cannot be reached, or is a newer program's."""
    engines = connect(url)
    try:
        return _postgresql(engines) if engines.writer.dialect.name == "postgresql" else _sqlite(engines)
    finally:
        engines.close()


def _sqlite(engines: Engines) -> Condition:
    server, path = f"SQLite {sqlite3.sqlite_version}", engines.path
    if path is None:
        return Condition(engines.url, server)
    if not path.exists():
        return Condition(engines.url, server, path, exists=False, writable=os.access(path.parent, os.W_OK))
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    with engines.reading() as connection:
        revision = migration.revision(connection) or ""
    return Condition(engines.url, server, path, True, writable, revision, _outdated(engines))


def _postgresql(engines: Engines) -> Condition:
    with engines.reading() as connection:
        version = connection.scalar(sa.text("SHOW server_version"))
        clock = connection.scalar(sa.select(sa.func.clock_timestamp()))
        revision = migration.revision(connection) or ""
    server = f"PostgreSQL {str(version).split(maxsplit=1)[0]}"
    return Condition(engines.url, server, revision=revision, outdated=_outdated(engines), clock=clock)


def _outdated(engines: Engines) -> bool:
    """Whether an upgrade has something to do. Raises StoreVersionError for the database of a newer program."""
    with engines.reading() as connection:
        return not migration.is_current(connection, engines.url)
