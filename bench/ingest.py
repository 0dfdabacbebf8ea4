"""How fast digests are parsed, tagged, stored and indexed, how much memory that takes, and whether both stay so.

`python -m bench.ingest` takes about twenty minutes, with `--quick` three. Status 1 when a required figure is missed.
"""

import argparse
import json
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from pathlib import Path
from typing import TypeVar

from adapters import registry
from bench import parsing, report, stages, whole
from bench.corpus import Corpus, load
from bench.databases import DATABASES
from bench.report import Results

SIZES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)  # of the megabytes asked for: the texts of a curve
COMPARED = 0.1  # of them: what markdown-it-py reads too
PART = 0.3  # of them: what each run on two cores ingests
RUNS = 3

Result = TypeVar("Result")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the status."""
    options = _options(arguments)
    megabytes = options.megabytes or (10 if options.quick else 100)
    results = measure(load(samples=options.samples), megabytes, 1 if options.quick else RUNS)
    print(report.text(results))
    if options.json:
        options.json.write_text(json.dumps(report.as_json(results), indent=2) + "\n", "utf-8")
    return 0 if all(figure.holds for figure in report.required(results)) else 1


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.ingest", description=__doc__)
    parser.add_argument("--megabytes", type=float, help="how much is ingested (default: 100; with --quick 10)")
    parser.add_argument("--quick", action="store_true", help="measure once")
    parser.add_argument("--samples", action="store_true", help="measure with samples/, whatever else is there")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    return parser.parse_args(arguments)


def measure(corpus: Corpus, megabytes: float, runs: int) -> Results:
    """Everything, each part in a process of its own with the machine to itself: two would take turns at its caches."""
    sizes = tuple(part * megabytes for part in SIZES)
    ratios = _apart(parsing.compare, [(corpus, COMPARED * megabytes, runs)])[0]
    ingests = {name: _apart(stages.run, [(corpus, name, megabytes)])[0] for name in DATABASES}
    wholes = {name: _apart(whole.run, [(corpus, name, PART * megabytes)] * runs) for name in DATABASES}
    wanted = [(corpus, adapter.name, sizes) for adapter in registry.ADAPTERS]
    curves = _apart(parsing.curves, wanted)
    return Results(corpus.origin, os.cpu_count() or 1, runs, ratios, ingests, wholes, list(chain.from_iterable(curves)))


def _apart(work: Callable[..., Result], calls: Sequence[tuple[object, ...]]) -> list[Result]:
    """The work with each of these arguments, each in a fresh process, so that no memory is another's."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context, max_tasks_per_child=1) as pool:
        waiting = [pool.submit(work, *arguments) for arguments in calls]
        return [_awaited(future.result(), arguments) for future, arguments in zip(waiting, calls, strict=True)]


def _awaited(result: Result, arguments: tuple[object, ...]) -> Result:
    if sys.stderr.isatty():
        print("measured", *arguments[1:], file=sys.stderr)
    return result


if __name__ == "__main__":
    sys.exit(main())
