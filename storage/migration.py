"""Bringing a database to this program's schema and search index, or refusing one of another.

Alembic is loaded only where something is to be done: every start of the program looks, and nearly none has to.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

import sqlalchemy as sa

from adapters.text import TOKENIZER_VERSION
from storage.engine import Engines
from storage.errors import StoreVersionError
from storage.places import rebuild_index
from storage.schema import SEARCH_TABLE, counter
from storage.translate import translated

if TYPE_CHECKING:
    from alembic.config import Config

_VERSIONS = "alembic_version"  # Alembic's table
_LOCK = 0x70617066  # the advisory lock that migrations run under
_UPGRADE = "run `paperwire db upgrade`"
TOKENIZER = "tokenizer"  # the counter of the version that the search index was made with; 0 while it is being made
REINDEXED = "reindexed"  # the counter of the last key that is in an index which is being made anew


def compared(dialect: str) -> Callable[..., bool]:
    """What models and databases are compared on (`include_object` of Alembic).

    On SQLite, FTS5 keeps its virtual table and the tables behind it itself.
    """

    def is_compared(_: object, name: str | None, *__: object) -> bool:
        return dialect != "sqlite" or not (name or "").removeprefix("ix_").startswith(SEARCH_TABLE)

    return is_compared


def upgrade(engines: Engines) -> None:
    """Bring schema and search index up, in one transaction that others wait for; does nothing if they are.

    Raises StoreVersionError for a database of a newer program.
    """
    with translated(engines.url), engines.writer.connect() as connection, _without_foreign_keys(connection):
        with connection.begin():
            if is_current(connection, engines.url):
                return
        with connection.begin():
            _lock(connection)
            if not is_current(connection, engines.url):
                _upgrade(connection)
                _check_foreign_keys(connection)


def check(engines: Engines) -> None:
    """Raise StoreVersionError unless the database has this program's schema and search index."""
    if engines.path and not engines.path.exists():
        raise StoreVersionError(f"{engines.url}: there is no database yet; {_UPGRADE} to make one.")
    with engines.reading() as connection:
        if not is_current(connection, engines.url):
            raise StoreVersionError(f"{engines.url}: the database belongs to an older program; {_UPGRADE}.")


def check_schema(engines: Engines) -> None:
    """Raise StoreVersionError unless the database has this program's schema, whatever its search index."""
    if engines.path and not engines.path.exists():
        raise StoreVersionError(f"{engines.url}: there is no database yet; {_UPGRADE} to make one.")
    with engines.reading() as connection:
        if revision(connection) != _revisions()[-1]:
            raise StoreVersionError(f"{engines.url}: the database belongs to another program; {_UPGRADE}.")


def revision(connection: sa.Connection) -> str | None:
    """The revision of the schema; None where there is none."""
    if not sa.inspect(connection).has_table(_VERSIONS):
        return None
    found: str | None = connection.scalar(sa.text(f"SELECT version_num FROM {_VERSIONS}"))  # noqa: S608 - a constant
    return found


def is_current(connection: sa.Connection, url: str) -> bool:
    """Whether nothing is to be done. Raises StoreVersionError for a newer database."""
    known = _revisions()
    found = revision(connection)
    tokenizer = _tokenizer(connection) if found == known[-1] else None
    if (found is not None and found not in known) or (tokenizer or 0) > TOKENIZER_VERSION:
        raise StoreVersionError(f"{url}: the database was made by a newer Paperwire; upgrade this program.")
    return tokenizer == TOKENIZER_VERSION


def _revisions() -> list[str]:
    """The revisions of this program, oldest first: the numbers in the names of their files (`r0001_…`)."""
    names = (file.name for file in (files("storage") / "migrations" / "versions").iterdir())
    return sorted(name[1:].partition("_")[0] for name in names if name.startswith("r"))


def _tokenizer(connection: sa.Connection) -> int | None:
    return connection.scalar(sa.select(counter.c.value).where(counter.c.name == TOKENIZER))


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command  # noqa: PLC0415 - see above

    with config() as settings:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
    if _tokenizer(connection) != TOKENIZER_VERSION:
        rebuild_index(connection)
        is_tokenizer = counter.c.name == TOKENIZER
        connection.execute(sa.update(counter).where(is_tokenizer).values(value=TOKENIZER_VERSION))
        connection.execute(sa.delete(counter).where(counter.c.name == REINDEXED))


@contextmanager
def config() -> Iterator["Config"]:
    """Alembic's settings: where the revisions are."""
    from alembic.config import Config  # noqa: PLC0415 - see above

    with as_file(files("storage") / "migrations") as folder:
        settings = Config()
        settings.set_main_option("script_location", str(folder).replace("%", "%%"))
        yield settings


def _lock(connection: sa.Connection) -> None:
    """On SQLite, the transaction has the only lock from its beginning."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


@contextmanager
def _without_foreign_keys(connection: sa.Connection) -> Iterator[None]:
    """On SQLite a table is altered by copying it; with foreign keys on, that would delete the rows that refer to it.

    The switch has no effect within a transaction, so it goes to the driver, which begins none.
    """
    driver = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or driver is None:
        yield
        return
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _check_foreign_keys(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            tables = sorted({row[0] for row in broken})
            raise StoreVersionError(f"The migration left rows without what they refer to in {tables}; nothing changed.")
