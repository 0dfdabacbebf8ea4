"""The glossary explains every word of the product, and names code that exists."""

import importlib
from pathlib import Path

import pytest

from bot import digest
from storage import model

GLOSSARY = Path(__file__).resolve().parents[2] / "docs" / "glossary.md"
WORDS = (
    "Source",
    "Adapter",
    "Issue",
    "Entry",
    "Paper",
    "Tag",
    "Person",
    "Chat",
    "Subscription",
    "Digest",
    "Highlight",
    "Delivery",
    "Transport",
)


def explained() -> dict[str, list[str]]:
    """Each word with the places it names."""
    rows = [line.strip("|").split("|") for line in GLOSSARY.read_text("utf-8").splitlines() if line.startswith("| ")]
    words = [(row[0].strip(), row[-1]) for row in rows if row[0].strip() != "word"]
    assert len(dict(words)) == len(words), "a word stands twice"
    return {word: [place.strip(" `") for place in places.split(",")] for word, places in words}


def exists(place: str) -> bool:
    """Whether a dotted name leads to a module or to a name in one."""
    module, _, name = place.rpartition(".")
    try:
        return hasattr(importlib.import_module(module), name) or bool(importlib.import_module(place))
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize("word", WORDS)
def test_every_word_is_explained(word: str) -> None:
    assert word in explained()


def test_every_place_exists() -> None:
    places = [place for named in explained().values() for place in named if place != "none yet"]
    assert len(places) > len(WORDS)
    assert [place for place in places if not exists(place)] == []


def test_what_is_not_there_yet_is_not_in_the_code() -> None:
    missing = {word for word, places in explained().items() if places == ["none yet"]}
    assert {word for word in missing if hasattr(model, word) or hasattr(digest, word)} == set()
