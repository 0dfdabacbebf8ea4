"""Every adapter keeps the same promises; the data pairs say what each makes of its format."""

import datetime as dt
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from adapters import registry, retrieve
from adapters.adapter import Adapter
from adapters.errors import ParseError
from adapters.model import Issue, Ref

VARIANTS: dict[str, Callable[[str], bytes]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "BOM": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "NFD": lambda text: unicodedata.normalize("NFD", text).encode(),
    "no line feed at the end": lambda text: text.rstrip("\n").encode(),
}


def read(data: bytes, ref: Ref) -> Issue:
    return registry.parse(retrieve.decode(data, ref.key), ref)


@pytest.fixture(params=registry.ADAPTERS, ids=lambda adapter: adapter.name)
def adapter(request: pytest.FixtureRequest) -> Adapter:
    declared: Adapter = request.param
    return declared


def test_there_are_adapters_and_names_are_unique() -> None:
    names = [adapter.name for adapter in registry.ADAPTERS]
    assert len(names) >= 5
    assert len(set(names)) == len(names)
    assert names[-1] == "markdown"


def test_an_adapter_declares_where_it_comes_from(adapter: Adapter) -> None:
    assert adapter.homepage.startswith("https://")
    assert adapter.example.startswith("https://")
    assert adapter.language in {"en", "zh", "ko"}
    assert 2 <= adapter.needs <= len(adapter.marks)


def test_an_adapter_has_a_data_pair_with_papers(adapter: Adapter, pairs: list[Any]) -> None:
    assert any(pair.expected.get("entries") for pair in pairs if pair.adapter == adapter.name)


def test_a_text_that_is_no_digest_is_refused(adapter: Adapter) -> None:
    with pytest.raises(ParseError, match=r"^notes\.md(:1)?: \w"):
        adapter.parse("# Shopping\n\n- milk\n- ## bread\n", Ref("notes.md"))


def test_a_pair_is_read_as_written(pair: Any, as_plain: Callable[[Issue], Any]) -> None:
    assert as_plain(read(pair.data, pair.ref)) == pair.expected


def test_a_pair_is_recognised(pair: Any) -> None:
    assert registry.detect(retrieve.decode(pair.data, pair.ref.key), pair.ref).name == pair.adapter


@pytest.mark.parametrize("variant", VARIANTS)
def test_how_a_text_is_encoded_changes_nothing(pair: Any, variant: str) -> None:
    original = read(pair.data, pair.ref)
    assert read(VARIANTS[variant](pair.data.decode()), pair.ref) == original


def test_reading_again_gives_the_same(pair: Any) -> None:
    assert read(pair.data, pair.ref) == read(pair.data, pair.ref)


def test_lines_point_to_the_titles(pair: Any) -> None:
    issue = read(pair.data, pair.ref)
    lines = pair.data.decode().split("\n")
    for entry in issue.entries:
        assert entry.line is not None
        assert entry.title.split()[0].strip("[]*") in lines[entry.line - 1]


def test_relative_pictures_are_resolved_where_the_issue_has_an_address() -> None:
    note = "---\nid: abcdefghijklmnop\ntitle: '20240110'\n---\n## A Paper\n![](../images/a.png)\n"
    parse = registry.get("wangyephd").parse
    assert parse(note, Ref("n.md")).entries[0].media_url == "../images/a.png"
    issue = parse(note, Ref("n.md", url="https://example.org/notes/n.md"))
    assert issue.entries[0].media_url == "https://example.org/images/a.png"
    assert issue.date == dt.date(2024, 1, 10)
