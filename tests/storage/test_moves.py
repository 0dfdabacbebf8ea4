"""Chats that cannot be reached, come back, or get another address."""

import datetime as dt

import pytest

from storage.errors import UnknownChatError
from storage.model import DeliveryState, Place
from storage.planned import ChatAdvance

LEASE = dt.timedelta(minutes=1)
QUEUED, LEASED, STARTED, SENT, AMBIGUOUS, BURIED = DeliveryState
NEW = Place("t", "new")


@pytest.fixture
def begin(store, now):
    """Claims one delivery for the sender "a" and starts it; its id."""

    def begin():
        (delivery,) = store.deliveries.claim("a", platforms=["t"], limit=1, now=now, lease=LEASE)
        assert store.deliveries.start(delivery.id, "a", now=now)
        return delivery.id

    return begin


@pytest.fixture
def due(store, now):
    """The chats at whose places something can be claimed."""

    def due():
        claimed = store.deliveries.claim("b", platforms=["t"], limit=99, now=now, lease=LEASE)
        store.deliveries.release("b")
        return [delivery.place.chat_id for delivery in claimed]

    return due


def states(store, chat):
    return {one.key.subject: one.state for one in store.deliveries.of_chat(chat.id, 99)}


def test_a_chat_that_stops_is_owed_nothing_and_keeps_its_wishes(store, make_chat, owe, begin, now):
    chat = make_chat()
    store.chats.subscribe(chat.id, [("diffusion", True)], person_id=None, now=now)
    for subject in ("1", "2", "3"):
        owe(chat, subject=subject)
    begin()
    store.deliveries.stop_chat(chat.id, "The bot was blocked.", now)
    assert states(store, chat) == {"1": STARTED, "2": BURIED, "3": BURIED}
    assert {one.reason for one in store.deliveries.listing(BURIED, limit=9)} == {"The bot was blocked."}
    assert {one.ended_at for one in store.deliveries.listing(BURIED, limit=9)} == {now}
    known = store.chats.get(chat.place)
    assert known.stopped == "The bot was blocked."
    assert [one.term for one in known.subscriptions] == ["diffusion"]


def test_what_a_sender_has_claimed_is_not_sent_to_a_chat_that_stopped(store, make_chat, owe, now):
    chat = make_chat()
    owe(chat)
    (leased,) = store.deliveries.claim("a", platforms=["t"], limit=1, now=now, lease=LEASE)
    store.deliveries.stop_chat(chat.id, "", now)
    assert not store.deliveries.start(leased.id, "a", now=now)
    assert store.chats.get(chat.place).stopped != ""


def test_a_chat_that_is_back_begins_anew(store, make_chat, owe, put, due, now):
    chat = make_chat(paused=True)
    store.deliveries.stop_chat(chat.id, "The bot was blocked.", now)
    put("One", "Two")
    owe(chat, subject="meanwhile")
    store.chats.change(chat.id, make_chat("2").settings)
    store.plans.commit([], [], [], [ChatAdvance(chat.id, None, None, None, 0, missed_since=now.date())], now)
    store.deliveries.resume_chat(chat.id)
    known = store.chats.get(chat.place)
    assert (known.stopped, known.cursor, known.missed_since) == ("", 2, None)
    assert states(store, chat) == {"meanwhile": BURIED}
    owe(chat, subject="next")
    assert due() == ["1"]


def test_a_chat_that_moves_takes_everything_along(store, make_chat, owe, begin, due, now):
    chat = make_chat("old")
    owe(chat, subject="1")
    owe(chat, subject="2")
    started = begin()
    leased = store.deliveries.claim("a", platforms=["t"], limit=1, now=now, lease=LEASE)[0]
    store.deliveries.move_chat(chat.id, NEW)
    assert store.chats.get(chat.place) is None
    assert store.chats.get(NEW).id == chat.id
    assert not store.deliveries.start(leased.id, "a", now=now), "its sender has the old address"
    assert store.deliveries.retry(started, "a", due_at=now, reason="Moved.")
    assert due() == ["new", "new"]


def test_a_chat_that_moves_to_where_it_is_stays(store, make_chat, owe, due):
    chat = make_chat()
    owe(chat)
    store.deliveries.move_chat(chat.id, chat.place)
    assert store.chats.get(chat.place) == chat
    assert due() == ["1"]


def test_chats_at_one_place_become_one(store, make_chat, owe, due, put, now):
    chat, other = make_chat("old"), make_chat("new")
    for one, terms in ((chat, [("both", True), ("mine", True)]), (other, [("both", False), ("theirs", True)])):
        store.chats.subscribe(one.id, terms, person_id=None, now=now)
    owe(other, subject="theirs")
    owe(chat, subject="mine")
    put("One")
    store.plans.schedule(other.id, now)
    store.deliveries.move_chat(chat.id, NEW)
    merged = store.chats.get(NEW)
    assert (merged.id, merged.cursor, merged.next_due_at) == (chat.id, 0, now)
    assert {(one.term, one.wanted) for one in merged.subscriptions} == {
        ("both", True),
        ("mine", True),
        ("theirs", True),
    }
    assert states(store, merged) == {"theirs": QUEUED, "mine": QUEUED}
    assert due() == ["new", "new"]


def test_a_digest_that_both_are_owed_comes_once(store, make_chat, owe, due):
    chat, other = make_chat("old"), make_chat("new")
    owe(other, papers=[1])
    owe(chat, papers=[2])
    store.deliveries.move_chat(chat.id, NEW)
    assert sorted(state.value for state in states(store, chat).values()) == ["buried", "queued"]
    assert due() == ["new"]
    assert store.plans.shown_to(chat.id) == {2}


@pytest.mark.parametrize("end", ["sent", "ambiguous"])
def test_a_digest_that_one_may_have_got_does_not_come_again(store, make_chat, owe, begin, end):
    chat, other = make_chat("old"), make_chat("new")
    owe(other, papers=[1])
    started = begin()
    if end == "sent":
        store.deliveries.sent(started, "a", message_id="1", now=chat.created_at)
    else:
        store.deliveries.ambiguous(started, "a", reason="Reset.", now=chat.created_at)
    owe(chat, papers=[2])
    store.deliveries.move_chat(chat.id, NEW)
    assert sorted(state.value for state in states(store, chat).values()) == sorted(["buried", end])
    assert store.plans.shown_to(chat.id) == {1}


def test_the_later_cursor_counts_where_both_got_digests(store, make_chat, owe, put):
    chat = make_chat("old")
    put("One")
    other = make_chat("new")
    owe(other, papers=[1])
    store.deliveries.move_chat(chat.id, NEW)
    assert store.chats.get(NEW).cursor == 1


def test_a_chat_that_is_not_there_is_said(store, now):
    for call in (
        lambda: store.deliveries.stop_chat(404, "Blocked.", now),
        lambda: store.deliveries.resume_chat(404),
        lambda: store.deliveries.move_chat(404, NEW),
    ):
        with pytest.raises(UnknownChatError, match="404"):
            call()
