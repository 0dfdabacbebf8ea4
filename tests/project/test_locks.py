"""The lock files pin everything with hashes and name no place to download from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(?P<version>[^\s;\\]+)", re.MULTILINE)
ALLOWED = re.compile(r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==[^\s;\\]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
LOCKS = ("requirements.lock", "requirements-dev.lock")


def pins(lock: str) -> dict[str, str]:
    return {match["name"]: match["version"] for match in PIN.finditer((ROOT / lock).read_text("utf-8"))}


def names(requirements: list[str]) -> set[str]:
    written = (re.split(r"[\[><=~! ;]", requirement, maxsplit=1)[0].lower() for requirement in requirements)
    found = {re.sub(r"[-_.]+", "-", name) for name in written}
    assert found
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: str) -> None:
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    assert lines
    assert [line for line in lines if not ALLOWED.fullmatch(line)] == []


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project["dependency-groups"]
    assert names(project["project"]["dependencies"]) | names(groups["build"]) <= pins("requirements.lock").keys()
    assert names(groups["dev"]) <= pins("requirements-dev.lock").keys()


def test_tests_run_on_the_versions_that_the_demo_installs() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()
