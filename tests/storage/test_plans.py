"""Planning: who is due, and everything that a tick decided in one transaction."""

import dataclasses
import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.model import DeliveryKey, DeliveryKind, DeliveryState
from storage.planned import ChatAdvance, Owed, Plan, Rendering
from storage.store import open_store

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def make_due(store, make_chat):
    """Makes a chat that is due at a moment."""

    def make(name, at, *, into=store, **settings):
        chat = make_chat(name, into=into, **settings)
        into.plans.schedule(chat.id, at)
        return chat

    return make


def advance(chat, due_at, cursor=5):
    return ChatAdvance(chat.id, due_at, due_at + DAY, due_at.date(), cursor)


def daily(chat, due_at, plan_id=None, part=1):
    return Owed(DeliveryKey(chat.id, DeliveryKind.DAILY, str(due_at.date()), part), "hash", due_at, plan_id=plan_id)


MESSAGE = Rendering("hash", "message")


def test_chats_are_due_longest_first_with_their_wishes(store, make_due, make_chat, now):
    chats = [make_due(str(number), now - number * MINUTE) for number in range(4)]
    make_due("later", now + MINUTE)
    make_chat("never")
    store.chats.subscribe(chats[3].id, [("video", True), ("medical", False)], person_id=None, now=now)
    due = store.plans.due_chats(now, 3)
    assert [chat.place.chat_id for chat in due] == ["3", "2", "1"]
    assert due[0].next_due_at == now - 3 * MINUTE
    assert [(one.term, one.wanted) for one in due[0].subscriptions] == [("video", True), ("medical", False)]
    assert due[0] == store.chats.get(chats[3].place)
    assert len(store.plans.due_chats(now, 9)) == 4
    assert store.plans.due_chats(now - DAY, 3) == []


def test_paused_and_stopped_chats_are_never_due(store, make_due, now):
    make_due("paused", now, paused=True)
    store.deliveries.stop_chat(make_due("stopped", now).id, "Blocked.", now)
    unplanned = make_due("unplanned", now)
    store.plans.schedule(unplanned.id, None)
    assert store.plans.due_chats(now, 9) == []


def test_a_commit_keeps_everything(store, make_due, now):
    one, two, three = (make_due(str(number), now) for number in range(3))
    plans = [Plan(9, now.date(), 2, 5, (7, 8), 1, "video"), Plan(4, now.date(), 2, 5, (6,), 1, "3d -medical")]
    owed = [daily(one, now, 9), daily(one, now, 9, part=2), daily(two, now, 4), daily(three, now)]
    left = store.plans.commit(plans, [MESSAGE], owed, [advance(chat, now) for chat in (one, two, three)], now)
    assert left == frozenset()
    assert store.plans.due_chats(now, 9) == []
    known = store.chats.get(one.place)
    assert (known.next_due_at, known.last_date, known.cursor) == (now + DAY, now.date(), 5)
    assert store.deliveries.counts()[DeliveryState.QUEUED] == 4
    assert store.plans.shown_to_each([one.id, two.id, three.id]) == {one.id: {7, 8}, two.id: {6}, three.id: frozenset()}
    last = store.plans.last_plan(two.id)
    assert (last.date, last.cursor_from, last.cursor_to, last.paper_ids) == (now.date(), 2, 5, (6,))
    assert (last.shown, last.wishes) == (1, "3d -medical")
    assert store.plans.last_plan(three.id) is None


def test_a_digests_plan_is_found_by_its_chat_and_day(store, make_chat, owe):
    one, two = make_chat("1"), make_chat("2")
    owe(one, papers=[7, 8])
    owe(one, subject="2024-05-22", papers=[9])
    key = DeliveryKey(one.id, DeliveryKind.DAILY, "2024-05-21")
    assert store.plans.plan_of(key).paper_ids == (7, 8)
    assert store.deliveries.find_last(key).payload == "message"
    for other in (
        dataclasses.replace(key, chat_id=two.id),
        dataclasses.replace(key, kind=DeliveryKind.LATE),
        dataclasses.replace(key, subject="2024-05-23"),
    ):
        assert store.plans.plan_of(other) is None
        assert store.deliveries.find_last(other) is None


def test_a_digest_is_owed_once_however_often_it_is_planned(store, make_due, now):
    chat = make_due("1", now)
    for _ in range(2):
        assert store.plans.commit([], [MESSAGE], [daily(chat, now)], [], now) == frozenset()
    assert len(store.deliveries.of_chat(chat.id, 9)) == 1


def test_chats_that_changed_since_they_were_planned_are_left_out(store, make_due, now):
    changed, same = make_due("1", now), make_due("2", now)
    store.plans.schedule(changed.id, now + MINUTE)
    gone = ChatAdvance(404, now, now + DAY, now.date(), 5)
    advances = [advance(changed, now), advance(same, now), gone]
    nobody = Owed(DeliveryKey(405, DeliveryKind.BROADCAST, "1"), "hash", now)
    left = store.plans.commit([], [MESSAGE], [daily(changed, now), daily(same, now), nobody], advances, now)
    assert left == {changed.id, 404}
    known = store.chats.get(changed.place)
    assert (known.next_due_at, known.last_date, known.cursor) == (now + MINUTE, None, 0)
    assert [one.key.chat_id for one in store.deliveries.listing(limit=9)] == [same.id]


def test_two_ticks_at_once_plan_a_chat_once(new_database, make_due, now):
    url = new_database()
    with open_store(url) as store:
        chats = [make_due(str(number), now, into=store) for number in range(50)]
    together = threading.Barrier(2)

    def tick(cursor):
        with open_store(url) as store:
            due = store.plans.due_chats(now, 50)
            together.wait()
            plans = [Plan(1, now.date(), 0, cursor, (cursor,), 1, "video")]
            owed = [daily(chat, now, 1) for chat in due]
            return store.plans.commit(plans, [MESSAGE], owed, [advance(chat, now, cursor) for chat in due], now)

    with ThreadPoolExecutor(2) as threads:
        left = list(threads.map(tick, (5, 6)))
    assert sorted(map(len, left)) == [0, 50]
    with open_store(url) as store:
        winner = store.chats.get(chats[0].place).cursor
        assert {store.chats.get(chat.place).cursor for chat in chats} == {winner}
        shown = store.plans.shown_to_each([chat.id for chat in chats])
        assert set(shown.values()) == {frozenset([winner])}
        assert store.deliveries.counts()[DeliveryState.QUEUED] == 50


def test_a_commit_that_fails_leaves_nothing(store, make_due, now):
    chat = make_due("1", now)
    with pytest.raises(KeyError):
        store.plans.commit([], [MESSAGE], [daily(chat, now), daily(chat, now, plan_id=3)], [advance(chat, now)], now)
    assert [one.next_due_at for one in store.plans.due_chats(now, 9)] == [now]
    assert store.deliveries.listing(limit=9) == []


def test_what_was_given_up_was_not_shown(store, make_due, owe, now):
    chat = make_due("1", now)
    owe(chat, subject="1", papers=[1, 2])
    owe(chat, subject="2", papers=[3])
    assert store.plans.shown_to(chat.id) == {1, 2, 3}
    store.deliveries.bury(store.deliveries.of_chat(chat.id, 1)[0].id, None, reason="Refused.", now=now)
    assert store.plans.shown_to(chat.id) == {1, 2}
    assert store.plans.last_plan(chat.id).paper_ids == (1, 2)


def test_a_message_used_again_stays_when_older_ones_go(store, make_due, now):
    chat = make_due("1", now)
    store.plans.commit([], [MESSAGE], [daily(chat, now)], [], now)
    later = now + 30 * DAY
    store.plans.commit([], [MESSAGE], [daily(chat, later)], [], later)
    assert store.deliveries.prune(now + DAY) == 1
    assert [one.payload for one in store.deliveries.of_chat(chat.id, 9)] == ["message"]


def test_more_rows_than_one_statement_takes(store, make_due, now, monkeypatch):
    monkeypatch.setattr("storage.bulk.AT_ONCE", 7)
    chats = [make_due(str(number), now) for number in range(20)]
    plans = [Plan(number, now.date(), 0, 1, (number,), 1, f"wish {number}") for number in range(20)]
    renderings = [Rendering(f"hash {number}", f"message {number}") for number in range(20)]
    key = [DeliveryKey(chat.id, DeliveryKind.DAILY, "1") for chat in chats]
    owed = [Owed(key[number], f"hash {number}", now, plan_id=number) for number in range(20)]
    assert not store.plans.commit(plans, renderings, owed, [advance(chat, now) for chat in chats], now)
    assert len(store.plans.due_chats(now + DAY, 99)) == 20
    shown = store.plans.shown_to_each([chat.id for chat in chats])
    assert [shown[chat.id] for chat in chats] == [{number} for number in range(20)]
    payloads = {one.place.chat_id: one.payload for one in store.deliveries.listing(limit=99)}
    assert payloads == {str(number): f"message {number}" for number in range(20)}
