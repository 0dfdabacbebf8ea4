"""The checkout as the tests of the project see it."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def tracked() -> list[Path]:
    """Every file that git tracks in the checkout."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout")
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607 - git as the person who runs the tests has it
    files = [ROOT / name for name in listing.split("\0") if name]
    assert files
    return [file for file in files if file.is_file()]


@pytest.fixture(scope="session")
def recipe() -> Callable[[str], str]:
    """Give the commands that `make TARGET` would run."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}

    def lines(target: str) -> str:
        run = ["make", "--dry-run", target]
        return subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout  # noqa: S603 - a target of ours

    return lines
