"""The ledger: the fence before sending, the marks after it, and what is kept."""

import dataclasses
import datetime as dt

import pytest

from storage.model import DeliveryKind, DeliveryState
from storage.planned import Recovered

LEASE = dt.timedelta(minutes=1)
SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)
QUEUED, LEASED, STARTED, SENT, AMBIGUOUS, BURIED = DeliveryState


@pytest.fixture
def started(store, make_chat, owe, claim, now):
    """A delivery that the sender "a" has started."""
    owe(make_chat())
    (delivery,) = claim()
    assert store.deliveries.start(delivery.id, "a", now=now)
    return delivery.id


def states(store):
    return [one.state for one in reversed(store.deliveries.listing(limit=100))]


def test_only_its_owner_may_start_a_delivery_once_and_within_the_lease(store, make_chat, owe, claim, now):
    owe(make_chat())
    (delivery,) = claim()
    assert not store.deliveries.start(delivery.id, "b", now=now)
    assert not store.deliveries.start(delivery.id, "a", now=now + LEASE)
    assert store.deliveries.start(delivery.id, "a", now=now + LEASE - SECOND)
    assert not store.deliveries.start(delivery.id, "a", now=now + LEASE - SECOND)
    assert not store.deliveries.start(404, "a", now=now)
    assert store.deliveries.listing(limit=1)[0].attempts == 1


def test_what_was_sent_stays_sent(store, started, claim, now):
    assert store.deliveries.sent(started, "a", message_id="m1", now=now)
    assert not store.deliveries.retry(started, "a", due_at=now, reason="Late news.")
    assert not store.deliveries.ambiguous(started, "a", reason="Late news.", now=now)
    assert not store.deliveries.bury(started, "a", reason="Late news.", now=now)
    assert not store.deliveries.bury(started, None, reason="Late news.", now=now)
    assert not store.deliveries.replay(started)
    assert store.deliveries.recover(now + LEASE) == Recovered(0, 0)
    (delivery,) = store.deliveries.listing(SENT, limit=9)
    assert (delivery.message_id, delivery.ended_at, delivery.reason) == ("m1", now, "")
    assert claim(at=now + LEASE) == []


def test_nobody_marks_what_another_has(store, started, now):
    assert not store.deliveries.sent(started, "b", message_id="m1", now=now)
    assert not store.deliveries.retry(started, "b", due_at=now, reason="No.")
    assert not store.deliveries.ambiguous(started, "b", reason="No.", now=now)
    assert not store.deliveries.bury(started, "b", reason="No.", now=now)
    assert not store.deliveries.bury(started, None, reason="No.", now=now)
    assert states(store) == [STARTED]


def test_a_retry_is_owed_again_at_its_time(store, started, claim, now):
    assert store.deliveries.retry(started, "a", due_at=now + SECOND, reason="Too many requests.")
    assert claim("b") == []
    (again,) = claim("b", at=now + SECOND)
    assert (again.id, again.attempts, again.reason) == (started, 1, "Too many requests.")
    assert not store.deliveries.sent(started, "a", message_id="1", now=now)


def test_what_was_not_started_is_given_back(store, make_chat, owe, claim, now):
    owe(make_chat())
    (delivery,) = claim()
    assert not store.deliveries.give_back(delivery.id, "b", due_at=now, reason="No.")
    assert store.deliveries.give_back(delivery.id, "a", due_at=now + SECOND, reason="It has to wait.")
    assert claim("b") == []
    (again,) = claim("b", at=now + SECOND)
    assert (again.attempts, again.reason) == (0, "It has to wait.")


def test_what_was_started_is_not_given_back(store, started, now):
    assert not store.deliveries.give_back(started, "a", due_at=now, reason="Late news.")
    assert states(store) == [STARTED]
    store.deliveries.recover(now + LEASE)
    assert not store.deliveries.give_back(started, "a", due_at=now, reason="Late news.")
    assert states(store) == [AMBIGUOUS]


def test_a_late_answer_settles_what_became_ambiguous(store, started, claim, now):
    assert store.deliveries.recover(now + LEASE) == Recovered(0, 1)
    (delivery,) = store.deliveries.listing(AMBIGUOUS, limit=9)
    assert "ended before it knew" in delivery.reason
    assert not store.deliveries.sent(started, "b", message_id="1", now=now)
    assert store.deliveries.sent(started, "a", message_id="1", now=now + LEASE)
    assert states(store) == [SENT]
    assert claim(at=now + LEASE) == []


def test_what_a_killed_sender_held_is_recovered_after_its_lease(store, make_chat, owe, claim, now):
    owe(make_chat("1"), make_chat("2"))
    first, _ = claim()
    store.deliveries.start(first.id, "a", now=now)
    assert store.deliveries.recover(now + LEASE - SECOND) == Recovered(0, 0)
    assert store.deliveries.recover(now + LEASE) == Recovered(queued=1, ambiguous=1)
    assert states(store) == [AMBIGUOUS, QUEUED]
    assert [one.place.chat_id for one in claim("b", at=now + LEASE)] == ["2"]


def test_releasing_gives_back_only_what_is_not_started(store, make_chat, owe, claim, now):
    owe(*[make_chat(str(number)) for number in range(3)])
    first, _ = claim(limit=2)
    claim("b", limit=1)
    store.deliveries.start(first.id, "a", now=now)
    assert store.deliveries.release("a") == 1
    assert states(store) == [STARTED, QUEUED, LEASED]


def test_ambiguous_ones_are_owed_again_within_bounds(store, started, claim, now):
    resend = store.deliveries.resend_ambiguous
    assert resend(["t"], since=now, attempts=9) == 0, "it is not ambiguous yet"
    store.deliveries.ambiguous(started, "a", reason="Reset.", now=now + SECOND)
    assert resend(["u"], since=now, attempts=9) == 0
    assert resend(["t"], since=now + SECOND, attempts=9) == 0
    assert resend(["t"], since=now, attempts=1) == 0
    assert resend(["t"], since=now, attempts=2, silent=True) == 1
    (again,) = claim("b", at=now + LEASE)
    assert (again.id, again.silent) == (started, True)
    assert store.deliveries.start(started, "b", now=now + LEASE)
    store.deliveries.ambiguous(started, "b", reason="Reset.", now=now + LEASE)
    assert resend(["t"], since=now + LEASE, attempts=9) == 0, "the first doubt counts"


def test_a_late_answer_stops_a_resend_that_nobody_has_claimed(store, started, claim, now):
    store.deliveries.ambiguous(started, "a", reason="Reset.", now=now)
    assert store.deliveries.resend_ambiguous(["t"], since=now, attempts=9) == 1
    assert store.deliveries.sent(started, "a", message_id="1", now=now)
    assert claim() == []


def key_of(store):
    return store.deliveries.listing(limit=1)[0].key


def test_a_reader_who_has_it_settles_what_may_not_have_arrived(store, started, claim, now):
    settle = store.deliveries.settle
    assert not settle(key_of(store), "m1", now=now), "its sender will know"
    store.deliveries.ambiguous(started, "a", reason="Reset.", now=now)
    other = dataclasses.replace(key_of(store), subject="2024-05-20")
    assert not settle(other, "m1", now=now)
    assert settle(key_of(store), "m1", now=now + SECOND)
    (delivery,) = store.deliveries.listing(SENT, limit=9)
    assert (delivery.message_id, delivery.ended_at, delivery.reason) == ("m1", now + SECOND, "")
    assert not settle(key_of(store), "m2", now=now)
    assert not store.deliveries.sent(started, "a", message_id="m3", now=now)
    assert claim("b", at=now + LEASE) == []


def test_a_reader_who_has_it_stops_a_resend(store, started, claim, now):
    store.deliveries.ambiguous(started, "a", reason="Reset.", now=now)
    store.deliveries.resend_ambiguous(["t"], since=now, attempts=9)
    assert store.deliveries.settle(key_of(store), None, now=now)
    assert claim("b") == []


def test_what_is_owed_for_the_first_time_is_not_settled(store, make_chat, owe, now):
    owe(make_chat())
    assert not store.deliveries.settle(key_of(store), "m1", now=now)
    assert states(store) == [QUEUED]


def test_digests_in_doubt_are_the_last_of_their_chats(store, make_chat, owe, claim, now):
    one, two, three = (make_chat(name) for name in "123")
    owe(one, two, three)
    owe(three, subject="nothing/2024-05-21", kind=DeliveryKind.NOTICE)
    for delivery in claim():
        store.deliveries.start(delivery.id, "a", now=now)
        store.deliveries.ambiguous(delivery.id, "a", reason="Reset.", now=now)
    owe(one, subject="2024-05-22", due_at=now + DAY)
    doubtful = store.deliveries.doubtful_digests(now)
    assert sorted((key.chat_id, key.kind, key.subject) for key in doubtful) == [
        (two.id, DeliveryKind.DAILY, "2024-05-21"),
        (three.id, DeliveryKind.DAILY, "2024-05-21"),
    ]
    assert store.deliveries.doubtful_digests(now + SECOND) == []


def test_an_operator_replays_and_buries(store, started, claim, now):
    assert not store.deliveries.replay(started)
    store.deliveries.ambiguous(started, "a", reason="Reset.", now=now)
    assert store.deliveries.bury(started, None, reason="Never mind.", now=now + SECOND)
    (buried,) = store.deliveries.listing(BURIED, limit=9)
    assert (buried.reason, buried.ended_at) == ("Never mind.", now + SECOND)
    assert store.deliveries.replay(started)
    (again,) = claim("b")
    assert (again.id, again.attempts, again.reason) == (started, 0, "")


def test_any_reason_is_kept_within_bounds(store, started, now):
    store.deliveries.ambiguous(started, "a", reason="\x00\ud800" + "long " * 1000, now=now)
    (delivery,) = store.deliveries.listing(limit=1)
    assert delivery.reason.startswith("?long long")
    assert len(delivery.reason) == 300


def test_listing_by_state_chat_and_day(store, make_chat, owe, claim, now):
    one, two = make_chat("1"), make_chat("2")
    owe(one, two)
    owe(one, subject="2024-05-22", due_at=now + dt.timedelta(days=1))
    claim(limit=1)
    listing = store.deliveries.listing
    assert [found.key.subject for found in listing(limit=9)] == ["2024-05-22", "2024-05-21", "2024-05-21"]
    assert [found.key.chat_id for found in listing(LEASED, limit=9)] == [one.id]
    assert [found.key.subject for found in store.deliveries.of_chat(one.id, 1)] == ["2024-05-22"]
    assert [found.key.chat_id for found in listing(day=now.date(), limit=9)] == [two.id, one.id]
    assert listing(SENT, one.id, now.date(), limit=9) == []
    assert store.deliveries.counts() == {QUEUED: 2, LEASED: 1, STARTED: 0, SENT: 0, AMBIGUOUS: 0, BURIED: 0}


def test_counts_of_every_state(store, make_chat, owe, claim, now):
    owe(*[make_chat(str(number)) for number in range(6)])
    one, two, three, four, _ = claim(limit=5)
    for delivery in (one, two, three, four):
        store.deliveries.start(delivery.id, "a", now=now)
    store.deliveries.sent(one.id, "a", message_id="1", now=now)
    store.deliveries.ambiguous(two.id, "a", reason="Reset.", now=now)
    store.deliveries.bury(three.id, "a", reason="Refused.", now=now)
    assert store.deliveries.counts() == dict.fromkeys(DeliveryState, 1)


def test_what_is_owed_now_by_platform(store, make_chat, owe, claim, now):
    owe(*[make_chat(str(number)) for number in range(4)])
    owe(make_chat("later"), due_at=now + SECOND)
    owe(make_chat(platform="u"))
    sent, started, _ = claim(limit=3)
    for delivery in (sent, started):
        store.deliveries.start(delivery.id, "a", now=now)
    store.deliveries.sent(sent.id, "a", message_id="1", now=now)
    assert store.deliveries.owed(now) == {"t": 3, "u": 1}
    assert store.deliveries.owed(now + SECOND) == {"t": 4, "u": 1}
    assert store.deliveries.owed(now - SECOND) == {"t": 2}


def test_when_the_next_becomes_due(store, make_chat, owe, now):
    owe(make_chat("1"), due_at=now)
    assert store.deliveries.next_due_at(now, platforms=["t"]) is None
    owe(make_chat("2"), due_at=now + 2 * SECOND)
    owe(make_chat("3"), due_at=now + SECOND)
    owe(make_chat(platform="u"), due_at=now + LEASE)
    assert store.deliveries.next_due_at(now, platforms=["t", "u"]) == now + SECOND
    assert store.deliveries.next_due_at(now, platforms=["u", "v"]) == now + LEASE
    assert store.deliveries.next_due_at(now, platforms=[]) is None


def test_a_key_names_a_message_the_same_way_each_time(make_chat, owe, claim):
    owe(make_chat("1"), make_chat("2"))
    owe(make_chat("1"), kind=DeliveryKind.LATE)
    nonces = {one.key.nonce for one in claim()}
    assert len(nonces) == 3
    assert {len(nonce) for nonce in nonces} == {24}


def test_old_deliveries_go_with_their_plans_and_messages(store, make_chat, owe, claim, now):
    old, held, new = make_chat("1"), make_chat("2"), make_chat("3")
    month = dt.timedelta(days=30)
    owe(old, held, papers=[1])
    owe(new, due_at=now + month, papers=[2])
    store.deliveries.bury(claim()[0].id, "a", reason="Refused.", now=now)
    assert store.deliveries.prune(now + month) == 1
    assert store.deliveries.of_chat(old.id, 9) == []
    assert len(store.deliveries.of_chat(held.id, 9)) == len(store.deliveries.of_chat(new.id, 9)) == 1
    assert store.plans.shown_to(new.id) == {2}


def test_many_old_deliveries_are_pruned_in_turns(store, make_chat, owe, now, monkeypatch):
    monkeypatch.setattr("storage.deliveries.PRUNED_AT_ONCE", 2)
    owe(*[make_chat(str(number)) for number in range(5)])
    assert store.deliveries.prune(now + SECOND) == 5
    assert store.deliveries.listing(limit=9) == []
