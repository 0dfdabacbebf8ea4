"""A whole database moves into an empty one of either kind: every row, every number, the search index."""

import pytest
import sqlalchemy as sa

from adapters.model import Entry
from storage.engine import connect
from storage.errors import StoreBusyError, StoreError, StoreVersionError
from storage.lockfile import hold_database
from storage.model import Opinion
from storage.move import move
from storage.schema import SEARCH_TABLE, metadata
from storage.store import open_store

# What makes a database lose the opinions that are put into it.
LOSING = {
    "sqlite": "CREATE TRIGGER lose BEFORE INSERT ON feedback BEGIN SELECT RAISE(IGNORE); END",
    "postgresql": "CREATE RULE lose AS ON INSERT TO feedback DO INSTEAD NOTHING",
}


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request):
    """Databases of each kind, beside those of the test."""
    request.node.user_properties.append(("database", request.param))
    return request.getfixturevalue(request.param)


@pytest.fixture
def target(other):
    url = other.create_empty()
    yield url
    other.drop(url)


@pytest.fixture
def url(new_database):
    return new_database()


@pytest.fixture
def filled(url, put, make_chat, owe, now):
    """A database with rows in most tables, a merged paper, and a subscription with the highest number that is gone."""
    with open_store(url) as store:
        put("One", "Two", into=store, topics=["video"])
        put(Entry("Two", arxiv_id="2405.00002"), into=store, source="beta", key="2.md")
        (two,) = [paper.id for paper in store.papers.export() if paper.title == "Two"]
        person = store.persons.get_or_create("t", "7", language="ko", now=now)
        store.opinions.save(person.id, two, now)
        store.opinions.give(person.id, two, Opinion.LIKE, now)
        chat = make_chat(into=store, quiet="22:00-07:00", languages=("ko", "en"))
        store.chats.subscribe(chat.id, [("video", True), ("medical", False)], person_id=person.id, now=now)
        store.chats.unsubscribe(chat.id, ["medical"])
        owe(chat, into=store, papers=[two])
        store.watches.add("folder:/digests")
    return url


def rows_of(url):
    engines = connect(url)
    tables = [table for table in metadata.sorted_tables if table.name != SEARCH_TABLE]
    with engines.reading() as connection:
        rows = {table.name: connection.execute(sa.select(table).order_by(*table.primary_key)).all() for table in tables}
    engines.close()
    return rows


def test_all_rows_are_in_the_other_database(filled, target):
    steps = list(move(filled, target))
    rows = rows_of(filled)
    assert len([name for name, found in rows.items() if found]) >= 12
    assert rows_of(target) == rows
    assert (steps[0].done, steps[-1].done) == (0, steps[-1].total)


def test_it_is_searched_and_goes_on_numbering_where_the_first_was(filled, target, put, find, make_chat, now):
    list(move(filled, target))
    with open_store(target, migrate=False) as store:
        assert find("two", within=store) == ["Two"]
        put("Three", into=store, key="3.md")
        assert find("three", within=store) == ["Three"]
        chat = make_chat(into=store)
        (made,) = store.chats.subscribe(chat.id, [("speech", True)], person_id=None, now=now)
        assert made.id == 3


def test_a_move_that_is_broken_off_leaves_nothing_and_can_begin_again(filled, target):
    steps = move(filled, target)
    next(step for step in steps if step.done)
    steps.close()
    assert sum(map(len, rows_of(target).values())) == len(rows_of(target)["counter"])
    list(move(filled, target))
    assert rows_of(target) == rows_of(filled)


def test_rows_that_do_not_arrive_make_it_fail_as_a_whole(filled, target):
    open_store(target).close()
    engines = connect(target)
    with engines.writing() as connection:
        connection.execute(sa.text(LOSING[connection.dialect.name]))
    engines.close()
    with pytest.raises(StoreError, match="0 of 1 rows of feedback arrived; nothing was moved"):
        list(move(filled, target))
    assert not rows_of(target)["paper"]


def test_a_database_that_holds_something_is_refused(filled, target, put):
    with open_store(target) as store:
        put("Mine", into=store)
    with pytest.raises(StoreError, match=r"holds something already \(.*paper.*\); name an empty database"):
        list(move(filled, target))
    assert len(rows_of(target)["paper"]) == 1


def test_one_without_our_tables_and_one_in_memory_are_refused(target, tmp_path):
    with pytest.raises(StoreVersionError, match="there is no database"):
        list(move(f"sqlite:///{tmp_path}/none.db", target))
    with pytest.raises(StoreError, match="in memory"):
        list(move("sqlite://", target))


def test_it_does_not_move_into_itself_nor_while_run_uses_it(url, target):
    with pytest.raises(StoreError, match="is the database that is in use"):
        list(move(url, url))
    if url.startswith("sqlite"):
        with hold_database(url), pytest.raises(StoreBusyError, match="is running on this database"):
            list(move(url, target))
