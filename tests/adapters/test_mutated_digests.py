"""Digests damaged in every way: an adapter reads them or refuses them with a ParseError, and nothing else happens."""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from adapters import registry, retrieve
from adapters.errors import AdapterError
from adapters.model import Issue, Ref

SHARED = Path(__file__).resolve().parents[3] / "shared" / "digests"
SEED = 20260101
HTML = re.compile(r"</?(?:script|b|img|div|video)\b[^<>]*>", re.IGNORECASE)
JUNK = (
    "\x00",
    "\x1b[2J",
    "\u2028",
    "\x85",
    "\ufeff",
    "\ud800",
    "<script>",
    "<b onclick=x>",
    "&#27;",
    "](",
    "[[",
    "---\n",
)

Mutation = Callable[[random.Random, list[str]], list[str]]


def drop(chance: random.Random, lines: list[str]) -> list[str]:
    start = chance.randrange(len(lines))
    return lines[:start] + lines[start + chance.randint(1, 20) :]


def repeat(chance: random.Random, lines: list[str]) -> list[str]:
    start = chance.randrange(len(lines))
    return lines[:start] + lines[start : start + 20] * chance.randint(1, 5) + lines[start:]


def swap(chance: random.Random, lines: list[str]) -> list[str]:
    one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return lines


def cut(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.randrange(len(lines))
    return [*lines[:at], lines[at][: chance.randint(0, len(lines[at]))]]


def join(chance: random.Random, lines: list[str]) -> list[str]:
    at = chance.randrange(len(lines))
    return [*lines[:at], " ".join(lines[at : at + 3]), *lines[at + 3 :]]


def spoil(chance: random.Random, lines: list[str]) -> list[str]:
    for _ in range(chance.randint(1, 8)):
        line = chance.randrange(len(lines))
        at = chance.randint(0, len(lines[line]))
        lines[line] = lines[line][:at] + chance.choice(JUNK) + lines[line][at + chance.randint(0, 2) :]
    return lines


def indent(chance: random.Random, lines: list[str]) -> list[str]:
    shift = chance.choice(["  ", "\t", "> ", "- ", "#"])
    at = chance.randrange(len(lines))
    return lines[:at] + [shift + line for line in lines[at : at + 10]] + lines[at + 10 :]


MUTATIONS: tuple[Mutation, ...] = (drop, repeat, swap, cut, join, spoil, indent)


def mutate(chance: random.Random, text: str) -> str:
    """Damage a text in one to four ways."""
    for mutation in chance.choices(MUTATIONS, k=chance.randint(1, 4)):
        text = "\n".join(mutation(chance, text.split("\n")))
    return text


def check(issue: Issue) -> None:
    for entry in issue.entries:
        said = (entry.title, *entry.authors, *entry.tags, *"\n".join(entry.summaries.values()).split("\n"))
        assert not [text for text in said for char in text if unicodedata.category(char) in ("Cc", "Cs")]
        assert not [text for text in said if HTML.search(text)]


def read_damaged(texts: list[tuple[str, str]], count: int) -> tuple[int, int]:
    """Damage the texts in turn, read each by detection or by a named adapter, and count how many were read."""
    chance = random.Random(SEED)  # noqa: S311 - damage, not secrets
    read = 0
    names = [None, None, *(adapter.name for adapter in registry.ADAPTERS)]
    for number in range(count):
        key, text = texts[number % len(texts)]
        try:
            issue = registry.parse(mutate(chance, text), Ref(key), chance.choice(names))
        except AdapterError as error:
            assert str(error).startswith(key)  # noqa: PT017 - either outcome is right, and each is checked
        else:
            check(issue)
            read += 1
    return read, count


@pytest.fixture
def own(pairs: list[Any]) -> Iterator[list[tuple[str, str]]]:
    return [(pair.ref.key, retrieve.decode(pair.data, pair.ref.key)) for pair in pairs]


def test_damaged_digests_are_read_or_refused(own: list[tuple[str, str]]) -> None:
    read, count = read_damaged(own, 300)
    assert count / 4 < read < count


@pytest.mark.proof
def test_ten_thousand_damaged_digests_are_read_or_refused(own: list[tuple[str, str]]) -> None:
    published = [(file.name, retrieve.read_text(file)) for file in sorted(SHARED.rglob("*.md"))]
    read, count = read_damaged([*own, *published], 10_000)
    print(f"seed {SEED}: {read} of {count} damaged digests were read, the rest refused")  # noqa: T201 - a proof says what it ran
    assert count / 4 < read < count
