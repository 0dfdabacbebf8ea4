"""What the store and the parts of a process know at the moment somebody asks, as metrics."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.fetching.places import shown
from bot.supervise import Upkeep
from storage.errors import StoreError
from storage.store import Store

# What each is, and its label.
GAUGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "part_up": ("1 while a part of the process works.", ("part",)),
    "database_up": ("1 while the database can be read.", ()),
    "source_newest_issue_timestamp_seconds": ("The date of a source's newest issue.", ("source",)),
    "source_last_arrival_timestamp_seconds": ("When the last issue of a source arrived.", ("source",)),
    "source_failing": ("1 while a source cannot be read.", ("source",)),
    "unread_issues": ("Files and documents that could not be read as issues.", ()),
    "deliveries_due": ("Deliveries that are due, or are being sent.", ("platform",)),
    "deliveries_open": ("Deliveries that are in a state other than sent.", ("state",)),
}
Samples = Iterable[tuple[tuple[str, ...], float]]


@dataclass(frozen=True, slots=True, eq=False)
class Gauges(Collector):
    """Reads them; without its database, it says so and what the process itself knows. `platforms` are sent to here."""

    prefix: str
    store: Store
    upkeep: Upkeep
    now: Callable[[], dt.datetime]
    platforms: Sequence[str]

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Their names, without asking anything."""
        return (self._family(name, ()) for name in GAUGES)

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Their values now."""
        yield self._family("part_up", self._running())
        try:
            known = [self._family(name, samples) for name, samples in self._stored()]
        except StoreError:
            yield self._family("database_up", [((), 0)])
            return
        yield self._family("database_up", [((), 1)])
        yield from known

    def _family(self, name: str, samples: Samples) -> GaugeMetricFamily:
        about, labels = GAUGES[name]
        family = GaugeMetricFamily(f"{self.prefix}_{name}", about, labels=labels)
        for values, value in samples:
            family.add_metric(values, value)
        return family

    def _running(self) -> Samples:
        down = self.upkeep.troubles(self.now())
        return [((name,), name not in down) for name in self.upkeep.names]

    def _stored(self) -> Iterator[tuple[str, Samples]]:
        newest = self.store.issues.newest()
        yield "source_newest_issue_timestamp_seconds", [((one.source,), _midnight(one.date)) for one in newest]
        yield "source_last_arrival_timestamp_seconds", [((one.source,), one.arrived_at.timestamp()) for one in newest]
        failing = set(self._failing())
        names = sorted({one.source for one in newest} | failing)
        yield "source_failing", [((name,), name in failing) for name in names]
        yield "unread_issues", [((), self.store.watches.count_unread())]
        due = self.store.deliveries.owed(self.now())
        yield "deliveries_due", [((platform,), due.get(platform, 0)) for platform in sorted({*self.platforms, *due})]
        yield "deliveries_open", [((state.value,), n) for state, n in self.store.deliveries.count_open().items()]

    def _failing(self) -> Iterator[str]:
        """The sources that cannot be read; one that never could may have an address for a name."""
        for watch in self.store.watches.listing():
            if watch.watched and watch.failing:
                yield from map(shown, watch.failing.names)


def _midnight(date: dt.date) -> float:
    return dt.datetime.combine(date, dt.time(), dt.UTC).timestamp()
