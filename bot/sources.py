"""Folders in which digests appear: which of their files are new or changed, and which issues are news."""

import datetime as dt
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from adapters import registry, retrieve
from adapters.errors import AdapterError
from bot.errors import SettingsError
from bot.ingest import plain_name

NEWS_DAYS = dt.timedelta(days=14)
_FOLDER = "folder:"


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that is read again and again. `adapter` names the format; None finds it for each file."""

    path: Path
    adapter: str | None = None

    @property
    def address(self) -> str:
        """What the store knows it by, however it was written: its absolute path, with links as they are."""
        path = plain_name(Path(os.path.normpath(self.path.absolute())).as_posix())
        return f"{_FOLDER}{path}#{self.adapter}" if self.adapter else f"{_FOLDER}{path}"


def read_folders(written: str, known: Collection[str] = ()) -> tuple[Folder, ...]:
    """The folders of `SOURCES`: `folder:PATH` or `folder:PATH#ADAPTER`, separated by commas. Raises SettingsError.

    One that is not there is a mistake, unless its address is `known`: then it was there, and may come back.
    """
    folders = [read_folder(part.strip()) for part in written.split(",") if part.strip()]
    for folder in folders:
        if folder.address not in known and not folder.path.is_dir():
            raise SettingsError(f"PAPERWIRE_SOURCES: there is no folder {folder.path}.")
    return tuple({folder.address: folder for folder in folders}.values())


def is_folder(address: str) -> bool:
    """Whether it is the address of a folder, not of something that is fetched."""
    return address.startswith(_FOLDER)


def read_folder(written: str) -> Folder:
    """The folder of an address, which may be relative. Raises SettingsError."""
    path, _, adapter = written.removeprefix(_FOLDER).partition("#")
    if not written.startswith(_FOLDER) or not path:
        raise SettingsError(f"PAPERWIRE_SOURCES: “{written}” is no source; write folder:PATH or folder:PATH#ADAPTER.")
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

    `refused` are those that are no issues, with their keys; `unlisted` the folders below that cannot be listed.
    """

    folder: Folder
    refused: dict[Path, str] = field(default_factory=dict)
    unlisted: dict[Path, OSError] = field(default_factory=dict)
    _seen: dict[Path, tuple[int, int]] = field(default_factory=dict)

    def changed(self) -> Iterator[Path]:
        """The files that are new or changed, in path order; each counts as read when the next one is asked for.

        Raises OSError when the folder cannot be listed.
        """
        self.unlisted = {}
        found = list(retrieve.find_files(self.folder.path, self._refuse))
        self._seen = {path: self._seen[path] for path in found if path in self._seen}
        self.refused = {path: self.refused[path] for path in found if path in self.refused}
        for path in found:
            mark = _mark(path)
            if mark is not None and self._seen.get(path) != mark:
                yield path
                self._seen[path] = mark

    def _refuse(self, error: OSError) -> None:
        """Raise it for the folder itself; remember one below, unless it has just gone."""
        if error.filename == os.fspath(self.folder.path):
            raise error
        if not isinstance(error, FileNotFoundError):
            self.unlisted[Path(error.filename)] = error


def _mark(path: Path) -> tuple[int, int] | None:
    """What changes when a file does; None of one that is gone."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_mtime_ns, status.st_size


def watches(folders: Iterable[Folder]) -> list[Watch]:
    """A watch for each folder."""
    return [Watch(folder) for folder in folders]
