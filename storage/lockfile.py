"""The one process that may run on a SQLite file."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.engine import connect
from storage.errors import StoreBusyError, UnreachableError


@contextmanager
def hold_database(url: str) -> Iterator[None]:
    """Be the only process that runs on the database until the block ends, however the process ends.

    StoreBusyError if another does. Databases that several may run on, and those in memory, need no lock.
    """
    path = connect(url).path
    if path is None:
        yield
        return
    with _lock(path.with_name(f"{path.name}.lock")):
        yield


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """The file stays: removing it, another process could lock one that is just going."""
    try:
        file = path.open("a+")
    except OSError as error:
        message = f"{path}: cannot be opened ({error.strerror}); check the folder and your rights."
        raise UnreachableError(message) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreBusyError(_taken(path)) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _taken(path: Path) -> str:
    return (
        f"{path.with_suffix('')}: `paperwire run` is running on this database already (process {path.read_text()}); "
        "stop that one, or use a postgresql:// database to run several."
    )
