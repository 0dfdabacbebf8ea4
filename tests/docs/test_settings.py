"""docs/settings.md is what the code declares."""

import shutil
from pathlib import Path

import pytest

from bot.policy import AccessPolicy
from bot.settings import load
from docs import render_settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_of_settings_is_current() -> None:
    rows = [line for line in render_settings.page().splitlines() if line.startswith("| `PAPERWIRE_")]
    assert len(rows) > 10
    hint = "a setting has changed; write the page again: .venv/bin/python docs/render_settings.py"
    assert render_settings.PAGE.read_text("utf-8") == render_settings.page(), hint


def test_the_example_of_an_env_file_can_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copyfile(ROOT / ".env.example", tmp_path / ".env")
    monkeypatch.chdir(tmp_path)
    found = load({})
    assert (found.sources, found.access, found.telegram_token) == ("hf:daily", AccessPolicy.INVITE, None)
