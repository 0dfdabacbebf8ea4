"""Reading ahead in a second process gives what one process gives."""

import datetime as dt
import operator
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.tags.tagger import Tagger
from bot import app, ingest
from bot.ahead import Ahead
from bot.ingest import FileOutcome, FoundFile
from storage.model import Outcome, Paper
from storage.store import open_store

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
NOW = dt.datetime(2026, 11, 18, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def ahead() -> Iterator[Ahead[Tagger]]:
    with Ahead(app.build_tagger) as process:
        yield process


@pytest.fixture
def files(tmp_path: Path) -> list[FoundFile]:
    """The samples, a file that is no digest among them."""
    shutil.copytree(SAMPLES, tmp_path, dirs_exist_ok=True)
    (tmp_path / "m.md").write_bytes(b"\x00\x01")
    return [*ingest.find([tmp_path]), FoundFile(tmp_path / "m.md", named=True)]


def stored(
    files: list[FoundFile], ahead: Ahead[Tagger] | None, times: int = 1
) -> tuple[list[FileOutcome], list[Paper]]:
    with open_store("sqlite://") as store:
        for _ in range(times):
            outcomes = list(ingest.ingest(files, store, app.build_tagger(), now=NOW, ahead=ahead))
        return outcomes, list(store.papers.export())


def test_the_store_is_the_same(files: list[FoundFile], ahead: Ahead[Tagger]) -> None:
    outcomes, papers = stored(files, ahead)
    assert (outcomes, papers) == stored(files, None)
    assert len(papers) > 10
    assert isinstance(outcomes[-1], ingest.NotRead)


def test_reading_again_changes_nothing(files: list[FoundFile], ahead: Ahead[Tagger]) -> None:
    outcomes, papers = stored(files, ahead, times=2)
    results = [outcome.result.outcome for outcome in outcomes if isinstance(outcome, ingest.Read)]
    assert set(results) == {Outcome.UNCHANGED}
    assert papers == stored(files, None)[1]


def test_results_come_in_the_order_asked_and_errors_are_raised() -> None:
    with Ahead(int) as process:
        assert list(process.map(operator.sub, range(100))) == list(range(0, -100, -1))
        with pytest.raises(ZeroDivisionError):
            list(process.map(operator.floordiv, [1, 0]))
