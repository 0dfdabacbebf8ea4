"""What `run` reads: first reads, news, folders that cannot be read, files that are no issues, suspicious issues."""

import datetime as dt
import logging
import os

import pytest

from bot.notes import WORTH_A_WORD
from bot.sources import Folder

TODAY = dt.date(2026, 11, 18)
DAY = dt.timedelta(days=1)


def warnings(caplog):
    return [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]


def test_what_a_folder_has_at_first_is_no_news_and_what_comes_later_is(desk, shelf):
    shelf.publish(TODAY, "Old one", "Old two")
    desk.restart(Folder(shelf.path))
    desk.read()
    assert desk.news() == set()
    assert desk.store.watches.listing()[0].first_read_at == desk.now
    shelf.publish(TODAY + DAY, "New")
    shelf.publish(TODAY - 14 * DAY, "Two weeks old")
    shelf.publish(TODAY - 15 * DAY, "Older")
    desk.read(minutes=1)
    assert desk.news() == {"New", "Two weeks old"}
    assert len(desk.papers()) == 5


def test_what_came_while_no_process_ran_is_news(desk, shelf):
    shelf.publish(TODAY - DAY)
    desk.restart(Folder(shelf.path))
    desk.read()
    shelf.publish(TODAY, "Meanwhile")
    desk.restart()
    desk.read(hours=9)
    assert desk.news() == {"Meanwhile"}


def test_a_folder_that_is_added_later_has_a_first_read_of_its_own(desk, shelf, new_shelf):
    shelf.publish(TODAY - DAY)
    desk.restart(Folder(shelf.path))
    desk.read()
    other = new_shelf("other")
    other.publish(TODAY, "Was there")
    desk.restart(Folder(other.path))
    desk.read(minutes=1)
    assert desk.news() == set()
    shelf.publish(TODAY, "New here")
    other.publish(TODAY + DAY, "New there")
    desk.read(minutes=1)
    assert desk.news() == {"New here", "New there"}


def test_a_folder_that_is_added_while_run_goes_on_is_read_and_one_that_is_removed_is_not(desk, shelf, new_shelf):
    desk.restart(Folder(shelf.path))
    desk.read()
    other = new_shelf("other")
    other.publish(TODAY, "Was there")
    desk.store.watches.add(Folder(other.path).address)
    desk.store.watches.remove(Folder(shelf.path).address)
    desk.read(minutes=1)
    shelf.publish(TODAY, "Not read")
    other.publish(TODAY + DAY, "New there")
    desk.read(minutes=1)
    assert {paper.title for paper in desk.papers()} == {"Was there", "New there"}
    assert desk.news() == {"New there"}


@pytest.mark.parametrize("files_read", [0, 1, 3])
def test_a_first_read_whose_process_ends_goes_on_as_a_first_read(desk, shelf, files_read):
    for days in range(4):
        shelf.publish(TODAY - days * DAY)
    reading = desk.restart(Folder(shelf.path)).reading()
    for _ in range(files_read):
        next(reading)
    reading.close()
    assert desk.store.watches.status(Folder(shelf.path).address).first_read_at is None
    shelf.publish(TODAY + DAY, "Came meanwhile")
    desk.restart()
    desk.read(hours=1)
    assert desk.news() == set()
    assert len(desk.papers()) == 5
    shelf.publish(TODAY + 2 * DAY, "Came afterwards")
    desk.read(hours=1)
    assert desk.news() == {"Came afterwards"}


def test_a_file_whose_storing_fails_is_read_again(desk, shelf):
    shelf.publish(TODAY - DAY)
    desk.restart(Folder(shelf.path))
    (watch,) = desk.engine.watches
    reading = watch.changed()
    next(reading)
    reading.close()
    assert [path.name for path in watch.changed()] == [f"{TODAY - DAY}.md"]
    assert list(watch.changed()) == []


def test_an_address_is_the_same_however_it_is_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    written = [Folder(path) for path in (tmp_path, tmp_path / "a" / "..", tmp_path.relative_to(tmp_path))]
    assert {folder.address for folder in written} == {f"folder:{tmp_path}"}
    assert Folder(tmp_path, "slbqc").address == f"folder:{tmp_path}#slbqc"


def test_a_folder_that_is_gone_fails_and_comes_back_and_stops_no_other(desk, shelf, new_shelf, caplog):
    gone = new_shelf("gone")
    gone.publish(TODAY - DAY)
    desk.restart(Folder(gone.path), Folder(shelf.path))
    desk.read()
    began = desk.now + DAY
    away = gone.path.rename(gone.path.with_name("away"))
    shelf.publish(TODAY, "Still read")
    desk.read(days=1)
    desk.read(minutes=1)
    desk.restart()
    desk.read(minutes=1)
    assert desk.news() == {"Still read"}
    failing = desk.store.watches.status(Folder(gone.path).address).failing
    assert (failing.names, failing.since, failing.reason) == (("l_yohai",), began, "No such file or directory")
    away.rename(gone.path)
    gone.publish(TODAY, "Written meanwhile")
    desk.read(hours=2)
    assert desk.news() == {"Still read", "Written meanwhile"}
    (ended,) = desk.store.watches.status(Folder(gone.path).address).failures
    assert (ended.since, ended.until) == (began, desk.now)
    assert warnings(caplog) == [
        f"{gone.path} cannot be read: No such file or directory",
        f"{gone.path} can be read again, after 2:02:00.",
    ]


def test_a_folder_that_fails_at_first_has_its_first_read_when_it_is_back(desk, shelf):
    shelf.publish(TODAY, "Was there")
    away = shelf.path.rename(shelf.path.with_name("away"))
    desk.restart(Folder(shelf.path))
    desk.read()
    assert desk.store.watches.listing()[0].failing.names == ("l_yohai",)
    away.rename(shelf.path)
    desk.read(minutes=1)
    assert desk.news() == set()
    status = desk.store.watches.listing()[0]
    assert (status.first_read_at, status.failures) == (desk.now, ())
    assert desk.now - status.first_read_at < WORTH_A_WORD


def test_what_is_no_folder_any_more_fails(desk, shelf):
    desk.restart(Folder(shelf.path, "slbqc"))
    desk.read()
    shelf.path.rmdir()
    shelf.path.write_text("a file", encoding="utf-8")
    desk.read(minutes=1)
    failing = desk.store.watches.listing()[0].failing
    assert (failing.names, failing.reason) == (("slbqc",), "Not a directory")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_folder_without_permission_fails_and_one_below_it_only_is_not_read(desk, shelf, caplog):
    shelf.publish(TODAY - DAY)
    below = shelf.publish(TODAY, "Below", name="below/one.md").parent
    below.chmod(0)
    desk.restart(Folder(shelf.path))
    desk.read()
    desk.read(minutes=1)
    (unread,) = desk.store.watches.unread(Folder(shelf.path).address)
    assert (unread.key, unread.reason) == (below.as_posix()[1:], "cannot be listed: Permission denied")
    assert desk.store.watches.listing()[0].failing is None
    below.chmod(0o700)
    shelf.path.chmod(0)
    desk.read(minutes=1)
    assert desk.store.watches.listing()[0].failing.reason == "Permission denied"
    shelf.path.chmod(0o700)
    desk.read(minutes=1)
    assert desk.store.watches.unread(Folder(shelf.path).address) == ()
    assert desk.news() == {"Below"}
    assert len(warnings(caplog)) == 3


def test_a_file_that_is_no_issue_is_said_once_and_kept_until_it_is_one(desk, shelf, caplog):
    file = shelf.put("notes.md", "# Shopping\n\n- milk\n")
    desk.restart(Folder(shelf.path))
    desk.read()
    desk.restart()
    desk.read(minutes=1)
    (unread,) = desk.store.watches.unread(Folder(shelf.path).address)
    assert (unread.key, unread.seen_at) == (file.as_posix()[1:], desk.now - dt.timedelta(minutes=1))
    assert "no adapter knows this format" in unread.reason
    assert len(warnings(caplog)) == 1
    assert str(file) in warnings(caplog)[0]
    shelf.put("notes.md", "# Shopping\n\n- bread\n")
    desk.read(minutes=1)
    assert len(warnings(caplog)) == 2
    shelf.put("notes.md", shelf.publish(TODAY, "An issue now").read_text("utf-8"))
    desk.read(minutes=1)
    assert desk.store.watches.unread(Folder(shelf.path).address) == ()
    assert desk.news() == {"An issue now"}


@pytest.mark.parametrize("restarted", [False, True])
def test_a_file_that_is_no_issue_is_forgotten_when_it_is_gone(desk, shelf, restarted):
    file = shelf.put("notes.md", "")
    desk.restart(Folder(shelf.path))
    desk.read()
    (unread,) = desk.store.watches.unread(Folder(shelf.path).address)
    assert unread.reason == "is empty"
    file.unlink()
    if restarted:
        desk.restart()
    desk.read(minutes=1)
    assert desk.store.watches.unread(Folder(shelf.path).address) == ()


def test_a_file_whose_name_is_no_text_is_read_all_the_same(desk, shelf):
    file = shelf.publish(TODAY, "Oddly named")
    file.rename(shelf.path / b"\xff\xfe.md".decode(errors="surrogateescape"))
    desk.restart(Folder(shelf.path))
    desk.read()
    assert [paper.title for paper in desk.papers()] == ["Oddly named"]
    assert "\\udcff" in desk.papers()[0].entries[0].issue_key


def test_an_issue_with_far_fewer_papers_is_kept_marked_and_said_once(desk, shelf, caplog):
    for days in range(6):
        shelf.publish(TODAY - days * DAY, *(f"{days} {n}" for n in range(6)))
    shelf.publish(TODAY - 6 * DAY, "Few, but at first")
    desk.restart(Folder(shelf.path))
    desk.read()
    assert desk.store.issues.suspicious() == []
    file = shelf.publish(TODAY + DAY, "One", "Two")
    desk.read(days=1)
    desk.restart()
    desk.read(minutes=1)
    (found,) = desk.store.issues.suspicious()
    assert (found.source, found.date, found.reason) == ("l_yohai", TODAY + DAY, "holds 2 papers where 6 are usual")
    assert warnings(caplog) == [f"{file} is suspicious: it holds 2 papers where 6 are usual."]
    assert desk.news() == {"One", "Two"}
    shelf.publish(TODAY + DAY, "One", "Two", "Three")
    desk.read(minutes=1)
    assert desk.store.issues.suspicious() == []


def test_an_issue_without_a_field_that_all_others_have_is_suspicious(desk, shelf, caplog):
    for days in range(1, 6):
        shelf.publish(TODAY - days * DAY)
    desk.restart(Folder(shelf.path))
    desk.read()
    shelf.publish(TODAY, authors=False)
    desk.read(minutes=1)
    (found,) = desk.store.issues.suspicious()
    assert found.reason == "no paper has authors, as some have in every other issue"
    assert len(warnings(caplog)) == 1
