"""The search index is made anew from what the store holds, and goes on where that was interrupted."""

import datetime as dt

import pytest

from adapters.model import Entry
from storage.errors import StoreVersionError
from storage.model import TokenQuery
from storage.reindex import reindex
from storage.store import open_store


@pytest.fixture
def url(new_database, put, day):
    """A database of 1,200 papers on 40 days."""
    address = new_database()
    with open_store(address) as store:
        for number in range(40):
            entries = [Entry(f"Paper {number:02} {place:02}", summaries={"en": "alpha"}) for place in range(30)]
            put(*entries, into=store, key=f"{number}.md", date=day + dt.timedelta(days=number))
    return address


def found(url, word):
    with open_store(url, migrate=False) as store:
        return store.search.find(TokenQuery("token", word), limit=2000).paper_ids


def test_it_finds_the_same_afterwards(url):
    before = found(url, "alpha"), found(url, "paper")
    steps = list(reindex(url))
    assert [step.done for step in steps] == [0, 500, 1000, 1200]
    assert {step.papers for step in steps} == {1200}
    assert (found(url, "alpha"), found(url, "paper")) == before
    assert len(list(reindex(url))) == len(steps), "once it is finished, it begins anew"


def test_it_goes_on_where_it_was_interrupted(url):
    before = found(url, "alpha")
    steps = reindex(url)
    assert [next(steps).done, next(steps).done] == [0, 500]
    steps.close()
    with pytest.raises(StoreVersionError):
        open_store(url, migrate=False)
    assert [step.done for step in reindex(url)] == [500, 1000, 1200]
    assert found(url, "alpha") == before


def test_it_can_begin_anew(url):
    before = found(url, "alpha")
    steps = reindex(url)
    assert [next(steps).done, next(steps).done] == [0, 500]
    steps.close()
    assert next(reindex(url, anew=True)).done == 0
    assert [step.done for step in reindex(url)][-1] == 1200
    assert found(url, "alpha") == before


def test_a_program_that_migrates_finishes_it(url, put, day):
    before = found(url, "alpha")
    steps = reindex(url)
    assert [next(steps).done, next(steps).done] == [0, 500]
    steps.close()
    with open_store(url) as store:
        put(Entry("Another", summaries={"en": "beta"}), into=store, key="x.md", date=day)
    assert found(url, "alpha") == before
    assert len(found(url, "another")) == 1
    assert [step.done for step in reindex(url)] == [0, 500, 1000, 1201], "what is finished is not gone on with"


def test_a_changed_issue_can_still_be_changed(url, put, day):
    list(reindex(url))
    with open_store(url) as store:
        put(Entry("Paper 00 00", summaries={"en": "gamma"}), into=store, key="0.md", date=day)
    assert len(found(url, "gamma")) == 1
    assert len(found(url, "alpha")) == 1200 - 30


def test_a_database_that_is_none_is_refused(new_database):
    with pytest.raises(StoreVersionError):
        list(reindex(new_database(empty=True)))
