"""The README's pictures of chats show what the bot says, to every reader."""

import html
import re
import subprocess
import sys
import unicodedata
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).resolve().parents[2]
DRAWN = ("telegram", "discord")
SVG = "{http://www.w3.org/2000/svg}"
PLAIN = {"svg", "title", "style", "rect", "circle", "path", "text", "tspan"}


def picture(name: str) -> ET.Element:
    return ET.fromstring((ROOT / "docs" / f"{name}.svg").read_text("utf-8"))  # noqa: S314 - ours


def squeeze(text: str) -> str:
    """The text without blanks, and without what only controls how the rest is shown."""
    return "".join(char for char in text if not char.isspace() and unicodedata.category(char) != "Cf")


@pytest.mark.parametrize("name", DRAWN)
def test_the_picture_is_what_the_bot_says(name: str) -> None:
    texts = [one for one in picture(name).iter(f"{SVG}text") if one.get("class") in ("said", "key")]
    shown = squeeze("".join("".join(one.itertext()) for one in texts))
    command = [sys.executable, "-m", "docs.render_chats", "--words", name]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)  # noqa: S603 - ours
    assert len(shown) > 1000
    same = squeeze(run.stdout.decode()) == shown
    assert same, "the bot says something else now; draw it again: .venv/bin/python -m docs.render_chats"


@pytest.mark.parametrize("name", DRAWN)
def test_the_picture_is_plain_and_no_longer_than_a_page(name: str) -> None:
    drawn = picture(name)
    assert {one.tag.removeprefix(SVG) for one in drawn.iter()} <= PLAIN
    assert not re.search(r"url\(|@import|href", html.unescape(ET.tostring(drawn, "unicode")))
    assert float(drawn.get("height", "")) <= 1600


@pytest.mark.parametrize("name", DRAWN)
def test_no_line_leaves_the_picture(name: str) -> None:
    wide = float(picture(name).get("width", ""))
    lines = [one for one in picture(name).iter(f"{SVG}text") if one.get("class") == "said"]
    assert lines
    ends = [float(one.get("x", "")) + float(one.get("textLength", "")) for one in lines]
    assert max(ends) < wide


@pytest.mark.parametrize("name", DRAWN)
def test_the_readme_shows_the_picture(name: str) -> None:
    assert f"(docs/{name}.svg)" in (ROOT / "README.md").read_text("utf-8")
