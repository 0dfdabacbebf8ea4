"""docs/settings.md is what the code declares."""

from docs import render_settings


def test_the_page_of_settings_is_current() -> None:
    rows = [line for line in render_settings.page().splitlines() if line.startswith("| `PAPERWIRE_")]
    assert len(rows) > 10
    hint = "a setting has changed; write the page again: .venv/bin/python docs/render_settings.py"
    assert render_settings.PAGE.read_text("utf-8") == render_settings.page(), hint
