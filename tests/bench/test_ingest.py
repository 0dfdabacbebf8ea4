"""The bench measures what it says it does; how fast this machine is, is not this suite's business."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.parsing import Curve

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.proof
def test_the_bench_measures_every_stage_on_both_databases(tmp_path: Path) -> None:
    target = tmp_path / "figures.json"
    command = [sys.executable, "-m", "bench.ingest", "--quick", "--samples", "--megabytes", "0.05"]
    run = subprocess.run([*command, "--json", str(target)], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - a command of ours
    assert run.stderr == ""
    figures = json.loads(target.read_text("utf-8"))
    assert run.returncode == (0 if all(figure["holds"] for figure in figures["required"]) else 1)
    assert {figure["name"] for figure in figures["required"]} >= {"ingest on SQLite", "ingest on PostgreSQL"}
    for run_by_stage in figures["ingests"].values():
        assert run_by_stage["seconds"].keys() == {"read", "parse", "tag", "store", "index", "commit"}
        assert min(run_by_stage["seconds"].values()) > 0
    for runs in figures["wholes"].values():
        assert min(run["entries"] for run in runs) > 0
    assert {ratio["adapter"] for ratio in figures["ratios"]} > {curve["adapter"] for curve in figures["curves"]}


@pytest.mark.parametrize(("power", "falls"), [(0, 1), (1, 50)], ids=["linear", "quadratic"])
def test_a_curve_falls_as_its_time_grows(power: int, falls: float) -> None:
    sizes = (1, 2, 5, 10, 20, 50)
    curve = Curve("markdown", "issues", sizes, tuple(8 / size**power for size in sizes))
    assert curve.fall == pytest.approx(falls)
