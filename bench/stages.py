"""The whole way of an issue into the store in one process, each stage timed within one run.

The store writes rows and index in one transaction. What belongs to the index is timed where the store calls it: making
a paper's tokens and writing them. SQLite's FTS5 keeps postings back until the next savepoint, which the statement after
them brings; a savepoint of our own brings it while the index is timed, at no other cost. `commit` brings rows and index
to the disk together and stands apart; `store` is the rest of the store's work.
"""

import datetime as dt
import functools
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import ParamSpec, TypeVar
from unittest.mock import patch

import sqlalchemy as sa
from sqlalchemy.engine.default import DefaultDialect

from adapters import registry, retrieve
from adapters.model import Issue, Ref, Topic
from adapters.tags import vocabulary
from adapters.tags.tagger import Tagger
from bench import memory
from bench.corpus import Corpus, Text
from bench.databases import DATABASES
from bot import ingest
from storage import content, index, places, tokens
from storage.index import Indexed
from storage.store import Store, open_store

STAGES = ("read", "parse", "tag", "store", "index", "commit")
POINTS = 10  # of the run at which time and memory are noted
NOW = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Point:
    """Megabytes done, seconds taken for them, and memory (MB) held by then."""

    megabytes: float
    seconds: float
    resident: float | None
    peak: float | None


@dataclass(frozen=True, slots=True)
class Ingest:
    """One run of everything into one database; `seconds` by stage."""

    database: str
    megabytes: float
    issues: int
    entries: int
    papers: int
    copies: int
    seconds: dict[str, float]
    points: tuple[Point, ...]

    @property
    def total(self) -> float:
        """The seconds of all stages."""
        return sum(self.seconds.values())

    @property
    def entries_per_second(self) -> float:
        """The speed of the whole way."""
        return self.entries / self.total

    @property
    def slowdown(self) -> float:
        """How many times longer the last tenth took than the first, per MB."""
        first, last, before = self.points[0], self.points[-1], self.points[-2]
        slow = (last.seconds - before.seconds) / (last.megabytes - before.megabytes)
        return slow / (first.seconds / first.megabytes)

    @property
    def growth(self) -> float | None:
        """How many times the memory held after the first tenth is held at the end; None where it cannot be seen."""
        first, last = self.points[0].resident, self.points[-1].resident
        return None if first is None or last is None else last / first


class Stopwatch:
    """Seconds by stage; a stage inside another is taken out of it."""

    def __init__(self, stages: Sequence[str] = STAGES) -> None:
        self.seconds = dict.fromkeys(stages, 0.0)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a block."""
        others = self.total() - self.seconds[name]
        started = time.perf_counter()
        before = self.seconds[name]
        try:
            yield
        finally:
            inside = self.total() - self.seconds[name] - others
            again = self.seconds[name] - before
            self.seconds[name] += time.perf_counter() - started - inside - again

    def timed(self, name: str, function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
        """The function, each call timed."""

        @functools.wraps(function)
        def call(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
            with self.stage(name):
                return function(*args, **kwargs)

        return call

    def total(self) -> float:
        """The seconds of all stages."""
        return sum(self.seconds.values())


class TimedTagger(Tagger):
    """A tagger with a stopwatch."""

    def __init__(self, watch: Stopwatch) -> None:
        super().__init__(vocabulary.load())
        self._watch = watch

    def tag_issue(self, issue: Issue) -> list[tuple[Topic, ...]]:
        """Tag as ever."""
        with self._watch.stage("tag"):
            return super().tag_issue(issue)


def run(corpus: Corpus, database: str, megabytes: float) -> Ingest:
    """Ingest this much into an empty database, in whole copies of the corpus. Made for a process of its own."""
    size = corpus.size() / 1e6
    copies = max(2, round(megabytes / size))
    _warm_up(corpus)
    watch = Stopwatch()
    with DATABASES[database]() as url, open_store(url) as store, _watched(watch):
        issues, points = _fill(store, corpus, copies, watch)
        stats = store.stats()
    return Ingest(
        database=database,
        megabytes=points[-1].megabytes,
        issues=issues,
        entries=stats.entries,
        papers=stats.papers,
        copies=copies,
        seconds=watch.seconds,
        points=points,
    )


def _warm_up(corpus: Corpus) -> None:
    """Load tables and compile patterns, which the first issue of a process waits for."""
    watch = Stopwatch()
    with open_store("sqlite://") as store:
        tagger = TimedTagger(watch)
        for text in corpus.copy(0):
            _take(text, store, tagger, watch)


def _fill(store: Store, corpus: Corpus, copies: int, watch: Stopwatch) -> tuple[int, tuple[Point, ...]]:
    tagger = TimedTagger(watch)
    issues = done = 0
    points: list[Point] = []
    expected = 0
    for number in range(copies):
        for text in corpus.copy(number):
            _take(text, store, tagger, watch)
            issues += 1
            done += len(text.data)
        if number == 0:
            expected = store.stats().papers * copies
        if (number + 1) * POINTS // copies > len(points):
            points.append(Point(done / 1e6, watch.total(), memory.resident(), memory.peak()))
    stats = store.stats()
    if (stats.papers, stats.issues) != (expected, issues):
        message = f"{stats.papers} papers in {stats.issues} issues are stored, not {expected} in {issues}: copies mix."
        raise RuntimeError(message)
    return issues, tuple(points)


def _take(text: Text, store: Store, tagger: Tagger, watch: Stopwatch) -> Issue:
    with watch.stage("read"):
        words = retrieve.decode(text.data, text.key)
    with watch.stage("parse"):
        issue = registry.parse(words, Ref(key=text.key))
    with watch.stage("store"):
        ingest.put(issue, store, tagger, now=NOW)
    return issue


@contextmanager
def _watched(watch: Stopwatch) -> Iterator[None]:
    """Time what the store does for the index, and its commits."""
    change = index.change

    def change_and_flush(connection: sa.Connection, gone: Sequence[Indexed], come: Sequence[Indexed]) -> None:
        change(connection, gone, come)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("SAVEPOINT postings")
            connection.exec_driver_sql("RELEASE postings")

    with (
        patch.object(places, "document", watch.timed("index", tokens.document)),
        patch.object(content, "words", watch.timed("index", tokens.words)),
        patch.object(index, "change", watch.timed("index", change_and_flush)),
        patch.object(DefaultDialect, "do_commit", watch.timed("commit", DefaultDialect.do_commit)),
    ):
        yield
