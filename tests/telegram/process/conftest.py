"""A program of one's own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.telegram.process.running import Program
from tests.telegram.server import BotApi


@pytest.fixture
def program(api: BotApi, tmp_path: Path) -> Iterator[Program]:
    """Not started yet."""
    ours = Program(api, tmp_path)
    yield ours
    ours.close()
