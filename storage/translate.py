"""The one place where errors of the database library become errors of the store."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa

from storage.errors import DamagedError, StoreBusyError, StoreError, UnreachableError

_LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_BROKEN = frozenset({sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT})
_CLOSED = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})

# SQLSTATE: lock not available, serialization failure, deadlock, too many connections.
_PG_BUSY = frozenset({"55P03", "40001", "40P01", "53300"})
# Classes of SQLSTATE: connection, authorization, no such database, no right or no such role, server going down.
_PG_CLOSED = ("08", "28", "3D", "42501", "57P")


@contextmanager
def translated(where: str) -> Iterator[None]:
    """Raise errors of the library as StoreError; `where` is the database's address without its password."""
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        raise _translate(error, where) from error


def _translate(error: sa.exc.SQLAlchemyError, where: str) -> StoreError:
    if isinstance(error, sa.exc.TimeoutError):
        return _busy(where)
    if isinstance(error, sa.exc.DBAPIError) and isinstance(error.orig, sqlite3.Error):
        return _from_sqlite(error.orig, where)
    if isinstance(error, sa.exc.DBAPIError) and isinstance(error.orig, psycopg.Error):
        return _from_postgresql(error.orig, where)
    return StoreError(f"{where}: the database library gave up ({type(error).__name__}); report this.")


def _from_sqlite(error: sqlite3.Error, where: str) -> StoreError:
    primary = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if primary in _LOCKED:
        return _busy(where)
    if primary in _BROKEN:
        return DamagedError(f"{where}: this file is not a database or is damaged ({error}); restore a backup.")
    if primary in _CLOSED:
        return UnreachableError(f"{where}: cannot be opened ({error}); check the path, its folder and your rights.")
    if primary in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
        return StoreError(f"{where}: the disk does not take it ({error}); check its space and health.")
    return StoreError(f"{where}: the database refused ({error}); nothing was changed.")


def _from_postgresql(error: psycopg.Error, where: str) -> StoreError:
    state = error.sqlstate or ""
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    if state in _PG_BUSY:
        return _busy(where)
    if state.startswith(_PG_CLOSED) or (not state and isinstance(error, psycopg.OperationalError)):
        return UnreachableError(f"{where}: cannot be reached ({reason}); check the address and that the server runs.")
    return StoreError(f"{where}: the database refused ({reason}); nothing was changed.")


def _busy(where: str) -> StoreError:
    return StoreBusyError(f"{where}: another program is writing there; try again when it has finished.")
