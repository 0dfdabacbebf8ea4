"""The database, and the disk it is on."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.checkup.clock import OtherClock
from bot.checkup.finding import Finding, State
from bot.disk import MEGABYTE, is_short
from storage.condition import Condition, look
from storage.errors import StoreError


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found out of the database. `usable`: it can be opened as it is."""

    findings: tuple[Finding, ...]
    usable: bool = False
    clock: dt.datetime | None = None

    def clocks(self, now: Callable[[], dt.datetime]) -> Iterator[OtherClock]:
        """Its server's clock, if that is not this machine's."""
        if self.clock is not None:
            yield OtherClock("the database", now() - self.clock)


def look_at(url: str) -> Looked:
    """Look at the database and change nothing."""
    try:
        condition = look(url)
    except StoreError as error:
        return Looked((Finding("database", State.WRONG, str(error)),))
    disk = () if condition.path is None else (look_at_disk(condition.path.absolute().parent),)
    usable = condition.exists and not condition.outdated
    return Looked((_reached(condition), *_revision(condition), *disk), usable, condition.clock)


def _reached(condition: Condition) -> Finding:
    if not condition.writable:
        said = f"{condition.path} cannot be written: give this user the right to write it and its folder."
        return Finding("database", State.WRONG, said)
    if not condition.exists:
        return Finding("database", State.NOTE, f"{condition.url} is not there yet: `paperwire run` makes it.")
    return Finding("database", State.OK, f"{condition.url} can be opened ({condition.server}).")


def _revision(condition: Condition) -> Iterator[Finding]:
    if condition.exists and condition.outdated:
        what = f"is at revision {condition.revision}" if condition.revision else "is empty"
        said = f"The database {what}: `paperwire run` brings it up to date. Back it up first: `paperwire db backup`."
        yield Finding("migrations", State.NOTE, said)
    elif condition.exists:
        yield Finding("migrations", State.OK, f"The database is up to date (revision {condition.revision}).")


def look_at_disk(folder: Path) -> Finding:
    """How much room there is beside the database."""
    try:
        usage = shutil.disk_usage(folder)
    except OSError as error:
        return Finding("disk", State.WRONG, f"{folder} cannot be looked at ({error.strerror}): check that it is there.")
    said = f"{usage.free // MEGABYTE} MB are free in {folder}"
    if is_short(usage.free):
        return Finding("disk", State.WRONG, f"{said}: make room before the database cannot grow any more.")
    return Finding("disk", State.OK, f"{said}.")
