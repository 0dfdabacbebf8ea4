"""A library of a million papers in each database, made once and kept outside the checkout for benches of search.

`python -m bench.make_store` takes an hour or two; broken off, it begins again. The same program makes the same library.
"""

import argparse
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from adapters.tags import vocabulary as vocabulary_data
from adapters.text import TOKENIZER_VERSION
from bench.databases import KEPT
from bench.library import Seed, make_documents, read_seeds
from bench.shelves import Built, fill
from storage.engine import connect
from storage.store import open_store

DOCUMENTS = 1_000_000


@contextmanager
def library(name: str, documents: int, seeds: Mapping[str, Sequence[Seed]]) -> Iterator[tuple[str, Built]]:
    """The address of a library in a database, and what making it took, whenever that was."""
    folder = _cache() / f"{name}-{documents}-{_version(seeds)}"
    made = folder / "made.json"
    if not made.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    with KEPT[name](folder) as url:
        if not made.exists():
            made.write_text(json.dumps(asdict(_make(url, documents, seeds))), "utf-8")
        yield url, Built(**json.loads(made.read_text("utf-8")))


def _make(url: str, documents: int, seeds: Mapping[str, Sequence[Seed]]) -> Built:
    open_store(url).close()
    engines = connect(url)
    try:
        return fill(engines, make_documents(documents, seeds))
    finally:
        engines.close()


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "paperwire-bench"


def _version(seeds: Mapping[str, Sequence[Seed]]) -> str:
    made_of = (TOKENIZER_VERSION, {language: [one.entry.title for one in found] for language, found in seeds.items()})
    return hashlib.sha256(repr(made_of).encode()).hexdigest()[:8]


def main(arguments: Sequence[str] | None = None) -> int:
    """Make what is not there yet, and say what is there."""
    parser = argparse.ArgumentParser(prog="python -m bench.make_store", description=__doc__)
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    parser.add_argument("--samples", action="store_true", help="made of samples/, whatever else is there")
    parser.add_argument("databases", nargs="*", metavar="DATABASE", help=f"{' and '.join(KEPT)} unless named")
    options = parser.parse_args(arguments)
    seeds = read_seeds(vocabulary_data.load(), samples=options.samples)
    for name in options.databases or KEPT:
        with library(name, options.documents, seeds) as (url, built):
            print(f"{url}: {built.papers:,} papers, {built.text_bytes / 1e6:,.0f} MB of text", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
