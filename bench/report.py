"""What was measured, as a page to read and as JSON, beside what is required."""

import dataclasses
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.figures import Figure, at_least, at_most
from bench.parsing import ALL, Curve, Ratio
from bench.stages import STAGES, Ingest
from bench.whole import Whole

LEAST_RATIO = 2.0
LEAST_ENTRIES: Mapping[str, float] = {"SQLite": 800, "PostgreSQL": 400}  # a second
MOST_SLOWDOWN = 1.5
MOST_GROWTH = 0.1  # of the memory held after the first tenth


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that was measured: `ingests` stage by stage in one process, `wholes` as quickly as it goes."""

    origin: str
    cores: int
    runs: int
    ratios: Sequence[Ratio]
    ingests: Mapping[str, Ingest]
    wholes: Mapping[str, Sequence[Whole]]
    curves: Sequence[Curve]


def required(results: Results) -> list[Figure]:
    """All figures that are required, ratios first."""
    return [*_parsing(results), *_growing(results), *_speeds(results)]


def _parsing(results: Results) -> Iterator[Figure]:
    ratio = next(ratio.ratio for ratio in results.ratios if ratio.adapter == ALL)
    yield at_least("parsing against markdown-it-py", ratio, LEAST_RATIO, "x")
    worst = max(results.curves, key=lambda curve: curve.fall)
    name = f"parsing, a text 50 times as long ({worst.adapter}, {worst.shape})"
    yield at_most(name, worst.fall, MOST_SLOWDOWN, "x")


def _growing(results: Results) -> Iterator[Figure]:
    for database, whole in results.ingests.items():
        yield at_most(f"ingest on {database}, last tenth against first", whole.slowdown, MOST_SLOWDOWN, "x")
        if whole.growth is not None:
            yield at_most(f"memory on {database}, last tenth against first", whole.growth, 1 + MOST_GROWTH, "x")


def _speeds(results: Results) -> Iterator[Figure]:
    for database, runs in results.wholes.items():
        speed = statistics.median(run.entries_per_second for run in runs)
        yield at_least(f"ingest on {database}", speed, LEAST_ENTRIES[database], "entries/s")


def as_json(results: Results) -> dict[str, Any]:
    """The figures as plain values."""
    figures = [dataclasses.asdict(figure) for figure in required(results)]
    return {"required": figures, **dataclasses.asdict(results)}


def text(results: Results) -> str:
    """The page."""
    parts = [
        _title(results),
        _table(
            ("required", "measured", "wanted", ""),
            [(one.name, one.measured, one.wanted, one.verdict) for one in required(results)],
        ),
        _ratios(results.ratios),
        *(_ingest(results.ingests[name], results.wholes[name]) for name in results.ingests),
        _curves(results.curves),
    ]
    return "\n\n".join(parts)


def _title(results: Results) -> str:
    whole = next(iter(results.ingests.values()))
    return (
        f"{results.origin}, {whole.copies} copies, each with papers and dates of its own: {whole.megabytes:.1f} MB, "
        f"{whole.issues} issues, {whole.entries} entries, {whole.papers} papers\n"
        f"{results.cores} cores; runs of each measurement, of which the median counts: {results.runs}"
    )


def _ratios(ratios: Sequence[Ratio]) -> str:
    rows = [
        (one.adapter, f"{one.ratio:.1f} x", f"{one.speed:.1f}", f"{one.markdown_it_speed:.1f}", f"{one.megabytes:.1f}")
        for one in ratios
    ]
    return _table(("parsing", "ratio", "MB/s", "markdown-it-py MB/s", "MB"), rows)


def _ingest(whole: Ingest, runs: Sequence[Whole]) -> str:
    speeds = ", ".join(f"{run.entries_per_second:.0f}" for run in runs)
    head = f"ingest on {whole.database} in one process (on two cores {speeds} entries/s)"
    return "\n\n".join((_table((head, "share", "entries/s", "MB/s"), _stages(whole)), _points(whole)))


def _stages(whole: Ingest) -> list[Sequence[str]]:
    seconds = {**{stage: whole.seconds[stage] for stage in STAGES}, "all": whole.total}
    return [
        (stage, f"{took / whole.total:.0%}", f"{whole.entries / took:.0f}", f"{whole.megabytes / took:.1f}")
        for stage, took in seconds.items()
    ]


def _points(whole: Ingest) -> str:
    rows = [
        (f"{point.megabytes:.0f}", f"{point.seconds:.1f}", _memory(point.resident), _memory(point.peak))
        for point in whole.points
    ]
    return _table(("MB read", "seconds", "MB held", "at most"), rows)


def _memory(megabytes: float | None) -> str:
    return "unknown" if megabytes is None else f"{megabytes:.0f}"


def _curves(curves: Sequence[Curve]) -> str:
    sizes = [f"{size:g} MB" for size in curves[0].megabytes]
    rows = [
        (f"{one.adapter}, {one.shape}", *(f"{speed:.1f}" for speed in one.speeds), f"{one.fall:.2f} x")
        for one in curves
    ]
    return _table(("MB/s of one text", *sizes, "falls"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns as wide as they need to be, the first to the left, the others to the right."""
    lines = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(_row(line, widths) for line in lines)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]).rstrip()
