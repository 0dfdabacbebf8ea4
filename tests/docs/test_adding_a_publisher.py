"""The page on adding a publisher, followed word by word."""

import datetime as dt
import importlib.util
import json
import re
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from adapters import registry, retrieve
from adapters.adapter import Adapter
from adapters.errors import ParseError
from adapters.model import Issue, Ref

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "adding-a-publisher.md").read_text("utf-8")
NAMED_BLOCK = re.compile(r"^`([^`\n]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAIR = "tests/adapters/data/example_daily/2026-11-18"


@pytest.fixture
def followed(tmp_path: Path) -> Path:
    """A folder with the files that the page shows, under their paths."""
    blocks = NAMED_BLOCK.findall(PAGE)
    assert len(blocks) == 3
    for name, text in blocks:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def module(followed: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("example_daily", followed / "adapters/publishers/example_daily.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture
def adapter(module: ModuleType) -> Adapter:
    shown = module.ADAPTER
    assert isinstance(shown, Adapter)
    return shown


def as_json(value: Any) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def read(adapter: Adapter, file: Path) -> Issue:
    return adapter.parse(retrieve.read_text(file), Ref(file.name))


def test_the_pair_is_read_as_the_page_says(adapter: Adapter, followed: Path) -> None:
    issue = read(adapter, followed / f"{PAIR}.md")
    expected = json.loads((followed / f"{PAIR}.json").read_text("utf-8"))
    wanted = expected.pop("entries")
    assert {field: as_json(getattr(issue, field)) for field in expected} == expected
    assert len(issue.entries) == len(wanted)
    for want, got in zip(wanted, issue.entries, strict=True):
        assert {field: as_json(getattr(got, field)) for field in want} == want


def test_the_format_is_recognised_and_nothing_else_is(adapter: Adapter, followed: Path) -> None:
    text = retrieve.read_text(followed / f"{PAIR}.md")
    assert sum(mark.search(text) is not None for mark in adapter.marks) >= adapter.needs
    with pytest.raises(ParseError, match=r"^notes\.md: \w"):
        adapter.parse("# Shopping\n", Ref("notes.md"))


def test_the_page_shows_the_registry_line(module: ModuleType) -> None:
    assert f"    {module.NAME}.ADAPTER,\n" in PAGE
    source = Path(registry.__file__).read_text("utf-8")
    lines = re.findall(r"^    \w+\.ADAPTER,", source, re.MULTILINE)
    assert len(lines) == len(registry.ADAPTERS)
    assert source.index("markdown.ADAPTER") > source.index(lines[-2].strip())


def test_publishers_are_as_small_as_the_page_promises() -> None:
    files = [
        file
        for file in sorted((ROOT / "adapters/publishers").glob("*.py"))
        if file.stem not in ("__init__", "markdown")
    ]
    assert len(files) >= 4
    assert {file.name: lines for file in files if (lines := len(file.read_text("utf-8").splitlines())) > 120} == {}
