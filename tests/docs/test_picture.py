"""The README's picture shows what the demo prints."""

import html
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "docs" / "demo.svg"
LINE = re.compile(r'<text class="demo-[^"]*r\d+"[^>]*>(.*?)</text>')


def squeeze(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_picture_is_what_the_demo_prints() -> None:
    shown = squeeze(html.unescape("".join(LINE.findall(PICTURE.read_text("utf-8")))))
    command = [sys.executable, "-m", "bot", "demo", "--language", "en"]
    run = subprocess.run(command, env=os.environ | {"COLUMNS": "88"}, cwd=ROOT, capture_output=True, check=True)  # noqa: S603 - ours
    assert len(shown) > 1000
    current = squeeze(run.stdout.decode()).startswith(shown)
    assert current, "the demo prints something else now; draw it again: .venv/bin/python docs/render_demo.py"


def test_the_readme_shows_the_picture() -> None:
    assert "(docs/demo.svg)" in (ROOT / "README.md").read_text("utf-8")
