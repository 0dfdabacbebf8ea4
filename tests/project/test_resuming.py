"""A long run that was broken off goes on where it was."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = """
import os

def test_that_passes(): pass

def test_that_fails_at_first(): assert "MENDED" in os.environ
"""

OPTION = re.search(r"--resume\b.", (ROOT / "Makefile").read_text())  # with what stands between it and its file


def run(folder: Path, **environment: str) -> tuple[int, str]:
    assert OPTION is not None
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *f"{OPTION[0]}passed".split()]
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    return ran.returncode, ran.stdout.rstrip().rpartition("\n")[2]


def test_what_passed_is_left_out_until_all_has_passed(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n")
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "conftest.py").write_text('pytest_plugins = ["tests.resuming"]\n')
    (tests / "test_two.py").write_text(TESTS)
    status, said = run(tmp_path)
    assert (status, "1 failed, 1 passed" in said) == (1, True)
    status, said = run(tmp_path, MENDED="1")
    assert (status, "1 passed, 1 deselected" in said) == (0, True)
    status, said = run(tmp_path, MENDED="1")
    assert (status, "2 passed" in said) == (0, True)
