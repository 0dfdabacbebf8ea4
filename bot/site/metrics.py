"""What is measured, for Prometheus: what this process does is counted, what the store knows is read when asked.

Labels are names of platforms, sources, commands, parts and states: all few, none a chat or anything that people wrote.
"""

from collections.abc import Mapping, Sequence

from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)

from bot.desk import Desk
from bot.signals import Answered, Ended, IssueRead, Rested, Retried, Searched, Signal, Waited
from bot.site.gauges import Gauges
from bot.supervise import Upkeep
from storage.model import DeliveryState, Outcome

PREFIX = "paperwire"
QUICK = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds
SLOW = (1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600)
WAITS = (0.01, 0.05, 0.25, 1, 5, 15, 30, 60, 300)

# What each is, and its labels.
COUNTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "issues_read": ("Issues that were read.", ("source", "outcome")),
    "papers_read": ("Papers in issues that were new or changed.", ("source",)),
    "deliveries_sent": ("Deliveries that reached their chats.", ("platform",)),
    "deliveries_failed": ("Deliveries that were given up.", ("platform",)),
    "deliveries_ambiguous": ("Deliveries that may or may not have reached their chats.", ("platform",)),
    "deliveries_retried": ("Deliveries that did not reach their chats, and are owed again.", ("platform",)),
    "limiter_pauses": ("Times at which a whole bot began to rest.", ("platform",)),
    "limiter_paused_seconds": ("Seconds for which it was told to rest.", ("platform",)),
    "command_failures": ("Commands and buttons that failed by an error of ours.", ("platform", "command")),
}
HISTOGRAMS: Mapping[str, tuple[str, tuple[str, ...], tuple[float, ...]]] = {
    "delivery_lag_seconds": ("From when a delivery was due until it was sent.", ("platform",), SLOW),
    "limiter_wait_seconds": ("How long messages waited for their turns.", ("platform", "priority"), WAITS),
    "search_seconds": ("How long searches took.", (), QUICK),
    "command_seconds": ("How long commands and buttons took.", ("platform", "command"), QUICK),
}
_ENDS = {
    DeliveryState.SENT: "deliveries_sent",
    DeliveryState.BURIED: "deliveries_failed",
    DeliveryState.AMBIGUOUS: "deliveries_ambiguous",
}


class Metrics:
    """The metrics of a process, in a registry of their own."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # the moment at which each began: twice as many lines, and nobody asks
        self.registry = CollectorRegistry()
        self._counters = {
            name: Counter(f"{PREFIX}_{name}", about, labels, registry=self.registry)
            for name, (about, labels) in COUNTERS.items()
        }
        self._histograms = {
            name: Histogram(f"{PREFIX}_{name}", about, labels, buckets=buckets, registry=self.registry)
            for name, (about, labels, buckets) in HISTOGRAMS.items()
        }

    def read_also(self, desk: Desk, upkeep: Upkeep, platforms: Sequence[str]) -> None:
        """Say what the store and the parts of the process know, whenever somebody asks."""
        self.registry.register(Gauges(PREFIX, desk.store, upkeep, desk.now, platforms))

    def page(self) -> bytes:
        """All of them as Prometheus reads them; asks the store."""
        return generate_latest(self.registry)

    def hear(self, signal: Signal) -> None:
        """Count a signal; from any thread."""
        match signal:
            case IssueRead(source, outcome, papers):
                self._count("issues_read", source, outcome.value)
                self._count("papers_read", source, by=0 if outcome is Outcome.UNCHANGED else papers)
            case Searched(seconds):
                self._observe("search_seconds", seconds)
            case Answered(platform, name, seconds, failed):
                self._observe("command_seconds", seconds, platform, name)
                self._count("command_failures", platform, name, by=int(failed))
            case _:
                self._hear_sender(signal)

    def _hear_sender(self, signal: Ended | Retried | Waited | Rested) -> None:
        match signal:
            case Ended(platform, state, late):
                self._count(_ENDS[state], platform)
                if state is DeliveryState.SENT:
                    self._observe("delivery_lag_seconds", late, platform)
            case Retried(platform):
                self._count("deliveries_retried", platform)
            case Waited(platform, interactive, seconds):
                self._observe("limiter_wait_seconds", seconds, platform, "interactive" if interactive else "bulk")
            case Rested(platform, seconds):
                self._count("limiter_pauses", platform)
                self._count("limiter_paused_seconds", platform, by=seconds)

    def _count(self, name: str, *labels: str, by: float = 1) -> None:
        self._counters[name].labels(*labels).inc(by)

    def _observe(self, name: str, value: float, *labels: str) -> None:
        histogram = self._histograms[name]
        (histogram.labels(*labels) if labels else histogram).observe(max(0.0, value))


def route(metrics: Metrics, desk: Desk) -> web.RouteDef:
    """Answers `/metrics`."""

    async def answer(_: web.Request) -> web.Response:
        page = await desk.in_thread(metrics.page)
        return web.Response(body=page, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return web.get("/metrics", answer)
