"""What goes wrong with the bot: operators are told once when a condition begins, and once when it ends."""

import datetime as dt
import logging
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.catalog import Catalog
from bot.disk import MEGABYTE, is_short
from bot.fetching.places import shown
from bot.freshness import find_standing
from bot.message import Block, Message
from bot.spoken import spoken
from bot.telling import Telling
from storage.errors import StoreError
from storage.store import Store
from storage.watched import Visited, WatchStatus

log = logging.getLogger(__name__)

FAILING = dt.timedelta(hours=6)  # a source that cannot be read for less often mends itself
LATE = dt.timedelta(days=1)  # after it was expected
OVERDUE = dt.timedelta(minutes=15)
FAILED_WITHIN = dt.timedelta(hours=1)
MANY = 10  # deliveries that failed within it
LONGEST = 300  # characters of a reason
KINDS = ("failing", "stopped", "late", "failures", "backlog", "disk", "database")


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that is wrong: one of KINDS, what it is about, and the words that say more."""

    kind: str
    about: str = ""
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.about}"


@dataclass(slots=True)
class Lookout:
    """Looks, and tells the operators. A condition counts when two looks in a row have seen it.

    `folder` is where the database grows, None where that is not here; `free` says how many bytes are free there.
    """

    store: Store
    telling: Telling
    now: Callable[[], dt.datetime]
    folder: Path | None = None
    free: Callable[[Path], int] = field(default=lambda folder: shutil.disk_usage(folder).free)
    _seen: frozenset[str] = field(default=frozenset(), init=False)
    _lost_at: dt.datetime | None = field(default=None, init=False)

    def look(self, is_ours: Callable[[], bool]) -> None:
        """Look, if this process is the one to do so. A database that cannot be used is told of when it can be again."""
        try:
            if is_ours():
                self._tell_of_database()
                self._compare(list(self._conditions()))
        except StoreError as error:
            if self._lost_at is None:
                log.warning("The database cannot be used: %s", error)
            self._lost_at = self._lost_at or self.now()

    def _compare(self, found: list[Condition]) -> None:
        known = {one.condition: one for one in self.store.alerts.going_on()}
        for condition in found:
            if condition.name in self._seen and condition.name not in known:
                self.store.alerts.begin(condition.name, condition.told, self.now())
                self._tell(condition.name, "", condition.told)
        for name, ended in known.items():
            if name not in {condition.name for condition in found}:
                self.store.alerts.end(name)
                self._tell(name, "_ended", ended.told)
        self._seen = frozenset(condition.name for condition in found)

    def _tell_of_database(self) -> None:
        if self._lost_at is not None:
            told = {"since": moment(self._lost_at), "until": moment(self.now())}
            self._tell("database/", "", told)
            self._lost_at = None

    def _tell(self, name: str, ended: str, told: Mapping[str, str]) -> None:
        """Tell the operators, once a day of a condition, and the log."""
        log.warning("%s", said(Catalog.load("en"), name, told, ended=ended))
        day = self.now().date().isoformat()

        def message(catalog: Catalog) -> Message:
            return Message((Block((spoken(said(catalog, name, told, ended=ended)),)),))

        self.telling.tell(f"alerts{ended}/{name}/{day}", message)

    def _conditions(self) -> Iterator[Condition]:
        yield from self._of_sources()
        yield from self._of_deliveries()
        free = self.free(self.folder) if self.folder is not None else None
        if free is not None and is_short(free):
            yield Condition("disk", told={"n": str(free // MEGABYTE), "folder": str(self.folder)})

    def _of_sources(self) -> Iterator[Condition]:
        now = self.now()
        visits = {one.address: one for one in self.store.visits.listing()}
        for watch in self.store.watches.listing():
            if watch.watched:
                yield from _of_source(watch, visits.get(watch.address), now)
        standing = find_standing(self.store, now)
        for late in (*standing.late, *standing.dormant):
            if now - late.expected_at >= LATE:
                yield Condition("late", late.name, {"name": late.name, "since": moment(late.expected_at)})

    def _of_deliveries(self) -> Iterator[Condition]:
        now = self.now()
        failed = self.store.alerts.failed(now - FAILED_WITHIN)
        goes_on = any(one.condition == "failures/" for one in self.store.alerts.going_on())
        if failed >= MANY or (goes_on and failed):
            yield Condition("failures", told={"n": str(failed)})
        backlog = self.store.alerts.backlog(now - OVERDUE)
        if backlog is not None:
            yield Condition("backlog", told={"n": str(backlog.deliveries), "since": moment(backlog.since)})


def said(catalog: Catalog, name: str, told: Mapping[str, str], *, ended: str = "") -> str:
    """What is said of a condition when it begins, or `_ended`."""
    return catalog.text(f"alert.{name.partition('/')[0]}{ended}", **told)


def moment(at: dt.datetime) -> str:
    """A moment as all operators read it."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _of_source(watch: WatchStatus, visited: Visited | None, now: dt.datetime) -> Iterator[Condition]:
    if visited is not None and visited.stopped:
        yield Condition("stopped", watch.address, {"name": shown(watch.address), "reason": visited.stopped[:LONGEST]})
    elif watch.failing is not None and now - watch.failing.since >= FAILING:
        told = {"since": moment(watch.failing.since), "reason": watch.failing.reason[:LONGEST]}
        yield Condition("failing", watch.address, {"name": shown(watch.address), **told})
