"""Several writers at once: nothing is lost, and numbers are given in the order of commits."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from adapters.model import Entry
from storage import engine, errors
from storage.model import ChatKind, Outcome, Place, Settings
from storage.store import open_store

WRITERS = 4
ISSUES = 12


def test_writers_do_not_lose_each_others_work(new_database, put):
    url = new_database()

    def write(writer):
        with open_store(url) as store:
            for number in range(ISSUES):
                shared = Entry("Shared", arxiv_id="2405.00001")
                put(shared, f"Paper {writer} {number}", into=store, source=f"s{writer}", key=f"{number}.md")
                seen = {one.arrival for paper in store.papers.arrived(0) for one in paper.entries}
                assert seen == set(range(1, max(seen) + 1)), "a number appeared after a larger one"

    with ThreadPoolExecutor(WRITERS) as threads:
        list(threads.map(write, range(WRITERS)))
    with open_store(url) as store:
        assert store.stats().papers == WRITERS * ISSUES + 1
        assert store.stats().entries == store.papers.newest_arrival() == WRITERS * ISSUES * 2
        assert len(store.papers.find(arxiv_id="2405.00001").entries) == WRITERS * ISSUES


def test_the_same_issue_from_two_processes_is_added_once(new_database, put):
    url = new_database()
    together = threading.Barrier(WRITERS)

    def write(_):
        with open_store(url) as store:
            together.wait()
            return put("One", into=store).outcome

    with ThreadPoolExecutor(WRITERS) as threads:
        outcomes = list(threads.map(write, range(WRITERS)))
    assert sorted(outcomes, key=str) == [Outcome.ADDED, *[Outcome.UNCHANGED] * (WRITERS - 1)]


def test_the_same_chat_and_person_are_made_once(new_database, now):
    url = new_database()
    together = threading.Barrier(WRITERS)

    def write(_):
        with open_store(url) as store:
            together.wait()
            chat = store.chats.get_or_create(Place("t", "1"), ChatKind.PRIVATE, settings=Settings(), now=now)
            store.chats.subscribe(chat.id, [("diffusion", True)], person_id=None, now=now)
            return chat.id, store.persons.get_or_create("t", "1", language="en", now=now).id

    with ThreadPoolExecutor(WRITERS) as threads:
        assert len(set(threads.map(write, range(WRITERS)))) == 1
    with open_store(url) as store:
        assert len(store.chats.get(Place("t", "1")).subscriptions) == 1


def test_an_ingest_that_began_first_and_commits_last_has_the_larger_numbers(postgresql, put):
    """The first is held up by a source that somebody else is just making; the second overtakes it."""
    url = postgresql.create()
    engines = engine.connect(url)
    begun = threading.Event()
    with open_store(url) as store, ThreadPoolExecutor(1) as threads:
        sa.event.listen(
            store._engines.writer,  # noqa: SLF001 - to see that the first transaction has begun
            "before_cursor_execute",
            lambda *_: begun.set(),
        )
        with engines.writer.connect() as other:
            other.execute(sa.text("INSERT INTO source (name, adapter, root) VALUES ('slow', 'slow', '/')"))
            first = threads.submit(put, "Slow paper", into=store, source="slow")
            assert begun.wait(10)
            put("Quick paper", into=store, source="quick")
            assert not first.done()
            assert store.papers.newest_arrival() == 1
            other.rollback()
        first.result(10)
        assert [paper.title for paper in store.papers.arrived(0)] == ["Slow paper", "Quick paper"]
        assert [paper.title for paper in store.papers.arrived(1)] == ["Slow paper"]
    engines.close()
    postgresql.drop(url)


def test_a_writer_that_waits_too_long_says_so(new_database, put, monkeypatch):
    monkeypatch.setattr(engine, "LOCK_SECONDS", 0.1)
    url = new_database()
    engines = engine.connect(url)
    with open_store(url) as store, engines.writing() as connection:
        engine.take_turn(connection)
        with pytest.raises(errors.StoreBusyError, match="try again"):
            put("One", into=store)
    engines.close()
