"""A bench as `make bench` runs it, made small by its options."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Run a bench with these options and give what it prints; its status says whether a required figure is missed."""

    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache"))}

    def run(name: str, *options: str) -> str:
        command = [sys.executable, "-m", f"bench.{name}", *options]
        ran = subprocess.run(  # noqa: S603 - a command of ours
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert ran.stderr == ""
        assert ran.returncode == (1 if "FAILS" in ran.stdout else 0)
        return ran.stdout

    return run
