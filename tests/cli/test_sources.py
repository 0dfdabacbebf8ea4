"""`paperwire sources`: what `run` reads, and what an operator should look at."""

import datetime as dt

import pytest

from adapters.model import Entry, Issue
from bot import app
from bot.settings import OperatorSettings
from storage.model import Source
from storage.store import open_store
from storage.watched import UnreadIssue

NOW = dt.datetime(2026, 11, 18, 6, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def store(tmp_path):
    with open_store(f"sqlite:///{tmp_path}/paperwire.db") as opened:
        yield opened


def test_nothing_was_read_yet(run):
    run("db", "upgrade")
    result = run("sources")
    assert (result.status, result.out) == (0, "")
    assert "PAPERWIRE_SOURCES" in result.err


def test_what_is_read_and_what_is_wrong_is_listed(run, store):
    store.watches.seed(["folder:/a", "folder:/b#slbqc", "folder:/c"])
    store.watches.remove("folder:/c")
    store.watches.read("folder:/b#slbqc", NOW, forget=HOUR)
    store.watches.fail("folder:/b#slbqc", "Permission denied", ["slbqc"], NOW + HOUR)
    store.watches.keep_unread(UnreadIssue("folder:/a", "a/notes.md", "hash", 3, "holds no paper", NOW))
    store.watches.keep_unread(UnreadIssue("folder:/a", "a/odd.md", "hash", None, "is empty", NOW))
    issue = Issue("slbqc", "b/1.md", NOW.date(), None, None, "zh", (Entry("One"),))
    store.issues.put(Source("slbqc", "slbqc", "/"), issue, [()], tagger="1", now=NOW)
    store.issues.suspect(issue, Source("slbqc", "slbqc", "/"), "holds 1 paper where 11 are usual")
    assert run("sources").out.splitlines() == [
        "folder:/a  first read not complete",
        "  not read: /a/notes.md:3: holds no paper (since 2026-11-18 06:00 UTC)",
        "  not read: /a/odd.md: is empty (since 2026-11-18 06:00 UTC)",
        "folder:/b#slbqc  first read 2026-11-18 06:00 UTC",
        "  failing since 2026-11-18 07:00 UTC: Permission denied",
        "folder:/c  no longer read",
        "suspicious: slbqc 2026-11-18, /b/1.md: it holds 1 paper where 11 are usual",
    ]


def test_run_refuses_a_folder_that_never_was_but_not_one_that_it_has_read(run, store, tmp_path, monkeypatch):
    written = f"folder:{tmp_path}/away"
    monkeypatch.setenv("PAPERWIRE_SOURCES", written)
    refused = run("run")
    assert refused.status == 1
    assert "there is no folder" in refused.err
    store.watches.seed([written])
    threads = app.Threads()
    for _ in app.build_engine(store, OperatorSettings(sources=written), [], threads).reading():
        pass
    threads.close()
    assert "No such file or directory" in run("sources").out
