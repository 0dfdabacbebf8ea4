"""Claims: what a sender gets, in which order, and that no two senders get the same."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.model import ChatKind, DeliveryKind, DeliveryState, Place
from storage.store import open_store

LEASE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)
CLAIMERS = 4
QUEUED, LEASED, STARTED, SENT, AMBIGUOUS, BURIED = DeliveryState


def test_a_claim_says_everything_a_sender_needs(make_chat, owe, claim, now):
    chat = make_chat("5")
    owe(chat)
    (delivery,) = claim()
    assert (delivery.place, delivery.kind, delivery.payload) == (Place("t", "5"), ChatKind.PRIVATE, "message")
    assert (delivery.key.chat_id, delivery.key.kind, delivery.key.part) == (chat.id, DeliveryKind.DAILY, 1)
    assert (delivery.state, delivery.owner, delivery.lease_until) == (LEASED, "a", now + LEASE)
    assert (delivery.attempts, delivery.silent, delivery.due_at) == (0, False, now)
    assert claim() == claim("b") == []


def test_the_oldest_due_come_first(make_chat, owe, claim, now):
    for number in range(5):
        owe(make_chat(str(number)), due_at=now - number * SECOND)
    owe(make_chat("later"), due_at=now + SECOND)
    assert [one.place.chat_id for one in claim(limit=3)] == ["4", "3", "2"]
    assert [one.place.chat_id for one in claim(limit=3)] == ["1", "0"]
    assert [one.place.chat_id for one in claim(at=now + SECOND)] == ["later"]


def test_a_claim_is_for_its_platforms(make_chat, owe, claim, now):
    for number, platform in enumerate("utv"):
        owe(make_chat(platform=platform), due_at=now + number * SECOND)
    assert claim(platforms=()) == claim(platforms=["w"]) == []
    found = claim(platforms=["t", "u"], at=now + LEASE)
    assert [one.place.platform for one in found] == ["u", "t"]


@pytest.mark.parametrize("end", ["sent", "ambiguous", "buried"])
def test_a_part_waits_for_the_end_of_the_one_before(store, make_chat, owe, claim, now, end):
    owe(make_chat(), parts=2)
    (first,) = claim()
    assert first.key.part == 1
    assert claim() == []
    store.deliveries.start(first.id, "a", now=now)
    assert claim() == []
    if end == "sent":
        store.deliveries.sent(first.id, "a", message_id="1", now=now)
    elif end == "ambiguous":
        store.deliveries.ambiguous(first.id, "a", reason="No answer.", now=now)
    else:
        store.deliveries.bury(first.id, "a", reason="Refused.", now=now)
    assert [one.key.part for one in claim()] == [2]


def test_parts_of_others_do_not_wait(make_chat, owe, claim):
    owe(make_chat("1"), make_chat("2"), parts=2)
    owe(make_chat("1"), subject="2024-05-22")
    owe(make_chat("1"), kind=DeliveryKind.NOTICE)
    assert len(claim()) == 4


def test_paused_and_stopped_chats_are_passed_over(store, make_chat, owe, claim, now):
    paused, stopped = make_chat("1", paused=True), make_chat("2")
    store.deliveries.stop_chat(stopped.id, "Blocked.", now)
    owe(paused, stopped)
    assert claim() == []
    assert store.deliveries.counts()[QUEUED] == 2


def test_claimers_never_get_the_same_delivery(new_database, make_chat, owe, claim, now):
    url = new_database()
    with open_store(url) as store:
        owe(*[make_chat(str(number), into=store) for number in range(200)], into=store, parts=2)
    together = threading.Barrier(CLAIMERS)

    def work(name):
        sent = []
        with open_store(url) as store:
            together.wait()
            while claimed := claim(name, into=store, limit=7):
                for delivery in claimed:
                    assert store.deliveries.start(delivery.id, name, now=now)
                    assert store.deliveries.sent(delivery.id, name, message_id="1", now=now)
                    sent.append(delivery.id)
        return sent

    with ThreadPoolExecutor(CLAIMERS) as threads:
        lists = list(threads.map(work, "abcd"))
    everything = [number for one in lists for number in one]
    assert len(everything) == len(set(everything)) == 400
    assert sum(map(bool, lists)) > 1, "only one of them got anything"


def test_a_start_and_a_recovery_at_once_agree(new_database, make_chat, owe, claim, now):
    """Whoever comes first: either it is started and then ambiguous, or owed again and never started."""
    url = new_database()
    with open_store(url) as store, open_store(url) as other:
        owe(*[make_chat(str(number), into=store) for number in range(30)], into=store)
        claimed = [one.id for one in claim(into=store)]
        with ThreadPoolExecutor(1) as threads:
            recovery = threads.submit(other.deliveries.recover, now + LEASE)
            begun = [one for one in claimed if store.deliveries.start(one, "a", now=now)]
        second = other.deliveries.recover(now + LEASE)
        assert recovery.result().queued + recovery.result().ambiguous + second.ambiguous == 30
        assert recovery.result().queued == 30 - len(begun)
        doubtful = {one.id for one in store.deliveries.listing(AMBIGUOUS, limit=99)}
        assert doubtful == set(begun)
