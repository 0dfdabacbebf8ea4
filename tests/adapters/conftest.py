"""What the tests of adapters share: the data pairs and a plain form of what an adapter says."""

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from adapters.model import Ref

DATA = Path(__file__).parent / "data"


@dataclasses.dataclass(frozen=True)
class Pair:
    """An issue written for the tests, and what its adapter must say of it."""

    adapter: str
    ref: Ref
    data: bytes
    expected: dict[str, Any]


def plain(value: Any) -> Any:
    """An issue or entry as JSON has it, without the fields that hold nothing."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = ((field.name, plain(getattr(value, field.name))) for field in dataclasses.fields(value))
        return {name: said for name, said in named if said not in (None, [], {})}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return dict(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def read_pairs() -> list[Pair]:
    files = sorted(DATA.glob("*/*.md"))
    assert files
    return [
        Pair(
            file.parent.name,
            Ref(file.name),
            file.read_bytes(),
            json.loads(file.with_suffix(".json").read_text("utf-8")),
        )
        for file in files
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that takes `pair` once for every data pair."""
    if "pair" in metafunc.fixturenames:
        pairs = read_pairs()
        metafunc.parametrize("pair", pairs, ids=[f"{pair.adapter}/{pair.ref.key}" for pair in pairs])


@pytest.fixture(scope="session")
def pairs() -> list[Pair]:
    return read_pairs()


@pytest.fixture(scope="session")
def as_plain() -> Any:
    return plain
