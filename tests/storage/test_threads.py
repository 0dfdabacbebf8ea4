"""Which chat of a group something said in one of its threads is about."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.model import ChatKind, Place, Settings

GENERAL = Place("t", "-100")
SEVEN, EIGHT = (dataclasses.replace(GENERAL, thread_id=thread) for thread in ("7", "8"))


@pytest.fixture
def at(store, now):
    def at(place, kind=ChatKind.GROUP, **settings):
        return store.threads.concerned_or_new(place, kind, settings=Settings(**settings), now=now)

    return at


@pytest.fixture
def bind(store, at, now):
    def bind(place, *terms):
        return store.threads.bind(at(GENERAL), place, [(term, True) for term in terms], person_id=None, now=now).chat

    return bind


@pytest.fixture
def wanted(store):
    """What arrives at a place."""

    def wanted(place):
        chat = store.chats.get(place)
        return [one.term for one in chat.subscriptions if one.wanted] if chat else []

    return wanted


def test_a_group_is_one_chat_whatever_the_thread(at):
    first = at(SEVEN, time="21:00")
    assert at(EIGHT) == at(GENERAL) == first
    assert (first.place, first.settings.time, first.bound) == (SEVEN, "21:00", False)


def test_persons_have_a_chat_a_place(at):
    assert at(GENERAL, ChatKind.PRIVATE).id != at(SEVEN, ChatKind.PRIVATE).id


def test_nothing_is_made_by_looking(store):
    assert store.threads.concerned(SEVEN, ChatKind.GROUP) is None
    assert store.chats.get(SEVEN) is None


def test_a_bound_thread_gets_the_topic_instead_of_the_others(store, at, bind, wanted, now):
    store.chats.subscribe(at(GENERAL).id, [("diffusion", True), ("video", True)], person_id=None, now=now)
    bound = bind(SEVEN, "diffusion")
    assert (bound.place, bound.bound) == (SEVEN, True)
    assert (wanted(GENERAL), wanted(SEVEN)) == (["video"], ["diffusion"])
    bind(EIGHT, "diffusion", "3d")
    assert (wanted(SEVEN), wanted(EIGHT)) == ([], ["diffusion", "3d"])
    assert at(SEVEN).place == GENERAL
    assert at(EIGHT).place == EIGHT


def test_a_bound_thread_takes_over_how_its_group_stands(store, put, at, bind, now):
    default = at(GENERAL, time="21:00", zone="Asia/Seoul")
    store.chats.subscribe(default.id, [("medical", False)], person_id=None, now=now)
    store.plans.schedule(default.id, now)
    store.deliveries.stop_chat(default.id, "closed", now)
    put("One")
    bound = bind(SEVEN, "diffusion")
    assert (bound.settings, bound.cursor, bound.next_due_at) == (default.settings, default.cursor, now)
    assert [(one.term, one.wanted) for one in bound.subscriptions] == [("medical", False), ("diffusion", True)]
    assert bound.stopped == ""


def test_what_a_bound_thread_has_stays_when_it_gets_more(store, bind, wanted):
    bound = bind(SEVEN, "diffusion")
    store.chats.change(bound.id, Settings(time="05:00"))
    again = bind(SEVEN, "video")
    assert (again.id, again.settings.time, wanted(SEVEN)) == (bound.id, "05:00", ["diffusion", "video"])


def test_at_the_default_place_nothing_is_bound(at, bind, wanted):
    bind(SEVEN, "diffusion")
    chat = bind(GENERAL, "diffusion")
    assert (chat.id, chat.bound) == (at(GENERAL).id, False)
    assert (wanted(GENERAL), wanted(SEVEN)) == (["diffusion"], [])


def test_the_default_place_moves_and_takes_a_bound_thread_in(store, at, bind, wanted, now):
    default = at(GENERAL)
    store.chats.subscribe(default.id, [("video", True)], person_id=None, now=now)
    bind(SEVEN, "diffusion")
    store.deliveries.move_chat(default.id, SEVEN)
    assert at(EIGHT).id == at(SEVEN).id == default.id
    assert sorted(wanted(SEVEN)) == ["diffusion", "video"]
    assert store.chats.get(GENERAL) is None


def test_a_group_that_moves_takes_over_the_default_chat_that_is_there(store, at, now):
    old, new = at(Place("t", "-1")), at(SEVEN)
    store.chats.subscribe(old.id, [("diffusion", True)], person_id=None, now=now)
    store.chats.subscribe(new.id, [("video", True)], person_id=None, now=now)
    store.deliveries.move_chat(old.id, GENERAL)
    moved = at(EIGHT)
    assert (moved.id, moved.place) == (old.id, GENERAL)
    assert sorted(one.term for one in moved.subscriptions) == ["diffusion", "video"]


def test_a_thread_left_without_topics_may_become_the_groups_chat(store, at, bind):
    default = at(GENERAL)
    bound = bind(SEVEN, "diffusion")
    store.chats.unsubscribe(bound.id, ["diffusion"])
    store.deliveries.move_chat(default.id, Place("t", "elsewhere"))
    assert (at(SEVEN).id, at(SEVEN).bound, at(EIGHT).id) == (bound.id, False, bound.id)


def test_requests_at_once_make_one_chat(at):
    places = [dataclasses.replace(GENERAL, thread_id=str(n)) for n in range(6)]
    with ThreadPoolExecutor(6) as threads:
        assert len({chat.id for chat in threads.map(at, places)}) == 1


def test_subscriptions_are_removed_by_number_in_their_own_chat_only(store, at, now):
    mine, other = at(GENERAL), at(Place("t", "2"), ChatKind.PRIVATE)
    made = store.chats.subscribe(mine.id, [("a", True), ("b", False), ("c", True)], person_id=None, now=now)
    theirs = store.chats.subscribe(other.id, [("a", True)], person_id=None, now=now)
    assert store.chats.unsubscribe_numbered(mine.id, theirs[0].id, theirs[0].id) == ()
    assert store.chats.unsubscribe_numbered(mine.id, made[0].id, made[1].id) == made[:2]
    assert store.chats.get(mine.place).subscriptions == made[2:]
    assert store.chats.get(other.place).subscriptions == theirs
