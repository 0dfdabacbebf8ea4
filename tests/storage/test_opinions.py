"""What persons keep and think of papers, and what is left of a person who is forgotten."""

import datetime as dt

import pytest

from adapters.model import Entry
from storage.model import ChatKind, Opinion, Place, Settings
from storage.noted import Attitude

LATER = dt.timedelta(minutes=1)


@pytest.fixture
def ann(store, now):
    return store.persons.get_or_create("t", "1", language="ko", now=now)


@pytest.fixture
def bob(store, now):
    return store.persons.get_or_create("t", "2", language="en", now=now)


@pytest.fixture
def ids(store, put):
    put("One", "Two", topics=("diffusion",))
    return {paper.title: paper.id for paper in store.papers.export()}


@pytest.fixture
def chats(store, make_chat, now):
    """A private chat and a group."""
    group = store.chats.get_or_create(Place("t", "-1"), ChatKind.GROUP, settings=Settings(), now=now)
    return make_chat("1"), group


def test_saving_counts_and_may_be_repeated(store, ids, ann, bob, now):
    assert store.opinions.save(ann.id, ids["One"], now) == 1
    assert store.opinions.save(ann.id, ids["One"], now + LATER) == 1
    assert store.opinions.save(ann.id, ids["Two"], now + LATER) == 2
    assert store.opinions.save(bob.id, ids["Two"], now) == 1
    assert [(one.title, one.at) for one in store.opinions.saved(ann.id)] == [("Two", now + LATER), ("One", now)]
    assert store.opinions.unsave(ann.id, ids["One"]) == 1
    assert store.opinions.unsave(ann.id, ids["One"]) == 1
    assert store.opinions.of(ann.id, ids["One"]) == Attitude()
    assert store.opinions.of(bob.id, ids["Two"]) == Attitude(saved=True)


def test_the_last_opinion_holds_and_can_be_taken_back(store, ids, ann, now):
    store.opinions.give(ann.id, ids["One"], Opinion.LIKE, now)
    store.opinions.give(ann.id, ids["One"], Opinion.LESS, now + LATER)
    assert store.opinions.of(ann.id, ids["One"]).opinion is Opinion.LESS
    assert [(one.key, one.opinion) for one in store.opinions.given(ann.id)] == [("title:one", Opinion.LESS)]
    store.opinions.give(ann.id, ids["One"], None, now)
    assert store.opinions.given(ann.id) == []


def test_topics_are_counted_by_opinion(store, put, ids, ann, bob, now):
    put("Three", source="beta", topics=("diffusion", "video"))
    three = store.papers.find(title="Three").id
    store.opinions.give(ann.id, ids["One"], Opinion.LIKE, now)
    store.opinions.give(ann.id, three, Opinion.LIKE, now)
    store.opinions.give(ann.id, ids["Two"], Opinion.LESS, now)
    assert store.opinions.topics(ann.id) == {
        "diffusion": {Opinion.LIKE: 2, Opinion.LESS: 1},
        "video": {Opinion.LIKE: 1},
    }
    assert store.opinions.topics(bob.id) == {}


def test_what_was_done_with_a_paper_holds_when_it_becomes_another(store, put, ids, ann, now):
    store.opinions.save(ann.id, ids["One"], now)
    store.opinions.give(ann.id, ids["One"], Opinion.LIKE, now)
    put(Entry("One", arxiv_id="2405.00001"), source="beta", topics=("video",))
    lead = store.papers.find(title="One")
    assert lead.id != ids["One"]
    assert store.opinions.of(ann.id, lead.id) == Attitude(saved=True, opinion=Opinion.LIKE)
    assert store.opinions.save(ann.id, lead.id, now) == 1
    assert [one.key for one in store.opinions.saved(ann.id)] == ["arxiv:2405.00001"]
    assert "video" in store.opinions.topics(ann.id)
    assert store.opinions.unsave(ann.id, lead.id) == 0


def test_a_paper_that_no_issue_names_any_more_is_still_kept(store, put, ids, ann, now):
    store.opinions.save(ann.id, ids["Two"], now)
    put("One")
    assert [(one.key, one.title) for one in store.opinions.saved(ann.id)] == [("title:two", "")]


def test_deeds_are_what_a_person_subscribed_to_wherever(store, ann, bob, now):
    group = store.chats.get_or_create(Place("t", "-1", "7"), ChatKind.GROUP, settings=Settings(), now=now)
    (made,) = store.chats.subscribe(group.id, [("diffusion", True)], person_id=ann.id, now=now)
    store.chats.subscribe(group.id, [("video", True)], person_id=bob.id, now=now)
    assert [(deed.place, deed.subscription) for deed in store.persons.deeds(ann.id)] == [(group.place, made)]


def test_a_forgotten_person_leaves_nothing_but_the_groups_wishes(store, chats, owe, ids, ann, bob):
    private, group = chats
    now = private.created_at
    for chat in (private, group):
        store.chats.subscribe(chat.id, [("diffusion", True)], person_id=ann.id, now=now)
    owe(private, group)
    for person in (ann, bob):
        store.opinions.save(person.id, ids["One"], now)
        store.opinions.give(person.id, ids["One"], Opinion.LESS, now)
    store.chats.give(private.id, ann.id)
    assert [chat.place for chat in store.chats.of_person(ann.id)] == [private.place]
    store.persons.forget(ann.id)
    assert store.persons.find("t", "1") is None
    assert store.chats.get(private.place) is None
    assert store.deliveries.listing(chat_id=private.id, limit=9) == []
    assert len(store.deliveries.listing(limit=9)) == 1
    assert [(one.term, one.created_by) for one in store.chats.get(group.place).subscriptions] == [("diffusion", None)]
    assert store.opinions.saved(ann.id) == store.opinions.given(ann.id) == []
    assert len(store.opinions.saved(bob.id)) == len(store.opinions.given(bob.id)) == 1


def test_a_person_may_be_forgotten_without_a_chat(store, make_chat, ann, now):
    private = make_chat("1")
    store.persons.forget(ann.id)
    store.persons.forget(ann.id)
    assert store.persons.find("t", "1") is None
    assert store.chats.get(private.place) == private
    assert store.persons.get_or_create("t", "1", language="en", now=now).language == "en"
