"""How fast a library of a million papers is searched, how large its index is, and what a day's papers cost.

Papers are made of published sentences in three languages (`bench.make_store`). In the same run, common words are looked
for in a full index that the database ranks (bm25, ts_rank), and by a scan for the letters. `--documents` makes the
library smaller. Status 1 when a required figure is missed.
"""

import argparse
import datetime as dt
import gc
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import sqlalchemy as sa

from adapters.model import Issue
from adapters.tags import vocabulary as vocabulary_data
from adapters.tags.vocabulary import Vocabulary
from adapters.text import query_tokens
from bench.asked import COMMON, Kinds, make_beginnings, make_queries
from bench.databases import KEPT
from bench.figures import Figure, at_least, at_most, judge
from bench.library import NEWEST, PER_DAY, Seed, make_documents, read_seeds
from bench.make_store import DOCUMENTS, library
from bench.shelves import NAME, Built, index_bytes
from bot.completing import complete_authors, complete_titles, complete_topics
from bot.finding import find_papers
from bot.suggesting import MOST
from storage.engine import Engines, connect
from storage.model import Source
from storage.schema import SEARCH_TABLE
from storage.store import Store, open_store

QUERIES = 40  # of a kind
SCANS = 3  # of them, by letters
RUNS = 3  # of everything with a bound in milliseconds or seconds: the median counts
MOST_MS = {"SQLite": 30.0, "PostgreSQL": 100.0}  # for 95 of 100 ranked answers
LEAST_RATIO = 20.0  # against ranking common words in the database
MOST_OF_TEXT = 0.35
MOST_SECONDS = 0.5  # for a day's papers
_NOW = dt.datetime(2026, 11, 18, 8, tzinfo=dt.UTC)
BEGINNINGS = 300  # of a kind
MOST_MS_OF_CHOICES = 50.0  # for 99 of 100


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of some searches, in ascending order."""

    ms: tuple[float, ...]

    def at(self, percent: int) -> float:
        """What so many of a hundred take at most."""
        return self.ms[min(len(self.ms) - 1, len(self.ms) * percent // 100)]

    def __str__(self) -> str:
        return _written(self)


@dataclass(frozen=True, slots=True)
class Runs:
    """The times of the same searches in several runs, each over a store that was opened for it."""

    times: tuple[Times, ...]

    def at(self, percent: int) -> float:
        """What so many of a hundred take at most in the middle run."""
        return statistics.median(self.each(percent))

    def each(self, percent: int) -> list[float]:
        """The same of every run, in their order."""
        return [times.at(percent) for times in self.times]

    def __str__(self) -> str:
        return _written(self)


def _written(times: Times | Runs) -> str:
    return f"p50 {times.at(50):.1f}, p95 {times.at(95):.1f}, p99 {times.at(99):.1f} ms"


def timed(work: Callable[[str], object], queries: Sequence[str]) -> Times:
    """How long each takes, the first one left out."""
    work(queries[0])
    return Times(tuple(sorted(_ms(work, query) for query in queries)))


def _ms(work: Callable[[str], object], query: str) -> float:
    begin = time.perf_counter()
    work(query)
    return (time.perf_counter() - begin) * 1000


def rank_in_database(engines: Engines, query: str) -> object:
    """The best 50 by the database's own ranking."""
    tokens = query_tokens(query)
    if engines.path is not None:
        statement = "SELECT rowid FROM rival WHERE rival MATCH :query ORDER BY rank LIMIT 50"
        wanted = " AND ".join(f'"{token}"' for token in tokens)
    else:
        statement = (
            "SELECT key FROM rival, to_tsquery('simple', :query) AS wanted WHERE x @@ wanted "
            "ORDER BY ts_rank(x, wanted) DESC LIMIT 50"
        )
        wanted = " & ".join(f"'{token}'" for token in tokens)
    with engines.reading() as connection:
        return connection.execute(sa.text(statement), {"query": wanted}).all()


def scan(engines: Engines, query: str) -> object:
    """How many entries hold these letters."""
    statement = "SELECT count(*) FROM entry WHERE title LIKE :query OR CAST(summaries AS TEXT) LIKE :query"
    with engines.reading() as connection:
        return connection.scalar(sa.text(statement), {"query": f"%{query}%"})


def add_day(store: Store, seeds: dict[str, list[Seed]], number: int) -> float:
    """Seconds to add a day's papers, which are tagged already. The library keeps them: no `number` comes twice.

    Once a day the index is compacted, as `paperwire run` does.
    """
    made = [
        replace(one.entry, title=f"{one.entry.title} {number}") for one in make_documents(PER_DAY, seeds, seed=number)
    ]
    entries = tuple(replace(one, arxiv_id=f"2611.{number}{place:03}") for place, one in enumerate(made))
    issue = Issue(NAME, f"new-{number}.md", NEWEST, None, None, "en", entries)
    begin = time.perf_counter()
    store.issues.put(Source(NAME, NAME, "/"), issue, [()] * len(entries), tagger="1", now=_NOW)
    seconds = time.perf_counter() - begin
    for _ in store.search.compact():
        pass
    return seconds


def measure(name: str, documents: int, seeds: dict[str, list[Seed]], vocabulary: Vocabulary) -> list[Figure]:
    """Search and add in one database, and print what is not required on the way."""
    with library(name, documents, seeds) as (url, built):
        engines = connect(url)
        try:
            return [
                *_sizes(name, engines, built),
                *_latencies(name, url, engines, make_queries(vocabulary, seeds, QUERIES), vocabulary),
                *_choices(name, url, make_beginnings(vocabulary, seeds, BEGINNINGS), vocabulary),
                _day(name, url, seeds),
            ]
        finally:
            engines.close()


def _sizes(name: str, engines: Engines, built: Built) -> list[Figure]:
    ours, rival = (index_bytes(engines, table) for table in (SEARCH_TABLE, "rival"))
    print(f"{name}: {built.papers:,} papers, {built.text_bytes / 1e6:,.0f} MB of text")
    print(f"  index {ours / 1e6:,.0f} MB, {built.papers / built.index_seconds:,.0f} papers/s")
    print(f"  full index {rival / 1e6:,.0f} MB, {built.papers / built.rival_seconds:,.0f} papers/s", flush=True)
    return [at_most(f"{name}: index against text", ours / built.text_bytes, MOST_OF_TEXT, "x")]


def _run(url: str, works: Mapping[str, Callable[[Store, str], object]], kinds: Kinds) -> dict[str, Runs]:
    """How long the work of each kind takes for each of its queries, in each run."""
    runs: list[dict[str, Times]] = []
    for _ in range(RUNS):
        with open_store(url) as store:
            runs.append({kind: timed(partial(works[kind], store), queries) for kind, queries in kinds.items()})
    return {kind: Runs(tuple(times[kind] for times in runs)) for kind in kinds}


def _latencies(name: str, url: str, engines: Engines, kinds: Kinds, vocabulary: Vocabulary) -> list[Figure]:
    def answer(store: Store, query: str) -> object:
        return find_papers(store, vocabulary, query, limit=10)

    times = _run(url, dict.fromkeys(kinds, answer), kinds)
    for kind, taken in times.items():
        print(f"  {kind}: {taken}")
    every = Runs(tuple(map(_together, zip(*(taken.times for taken in times.values()), strict=True))))
    common = kinds["common words"]
    ranked = timed(lambda query: rank_in_database(engines, query), common)
    print(f"  all kinds: {every}; p95 of each run: {', '.join(f'{ms:.1f}' for ms in every.each(95))}")
    print(f"  common words, ranked by the database: {ranked}")
    letters = timed(lambda query: scan(engines, query), [*COMMON.values()][:SCANS])
    print(f"  common words, by a scan: {letters}", flush=True)
    ratio = ranked.at(50) / times["common words"].at(50)
    return [
        at_most(f"{name}: 95 of 100 ranked answers", every.at(95), MOST_MS[name], "ms"),
        at_least(f"{name}: common words against the database's ranking", ratio, LEAST_RATIO, "x"),
    ]


def _together(times: Iterable[Times]) -> Times:
    return Times(tuple(sorted(ms for taken in times for ms in taken.ms)))


def _choices(name: str, url: str, beginnings: Kinds, vocabulary: Vocabulary) -> Iterator[Figure]:
    complete: Mapping[str, Callable[[Store, str], object]] = {
        "topics": lambda _, typed: complete_topics(typed, vocabulary),
        "titles": lambda store, typed: complete_titles(store, typed, MOST),
        "authors": complete_authors,
    }
    times = _run(url, complete, beginnings)
    for kind, taken in times.items():
        each = ", ".join(f"{ms:.1f}" for ms in taken.each(99))
        print(f"  choices as a person types, {kind}: {taken}; p99 of each run: {each}", flush=True)
        yield at_most(f"{name}: 99 of 100 choices, {kind}", taken.at(99), MOST_MS_OF_CHOICES, "ms")


def _day(name: str, url: str, seeds: dict[str, list[Seed]]) -> Figure:
    with open_store(url) as store:
        first = store.stats().issues
        seconds = statistics.median(add_day(store, seeds, number) for number in range(first, first + RUNS))
    return at_most(f"{name}: adding a day's {PER_DAY} papers", seconds, MOST_SECONDS, "s")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the status."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    parser.add_argument("--samples", action="store_true", help="made of samples/, whatever else is there")
    options = parser.parse_args(arguments)
    vocabulary = vocabulary_data.load()
    seeds = read_seeds(vocabulary, samples=options.samples)
    gc.freeze()  # as `paperwire run` does
    print("seeds:", ", ".join(f"{len(found):,} {language}" for language, found in seeds.items()), flush=True)
    return judge([one for name in KEPT for one in measure(name, options.documents, seeds, vocabulary)])


if __name__ == "__main__":
    sys.exit(main())
