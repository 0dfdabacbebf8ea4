"""Folders in which digests appear: which of their files are new or changed, and which issues are news."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from adapters import registry, retrieve
from adapters.errors import AdapterError
from bot.errors import SettingsError

NEWS_DAYS = dt.timedelta(days=14)
_FOLDER = "folder:"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is read again and again. `adapter` names the format; None finds it for each file."""

    path: Path
    adapter: str | None = None


def read_folders(written: str) -> tuple[Folder, ...]:
    """The folders of `SOURCES`: `folder:PATH` or `folder:PATH#ADAPTER`, separated by commas. Raises SettingsError."""
    return tuple(_read_folder(part.strip()) for part in written.split(",") if part.strip())


def _read_folder(written: str) -> Folder:
    path, _, adapter = written.removeprefix(_FOLDER).partition("#")
    if not written.startswith(_FOLDER) or not path:
        raise SettingsError(f"PAPERWIRE_SOURCES: “{written}” is no source; write folder:PATH or folder:PATH#ADAPTER.")
    if not Path(path).is_dir():
        raise SettingsError(f"PAPERWIRE_SOURCES: there is no folder {path}.")
    if adapter:
        _check_adapter(adapter)
    return Folder(Path(path), adapter or None)


def _check_adapter(name: str) -> None:
    try:
        registry.get(name)
    except AdapterError as error:
        raise SettingsError(f"PAPERWIRE_SOURCES: {error.reason}.") from error


def is_news(date: dt.date | None, now: dt.datetime, *, first_read: bool) -> bool:
    """Whether an issue may be pushed: it came after the first complete read of its source, and is not old."""
    return not first_read and (date is None or now.date() - date <= NEWS_DAYS)


@dataclass(slots=True)
class Watch:
    """Remembers the files of a folder as they were last read, so that only changed ones are read again.

    `was_read` says that all of it was read once.
    """

    folder: Folder
    was_read: bool = False
    _seen: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def changed(self) -> Iterator[Path]:
        """The files that are new or changed since they were last given, in path order. Raises OSError."""
        for path in retrieve.find_files(self.folder.path):
            status = path.stat()
            mark = (status.st_mtime_ns, status.st_size)
            if self._seen.get(path) != mark:
                self._seen[path] = mark
                yield path


def watches(folders: Iterable[Folder]) -> list[Watch]:
    """A watch for each folder."""
    return [Watch(folder) for folder in folders]
