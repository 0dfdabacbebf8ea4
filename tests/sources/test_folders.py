"""Folders as sources: how they are written, which files are read again, and what is news."""

import datetime as dt
import os

import pytest

from bot.errors import SettingsError
from bot.sources import Folder, Watch, is_news, read_folders

NOW = dt.datetime(2026, 11, 18, 6, tzinfo=dt.UTC)


def test_folders_are_written_with_commas_and_an_adapter_behind_a_hash(tmp_path):
    (tmp_path / "a").mkdir()
    written = f"folder:{tmp_path}, folder:{tmp_path}/a#l_yohai,"
    assert read_folders(written) == (Folder(tmp_path), Folder(tmp_path / "a", "l_yohai"))
    assert read_folders("") == ()


def test_a_folder_that_was_read_before_may_be_away(tmp_path):
    written = f"folder:{tmp_path}/away#slbqc"
    with pytest.raises(SettingsError, match="there is no folder"):
        read_folders(written)
    assert read_folders(written, [written]) == (Folder(tmp_path / "away", "slbqc"),)


def test_a_folder_that_is_written_twice_is_one(tmp_path):
    assert len(read_folders(f"folder:{tmp_path}, folder:{tmp_path}/../{tmp_path.name}")) == 1


@pytest.mark.parametrize("written", ["nothing", "folder:", "folder:/no/such/folder", "folder:{tmp}#no_such_adapter"])
def test_what_is_no_source_is_said_with_the_setting(tmp_path, written):
    with pytest.raises(SettingsError, match="PAPERWIRE_SOURCES"):
        read_folders(written.format(tmp=tmp_path))


def test_only_new_and_changed_files_are_read_again(tmp_path):
    for name in ("b.md", "a.md", "ignored.txt"):
        (tmp_path / name).write_text("one", encoding="utf-8")
    watch = Watch(Folder(tmp_path))
    assert [path.name for path in watch.changed()] == ["a.md", "b.md"]
    assert list(watch.changed()) == []
    (tmp_path / "b.md").write_text("two", encoding="utf-8")
    os.utime(tmp_path / "b.md", (1, 1))
    assert [path.name for path in watch.changed()] == ["b.md"]


@pytest.mark.parametrize(
    ("date", "first_read", "news"),
    [
        (dt.date(2026, 11, 18), False, True),
        (dt.date(2026, 11, 4), False, True),
        (dt.date(2026, 11, 3), False, False),
        (None, False, True),
        (dt.date(2026, 11, 18), True, False),
    ],
    ids=["today", "two weeks old", "older", "undated", "first read"],
)
def test_news_is_what_comes_after_the_first_read_and_is_not_old(date, first_read, news):
    assert is_news(date, NOW, first_read=first_read) is news
