"""Log lines are text for a person at a terminal, and JSON for whatever else reads them, unless the operator says so."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import logging, sys
from bot.logs import Secrets, configure
configure("INFO", Secrets(["a-secret"]), form=(sys.argv[1:] or [None])[0])
logging.getLogger("bot.x").warning("A line\\nand a-secret: %s", "확산")
"""


def on_a_terminal(*form: str) -> str:
    ours, its = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        process = subprocess.Popen([sys.executable, "-c", PROGRAM, *form], cwd=ROOT, stderr=its)  # noqa: S603 - ours
        assert process.wait(60) == 0
        os.close(its)
        return terminal.read(10_000).decode()


def elsewhere(*form: str) -> str:
    command = [sys.executable, "-c", PROGRAM, *form]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stderr  # noqa: S603 - ours


@pytest.mark.parametrize("read", [elsewhere, lambda: on_a_terminal("json")], ids=["by itself", "as set"])
def test_json(read: object) -> None:
    (line,) = read().splitlines()  # type: ignore[operator]
    assert "확산" in line
    assert json.loads(line) | {"time": ""} == {
        "time": "",
        "level": "WARNING",
        "logger": "bot.x",
        "message": "A line\nand ***: 확산",
    }


@pytest.mark.parametrize("read", [on_a_terminal, lambda: elsewhere("text")], ids=["by itself", "as set"])
def test_text(read: object) -> None:
    assert read().splitlines() == ["WARNING bot.x: A line", "and ***: 확산"]  # type: ignore[operator]
