"""Years of digests in one database: how fast they come in, what they take on disk and in memory, how `run` starts.

`python -m bench.years --entries 1000000` takes about half an hour; without the option, 50,000 entries take two minutes.
Each twentieth is printed as it ends. Status 1 when a required figure is missed.
"""

import argparse
import os
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from adapters.tags.tagger import Tagger
from bench import memory
from bench.corpus import Corpus, load
from bench.databases import DATABASES
from bench.figures import Figure, at_most, judge
from bench.stages import NOW
from bot import app, ingest
from bot.ahead import Ahead
from bot.ingest import NotRead
from storage.engine import connect
from storage.store import Store, open_store

ROOT = Path(__file__).resolve().parents[1]
ENTRIES = 50_000
PARTS = 20
MOST_SLOWDOWN = 1.5
MOST_GROWTH = 1.25  # of the memory held after the first tenth
MOST_START = 3.0  # seconds
STARTS = 3  # after a first one, which leaves its compiled modules
PATIENCE = 60.0  # seconds for a start


@dataclass(frozen=True, slots=True)
class Part:
    """A twentieth: how many entries there are at its end, how fast it was, and what is held then, in MB."""

    entries: int
    per_second: float
    database: float
    resident: float | None

    def line(self) -> str:
        """What is printed of it."""
        held = "" if self.resident is None else f", {self.resident:,.0f} MB of memory"
        per_entry = self.database * 1000 / self.entries
        return f"{self.entries:>9,} entries: {self.per_second:,.0f}/s, {per_entry:.1f} kB an entry{held}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the status."""
    parser = argparse.ArgumentParser(prog="python -m bench.years", description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES, help=f"how many are ingested (default: {ENTRIES:,})")
    parser.add_argument("--database", choices=[*DATABASES], default="SQLite")
    parser.add_argument("--samples", action="store_true", help="measure with samples/, whatever else is there")
    options = parser.parse_args(arguments)
    corpus = load(samples=options.samples)
    print(f"{options.entries:,} entries on {options.database}, from {corpus.origin}", flush=True)
    with DATABASES[options.database]() as url:
        parts = []
        for part in measure(corpus, url, options.entries):
            print(part.line(), flush=True)
            parts.append(part)
        before = _processor()
        starts = [start_seconds(url) for _ in range(STARTS + 1)]
        used = (_processor() - before) / len(starts)
        print(f"starts: {', '.join(f'{one:.2f} s' for one in starts)}; each {used:.2f} s of a processor", flush=True)
        return judge(list(_figures(parts, statistics.median(starts[1:]))))


def measure(corpus: Corpus, url: str, entries: int) -> Iterator[Part]:
    """Ingest copies of the corpus as `paperwire ingest` does, until there are so many entries."""
    tagger, number = app.build_tagger(), 0
    with open_store(url) as store, Ahead(app.build_tagger) as ahead:
        for part in range(1, PARTS + 1):
            before, spent = store.stats().entries, 0.0
            while (there := store.stats().entries) < entries * part / PARTS or not spent:
                spent += _ingest(corpus, number, store, tagger, ahead)
                number += 1
            yield Part(there, (there - before) / spent, _size(url), memory.resident())


def _ingest(corpus: Corpus, number: int, store: Store, tagger: Tagger, ahead: Ahead[Tagger]) -> float:
    """Ingest one copy from files; the seconds that takes."""
    folder = Path(tempfile.mkdtemp())
    try:
        for text in corpus.copy(number):
            path = folder / text.key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.data)
        began = time.perf_counter()
        outcomes = list(ingest.ingest(ingest.find([folder]), store, tagger, now=NOW, ahead=ahead))
        spent = time.perf_counter() - began
    finally:
        shutil.rmtree(folder)
    if refused := [one.sentence for one in outcomes if isinstance(one, NotRead)]:
        raise RuntimeError(refused[0])
    return spent


def _size(url: str) -> float:
    """The size of the database in MB, with its log."""
    engines = connect(url)
    if engines.path is not None:
        return sum(file.stat().st_size for file in engines.path.parent.glob(f"{engines.path.name}*")) / 1e6
    with engines.reading() as connection:
        size = float(connection.scalar(sa.text("SELECT pg_database_size(current_database())")))
    engines.close()
    return size / 1e6


def start_seconds(url: str) -> float:
    """How long `paperwire run` takes from its start until it says that it is ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"PAPERWIRE_DATABASE_URL": url, "PAPERWIRE_HTTP_PORT": str(port), "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            cwd=folder,
            env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | settings,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            while not _is_ready(port) and time.perf_counter() - began < PATIENCE:
                time.sleep(0.02)
            return time.perf_counter() - began
        finally:
            process.terminate()
            process.wait(30)


def _processor() -> float:
    """The processor time of the processes that were started and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def _figures(parts: Sequence[Part], start: float) -> Iterator[Figure]:
    first, last = parts[: PARTS // 10], parts[-(PARTS // 10) :]
    slowdown = sum(part.per_second for part in first) / sum(part.per_second for part in last)
    yield at_most("ingest, last tenth against first", slowdown, MOST_SLOWDOWN, "x")
    if first[-1].resident and last[-1].resident:
        growth = last[-1].resident / first[-1].resident
        yield at_most("memory, last tenth against first", growth, MOST_GROWTH, "x")
    yield at_most("start of `run` afterwards", start, MOST_START, "s")


if __name__ == "__main__":
    sys.exit(main())
