"""How much rendering chats save each other when many are due at once, and what planning them takes.

Two days in a row, the second with papers of the first, which planning takes out again. `python -m bench.rendering`
takes about four minutes; `--chats` and `--papers` make it smaller. Status 1 when a required figure is missed.
"""

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from unittest.mock import patch

import sqlalchemy as sa

from adapters.tags.tagger import Tagger
from bench.corpus import load
from bench.databases import DATABASES
from bench.figures import Figure, at_least, judge
from bench.population import COMMON, MADE, MOST_WISHES, Wishing, publish, settle, take_up
from bench.stages import Stopwatch
from bot import app, render
from bot.catalog import Catalog
from bot.planner import Planner
from storage.engine import connect
from storage.ledger_schema import delivery, plan, rendering
from storage.model import Settings
from storage.store import Store, open_store

CHATS = 100_000
PAPERS = 200  # a day
TAKEN_UP = 0.2  # of the second day's papers stood in the first's
LEAST_SAVED = 90.0  # percent of the messages that chats get
STAGES = ("load", "render", "commit", "match and choose")
_DUE = MADE + dt.timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many messages to chats, distinct ones among them, and plans a database holds."""

    messages: int
    distinct: int
    plans: int


@dataclass(frozen=True, slots=True)
class Day:
    """What planning a day took, in seconds by stage, how often something was rendered, and what came of it."""

    seconds: Mapping[str, float]
    rendered: int
    kept: Kept

    @property
    def total(self) -> float:
        """The seconds of all stages."""
        return sum(self.seconds.values())

    @property
    def saved(self) -> float:
        """How many messages, in percent, equal one that was made before, for another chat."""
        return 100 * (1 - self.kept.distinct / self.kept.messages)


@dataclass(slots=True)
class Views:
    """Makes the view of each rendering, and counts them."""

    make: Callable[[Catalog, Settings], render.View]
    made: int = 0

    def __call__(self, catalog: Catalog, settings: Settings) -> render.View:
        """The view of one more rendering."""
        self.made += 1
        return self.make(catalog, settings)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the status."""
    parser = argparse.ArgumentParser(prog="python -m bench.rendering", description=__doc__)
    parser.add_argument("--chats", type=int, default=CHATS)
    parser.add_argument("--papers", type=int, default=PAPERS, help="a day")
    parser.add_argument("--wishes", type=int, default=MOST_WISHES, help="at most, of a chat without a common bundle")
    options = parser.parse_args(arguments)
    print(
        f"{options.chats:,} chats, {COMMON:.0%} of them with a common bundle, {options.papers} papers a day", flush=True
    )
    figures = []
    days = measure(options.chats, options.papers, options.wishes)
    for name, day in zip(("first day", "second day"), days, strict=True):
        print("\n".join(_lines(name, day, options.chats)), flush=True)
        figures.append(_saved(name, day))
    return judge(figures)


def measure(chats: int, papers: int, wishes: int) -> Iterator[Day]:
    """Plan two days of so many chats that are due at one moment."""
    taken_up = round(TAKEN_UP * papers)
    corpus, vocabulary = load(), app.build_vocabulary()
    tagger = Tagger(vocabulary)
    with DATABASES["SQLite"]() as url, open_store(url) as store:
        first = publish(store, tagger, corpus, 0, papers)
        wishing = Wishing(store.papers.arrived(0), vocabulary, seed=2, most=wishes)
        settle(url, ((_DUE, wishing.terms()) for _ in range(chats)))
        yield plan_day(store, _DUE)
        publish(store, tagger, corpus, 1, papers - taken_up)
        take_up(store, tagger, first, 1, taken_up)
        yield plan_day(store, _DUE + dt.timedelta(days=1))


def plan_day(store: Store, now: dt.datetime) -> Day:
    """Plan what is due now, in rounds as `paperwire run` does."""
    before, watch = _kept(store.url), Stopwatch(STAGES)
    vocabulary, adapters = app.build_vocabulary(), app.adapters_by_name()
    views = Views(lambda catalog, settings: render.View(catalog, settings, vocabulary, adapters))
    planner = Planner(store, views, lambda: now, goes_on=lambda: True)
    with _watched(watch, store), watch.stage("match and choose"):
        planner.plan()
    after = _kept(store.url)
    came = Kept(after.messages - before.messages, after.distinct - before.distinct, after.plans - before.plans)
    return Day(watch.seconds, views.made, came)


@contextmanager
def _watched(watch: Stopwatch, store: Store) -> Iterator[None]:
    """Time what planning asks of the store and of rendering."""
    watched = (
        (store.plans, "due_chats", "load"),
        (store.plans, "shown_to_each", "load"),
        (store.deliveries, "noticed", "load"),
        (store.papers, "arrived", "load"),
        (store.plans, "commit", "commit"),
        (render, "digest", "render"),
    )
    with ExitStack() as stack:
        for owner, name, stage in watched:
            stack.enter_context(patch.object(owner, name, watch.timed(stage, getattr(owner, name))))
        yield


def _kept(url: str) -> Kept:
    engines = connect(url)
    with engines.reading() as connection:
        messages, distinct, plans = (
            connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in (delivery, rendering, plan)
        )
    engines.close()
    return Kept(messages, distinct, plans)


def _lines(name: str, day: Day, chats: int) -> Iterator[str]:
    yield f"{name}: planned in {day.total:.1f} s, {chats / day.total:,.0f} chats/s"
    kept = day.kept
    yield f"  {kept.messages:,} messages, {kept.distinct:,} distinct, {day.rendered:,} rendered; {kept.plans:,} plans"
    yield "  " + ", ".join(f"{stage} {seconds / day.total:.0%}" for stage, seconds in day.seconds.items())


def _saved(name: str, day: Day) -> Figure:
    return at_least(f"messages of the {name} that need no rendering", day.saved, LEAST_SAVED, "%")


if __name__ == "__main__":
    sys.exit(main())
