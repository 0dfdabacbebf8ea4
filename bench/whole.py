"""The whole way of files into the store as `paperwire ingest` takes it with many of them, on two cores."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.tags.tagger import Tagger
from bench.corpus import Corpus
from bench.databases import DATABASES
from bench.stages import NOW
from bot import app, ingest
from bot.ahead import Ahead
from bot.ingest import FoundFile, NotRead
from storage.store import Store, open_store


@dataclass(frozen=True, slots=True)
class Whole:
    """One run of files into one database, which had none of them before."""

    database: str
    megabytes: float
    entries: int
    seconds: float

    @property
    def entries_per_second(self) -> float:
        """The speed of the whole way."""
        return self.entries / self.seconds


def run(corpus: Corpus, database: str, megabytes: float) -> Whole:
    """Ingest this much into an empty database, in whole copies of the corpus. Made for a process of its own."""
    copies = max(2, round(megabytes * 1e6 / corpus.size()))
    with _files(corpus, copies) as files, DATABASES[database]() as url, open_store(url) as store:
        tagger = app.build_tagger()
        with Ahead(app.build_tagger) as ahead:
            _read(files[:1], store, tagger, ahead)  # starts the other process and loads the tables of both
            before = store.stats().entries
            started = time.perf_counter()
            _read(files[1:], store, tagger, ahead)
            seconds = time.perf_counter() - started
        size = sum(found.path.stat().st_size for found in files[1:])
        return Whole(database, size / 1e6, store.stats().entries - before, seconds)


@contextmanager
def _files(corpus: Corpus, copies: int) -> Iterator[list[FoundFile]]:
    with tempfile.TemporaryDirectory() as folder:
        for number in range(copies):
            for text in corpus.copy(number):
                path = Path(folder) / text.key
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.data)
        yield list(ingest.find([Path(folder)]))


def _read(files: list[FoundFile], store: Store, tagger: Tagger, ahead: Ahead[Tagger]) -> None:
    outcomes = ingest.ingest(files, store, tagger, now=NOW, ahead=ahead)
    refused = [outcome.sentence for outcome in outcomes if isinstance(outcome, NotRead)]
    if refused:
        raise RuntimeError(refused[0])
