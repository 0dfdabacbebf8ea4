"""Connections: one writer and several readers over a SQLite file, a small pool on PostgreSQL."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from storage.errors import UnreachableError
from storage.translate import translated

LOCK_SECONDS = 10
_READERS = 5
_POOL = 5
_WAL_ATTEMPTS = 100
_WRITER_PRAGMAS = ("synchronous=FULL", "foreign_keys=ON")
_READER_PRAGMAS = ("query_only=ON", "cache_size=-8000")  # kB; 2,000, as it comes, is a twentieth slower to search in
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # json.dumps would make one for each document
_READ_JSON = json.JSONDecoder().raw_decode
_ASK_FOR_LOCK = "BEGIN IMMEDIATE"
_TURN = 0x70617065  # the advisory lock that issues are put under
_GROUPS = 0x70617068  # the advisory lock that chats of groups are made under


@dataclass(frozen=True, slots=True)
class Engines:
    """The ways into one database. `url` is its address without the password; `path` its file, if it is one."""

    url: str
    path: Path | None
    writer: sa.Engine
    reader: sa.Engine

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that may write; it commits unless the block raises. Raises StoreError."""
        with translated(self.url), self.writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that only reads. Raises StoreError."""
        with translated(self.url), self.reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.reader.dispose()
        self.writer.dispose()


def connect(url: str) -> Engines:
    """The engines for an address: `sqlite:///path`, `sqlite://` (in memory) or `postgresql://…`.

    Nothing is opened yet. Raises UnreachableError for any other address.
    """
    try:
        parsed = sa.make_url(url)
        connect_to = _BACKENDS[parsed.get_backend_name()]
        return connect_to(parsed)
    except (sa.exc.ArgumentError, KeyError, ValueError) as error:
        message = "The database address cannot be read; write sqlite:///file.db or postgresql://user@host/name."
        raise UnreachableError(message) from error


def take_turn(connection: sa.Connection) -> None:
    """Wait until no other transaction puts an issue. On SQLite a transaction that writes has its turn already."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))


def take_turn_at_groups(connection: sa.Connection) -> None:
    """Wait until no other transaction makes chats of groups: what makes one the group's is more than its address."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_GROUPS)))


def insert_missing(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any]) -> None:
    """Insert a row unless one with the same unique columns is there."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(table).values(row).on_conflict_do_nothing())


def _masked(url: sa.URL) -> str:
    shown = url.set(drivername=url.get_backend_name()).difference_update_query(("password", "sslpassword"))
    return shown.render_as_string(hide_password=True)


def _postgresql(url: sa.URL) -> Engines:
    """One pool; a reader sees one state of the database, as on SQLite."""
    engine = _engine(url.set(drivername="postgresql+psycopg"), pool_size=_POOL, pool_pre_ping=True)
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: psycopg.Connection[Any], _: object) -> None:
        connection.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
        connection.execute("SET jit = off")  # what is asked here ends before it is compiled
        connection.commit()

    return Engines(_masked(url), None, engine, reader)


def _sqlite(url: sa.URL) -> Engines:
    """A file has one writer and several readers; a database in memory one connection that all threads take in turn.

    That connection's end would be the database's.
    """
    if url.database in (None, "", ":memory:"):
        engine = _sqlite_engine(url, ("foreign_keys=ON",), _ASK_FOR_LOCK, pool_size=1, max_overflow=0)
        return Engines(_masked(url), None, engine, engine)
    writer = _sqlite_engine(url, _WRITER_PRAGMAS, _ASK_FOR_LOCK, pool_size=1, max_overflow=0)
    reader = _sqlite_engine(url, _READER_PRAGMAS, "BEGIN", pool_size=_READERS)
    sa.event.listen(writer, "connect", _keep_log)
    return Engines(_masked(url), Path(str(url.database)), writer, reader)


_BACKENDS = {"postgresql": _postgresql, "sqlite": _sqlite}


def _sqlite_engine(url: sa.URL, pragmas: tuple[str, ...], begin: str, **pool: int) -> sa.Engine:
    """An engine that begins its transactions itself; the driver would begin them late, and without asking."""
    arguments = {"timeout": LOCK_SECONDS, "check_same_thread": False}
    engine = _engine(url.set(drivername="sqlite+pysqlite"), connect_args=arguments, pool_timeout=LOCK_SECONDS, **pool)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def start(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _keep_log(connection: sqlite3.Connection, _: object) -> None:
    """Switch the file to WAL. SQLite answers "busy" to this at once: wait for the lock, then ask again."""
    for _attempt in range(_WAL_ATTEMPTS):
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            connection.execute(_ASK_FOR_LOCK)
            connection.execute("ROLLBACK")
        else:
            return
    connection.execute("PRAGMA journal_mode=WAL")


def _engine(url: sa.URL, **options: Any) -> sa.Engine:
    codec = {"json_serializer": _JSON.encode, "json_deserializer": _from_json}
    return sa.create_engine(url, poolclass=sa.QueuePool, hide_parameters=True, **codec, **options)


def _from_json(document: str | bytes) -> object:
    """What a document of ours says; json.loads would look for blanks around it and take twice as long."""
    value, _ = _READ_JSON(document if isinstance(document, str) else document.decode())
    return value
