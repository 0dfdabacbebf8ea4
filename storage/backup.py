"""A database in one file, made while it is used, and brought back from there."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

from storage.engine import connect
from storage.errors import DamagedError, StoreError, UnreachableError

_PASSWORD = "PGPASSWORD"  # noqa: S105 - where the tools read it: no list of processes shows it


def backup(url: str, file: Path) -> None:
    """Write all that the database holds to a new file, and check that it can be read. Raises StoreError."""
    if file.exists():
        raise StoreError(f"{file}: is there already; name a new file.")
    begun = file.with_name(f"{file.name}.part")
    try:
        if _is_postgresql(url):
            _run("pg_dump", ["--format=custom", f"--file={begun}"], url)
            _run("pg_restore", ["--list", os.fspath(begun)])
        else:
            _copy(_file_of(url), begun)
            _check(begun)
        begun.replace(file)
    except OSError as error:
        raise StoreError(f"{file}: cannot be written ({error.strerror}); check the folder and your rights.") from error
    finally:
        begun.unlink(missing_ok=True)


def restore(url: str, file: Path) -> None:
    """Make the database what it was when the file was made. Raises StoreError, also for one that is not empty."""
    if not file.is_file():
        raise StoreError(f"{file}: there is no such backup.")
    if _is_postgresql(url):
        _refuse_tables(url)
        _run("pg_restore", ["--exit-on-error", "--single-transaction", "--no-owner", os.fspath(file)], url)
        return
    _check(file)
    target = _file_of(url)
    if target.exists():
        raise StoreError(f"{target}: is there already; move it away first.")
    _copy(file, target)


def _is_postgresql(url: str) -> bool:
    return connect(url).writer.dialect.name == "postgresql"


def _file_of(url: str) -> Path:
    path = connect(url).path
    if path is None:
        raise StoreError("A database in memory ends with its program; there is nothing to keep or bring back.")
    return path


def _copy(source: Path, target: Path) -> None:
    """SQLite's own copying, which waits for nobody and sees one state of the database."""
    if not source.is_file():
        raise UnreachableError(f"{source}: there is no database.")
    try:
        with (
            closing(sqlite3.connect(f"file:{source}?mode=rw", uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise DamagedError(f"{source}: cannot be copied ({error}).") from error


def _check(file: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            found = [row[0] for row in database.execute("PRAGMA integrity_check")]
            database.execute("SELECT version_num FROM alembic_version")
    except sqlite3.Error as error:
        raise DamagedError(f"{file}: is no backup of Paperwire, or a damaged one ({error}).") from error
    if found != ["ok"]:
        raise DamagedError(f"{file}: is damaged ({found[0]}).")


def _refuse_tables(url: str) -> None:
    engines = connect(url)
    with engines.reading() as connection:
        tables = sa.inspect(connection).get_table_names()
    engines.close()
    if tables:
        raise StoreError(f"{engines.url}: holds tables already; restore into an empty database.")


def _run(tool: str, arguments: Sequence[str], url: str | None = None) -> None:
    """A tool of PostgreSQL's; what it complains about is the error."""
    path = shutil.which(tool)
    if path is None:
        raise StoreError(f"{tool} is not installed; it comes with PostgreSQL's client programs.")
    address, environment = _for_tools(url) if url else ([], {})
    ran = subprocess.run(  # noqa: S603 - arguments of our own
        [path, *address, *arguments], env=os.environ | environment, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise StoreError(f"{tool} failed: {(ran.stderr.strip().splitlines() or ['it did not say why'])[0]}")


def _for_tools(url: str) -> tuple[list[str], Mapping[str, str]]:
    """The address without its password, and the password."""
    parsed = sa.make_url(url).set(drivername="postgresql")
    password = parsed.password
    address = parsed.set(password=None).render_as_string(hide_password=False)
    return [f"--dbname={address}"], {} if password is None else {_PASSWORD: str(password)}
