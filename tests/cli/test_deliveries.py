"""`paperwire deliveries`: what is owed, and what an operator settles."""

import json
import re

import pytest

from adapters.model import Entry, Issue, Origin, Topic
from bot import app
from bot.settings import OperatorSettings
from storage.model import ChatKind, Place, Settings, Source
from storage.store import open_store


@pytest.fixture
def chat(tmp_path):
    """A chat that is owed today's digest; its number."""
    url = f"sqlite:///{tmp_path}/paperwire.db"
    now = app.utc_now()
    with open_store(url) as store:
        made = store.chats.get_or_create(Place("console", "1"), ChatKind.PRIVATE, settings=Settings(), now=now)
        store.chats.subscribe(made.id, [("video", True)], person_id=None, now=now)
        store.plans.schedule(made.id, now)
        issue = Issue("alpha", "1.md", now.date(), None, None, "en", (Entry("A paper"),))
        topics = [(Topic("video", Origin.TITLE),)]
        store.issues.put(Source("alpha", "alpha", "/"), issue, topics, tagger="1", now=now)
        threads = app.Threads()
        app.build_engine(store, OperatorSettings(), [], threads).plan()
        threads.close()
    return made.id


def listed(run, *options):
    return [json.loads(line) for line in run("deliveries", "list", "--json", *options).out.splitlines()]


def test_what_is_owed_is_listed_by_state_chat_and_day(run, chat):
    (delivery,) = listed(run)
    assert (delivery["chat"], delivery["kind"], delivery["state"]) == (chat, "daily", "queued")
    assert listed(run, "--state", "queued", "--chat", chat, "--day", delivery["due_at"][:10]) == [delivery]
    assert listed(run, "--state", "sent") == []
    counted = run("deliveries", "counts").out
    assert "queued: 1" in counted
    assert re.search(r"^owed now to console: 1, out by \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$", counted, re.MULTILINE)


def test_an_operator_gives_up_and_owes_again(run, chat):
    (delivery,) = listed(run, "--chat", chat)
    assert run("deliveries", "bury", delivery["id"]).status == 0
    assert listed(run)[0]["state"] == "buried"
    assert run("deliveries", "replay", delivery["id"]).status == 0
    assert listed(run)[0]["state"] == "queued"
    refused = run("deliveries", "replay", delivery["id"])
    assert refused.status == 1
    assert "neither ambiguous nor buried" in refused.err


def test_an_operator_pauses_a_chat(run, chat, tmp_path):
    place = Place("console", "1")
    with open_store(f"sqlite:///{tmp_path}/paperwire.db") as store:
        assert run("deliveries", "pause", chat).status == 0
        assert store.chats.get(place).settings.paused
        assert run("deliveries", "pause", chat, "--off").status == 0
        assert not store.chats.get(place).settings.paused
    assert run("deliveries", "pause", 99).status == 1


def test_run_refuses_a_source_that_is_none(run, monkeypatch):
    monkeypatch.setenv("PAPERWIRE_SOURCES", "ftp://example.org")
    refused = run("run")
    assert refused.status == 1
    assert "folder:PATH" in refused.err
