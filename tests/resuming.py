"""`--resume=FILE`: a long run that was broken off goes on where it was."""

from collections.abc import Sequence
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    says = "leave out the tests that FILE says have passed, and note there those that pass; gone when all have"
    parser.addoption("--resume", type=Path, metavar="FILE", help=says)


def pytest_configure(config: pytest.Config) -> None:
    file = config.getoption("--resume")
    if file is not None:
        config.pluginmanager.register(Resuming(file))


class Resuming:
    """Notes what passes in a file, a line a test."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.passed = set(file.read_text("utf-8").splitlines()) if file.exists() else set()

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        done: Sequence[pytest.Item] = [item for item in items if item.nodeid in self.passed]
        config.hook.pytest_deselected(items=done)
        items[:] = [item for item in items if item.nodeid not in self.passed]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" and report.passed:
            with self.file.open("a", encoding="utf-8") as notes:
                notes.write(f"{report.nodeid}\n")

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        if exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            self.file.unlink(missing_ok=True)
