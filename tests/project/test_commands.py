"""One command per job, the same for a person and for CI."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_ci_runs_the_test_command_of_the_readme() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in (ROOT / "README.md").read_text("utf-8")
    assert {"make lint", "make test"} <= set(script.read_text("utf-8").splitlines())


@pytest.mark.parametrize("tool", ["ruff check", "ruff format --check", "mypy", "lint-imports"])
def test_every_tool_is_run(recipe: Callable[[str], str], tool: str) -> None:
    assert tool in recipe("lint")


def test_check_is_lint_and_the_docs(recipe: Callable[[str], str]) -> None:
    assert "\ncheck: lint " in (ROOT / "Makefile").read_text("utf-8")
    assert "pytest tests/docs tests/project" in recipe("check")


def test_a_command_reports_the_coverage_of_the_test_command(recipe: Callable[[str], str]) -> None:
    assert re.search(r"pytest .*--cov\b", recipe("coverage"))
    assert re.sub(" --cov$", "", recipe("coverage").rstrip()) == recipe("test").rstrip()


def test_the_demo_installs_only_what_it_needs_to_run() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert "\ndemo: $(VENV)/run " in makefile
    assert "\n$(VENV)/run: requirements.lock pyproject.toml\n" in makefile


def test_make_bench_runs_every_bench(tracked: list[Path], recipe: Callable[[str], str]) -> None:
    modules = [file for file in tracked if file.parent == ROOT / "bench"]
    benches = {file.stem for file in modules if '__name__ == "__main__"' in file.read_text("utf-8")}
    named = re.search(r"for name in ([\w ]+); do", recipe("bench"))
    assert benches
    assert named
    assert set(named[1].split()) == benches - {"make_store"}  # it makes what a bench measures
