"""Planning of other digests than the daily ones: first ones, weekly ones, late editions."""

import dataclasses
import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from storage.errors import UnknownChatError
from storage.model import DeliveryKey, DeliveryKind, DeliveryState
from storage.planned import ChatAdvance, EarlierAdvance, LateAdvance, Owed, Plan, Rendering, WeeklyAdvance
from storage.store import open_store

DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
MESSAGE = Rendering("hash", "message")


def first_digest(chat, cursor):
    key = DeliveryKey(chat.id, DeliveryKind.FIRST, "2024-05-21")
    return key, Plan(1, dt.date(2024, 5, 21), 0, cursor, (7, 8), 1, "video", since=dt.date(2024, 5, 15)), MESSAGE


def test_a_first_digest_counts_as_sent_once(store, make_chat, now):
    chat = make_chat()
    assert store.plans.keep_first(*first_digest(chat, 5), now)
    (first,) = store.deliveries.of_chat(chat.id, 9)
    assert (first.state, first.attempts, first.ended_at, first.payload) == (DeliveryState.SENT, 0, now, "message")
    plan = store.plans.last_plan(chat.id)
    assert (plan.paper_ids, plan.cursor_to, plan.since) == ((7, 8), 5, dt.date(2024, 5, 15))
    assert store.chats.get(chat.place).cursor == 5
    assert not store.plans.keep_first(*first_digest(chat, 6), now + DAY)
    assert store.chats.get(chat.place).cursor == 5
    assert store.plans.shown_to(chat.id) == {7, 8}


def test_a_first_digest_never_moves_a_cursor_back(store, make_chat, put, now):
    put("One", "Two")
    chat = make_chat()
    assert store.plans.keep_first(*first_digest(chat, 1), now)
    assert store.chats.get(chat.place).cursor == 2


def test_of_first_digests_at_once_one_is_kept(new_database, make_chat, now):
    with open_store(new_database()) as store, ThreadPoolExecutor(4) as threads:
        chat = make_chat(into=store)
        together = threading.Barrier(4)

        def keep(_):
            together.wait()
            return store.plans.keep_first(*first_digest(chat, 1), now)

        assert sorted(threads.map(keep, range(4))) == [False, False, False, True]
        assert len(store.deliveries.of_chat(chat.id, 9)) == 1


def test_a_chat_that_is_not_there_gets_no_first_digest(store, make_chat, now):
    gone = dataclasses.replace(make_chat(), id=404)
    with pytest.raises(UnknownChatError, match="404"):
        store.plans.keep_first(*first_digest(gone, 1), now)


def test_weekly_digests_have_moments_of_their_own(store, make_chat, now):
    chats = [make_chat(str(number)) for number in range(4)]
    paused, stopped = make_chat("paused", paused=True), make_chat("stopped")
    for chat, minutes in zip((*chats, paused, stopped), (3, 2, 1, -1, 1, 1), strict=True):
        store.plans.schedule_weekly(chat.id, now - minutes * MINUTE)
    store.deliveries.stop_chat(stopped.id, "Blocked.", now)
    store.chats.subscribe(chats[0].id, [("video", True)], person_id=None, now=now)
    due = store.plans.due_weekly(now, 2)
    assert [chat.id for chat in due] == [chats[0].id, chats[1].id]
    assert due[0] == store.chats.get(chats[0].place)
    assert [one.term for one in due[0].subscriptions] == ["video"]
    assert [chat.id for chat in store.plans.due_weekly(now, 9)] == [chat.id for chat in chats[:3]]
    assert store.plans.due_chats(now, 9) == []
    store.plans.schedule_weekly(chats[0].id, None)
    assert [chat.id for chat in store.plans.due_weekly(now, 9)] == [chat.id for chat in chats[1:3]]


def test_a_weekly_commit_moves_only_the_weekly_moment(store, make_chat, now):
    chat, other = make_chat("1"), make_chat("2")
    for one in (chat, other):
        store.plans.schedule(one.id, now)
        store.plans.schedule_weekly(one.id, now)
    owed = [Owed(DeliveryKey(one.id, DeliveryKind.WEEKLY, "2024-05-21"), "hash", now) for one in (chat, other)]
    advances = [WeeklyAdvance(chat.id, now, now + 7 * DAY), WeeklyAdvance(other.id, now - DAY, now + 7 * DAY)]
    assert store.plans.commit([], [MESSAGE], owed, advances, now) == {other.id}
    known = store.chats.get(chat.place)
    assert (known.weekly_due_at, known.next_due_at, known.last_date) == (now + 7 * DAY, now, None)
    assert [one.id for one in store.plans.due_weekly(now, 9)] == [other.id]
    assert [one.key.chat_id for one in store.deliveries.listing(limit=9)] == [chat.id]


def test_a_weekly_digest_is_not_the_last_one(store, make_chat, owe):
    chat = make_chat()
    owe(chat, papers=[7])
    owe(chat, kind=DeliveryKind.WEEKLY, papers=[8])
    assert store.plans.last_plan(chat.id).paper_ids == (7,)
    assert store.plans.shown_to(chat.id) == {7, 8}


@pytest.fixture
def after_digest(store, make_chat, now):
    """Makes a chat that had the digest of a date, and wants late editions unless told otherwise."""

    def make(name, last_date, cursor=5, **settings):
        chat = make_chat(name, **{"late_editions": True} | settings)
        store.plans.commit([], [], [], [ChatAdvance(chat.id, None, now + DAY, last_date, cursor)], now)
        return chat

    return make


def test_late_editions_are_for_those_who_want_them_and_had_none_of_the_day(store, after_digest, now):
    today = now.date()
    chats = [after_digest(str(number), today) for number in range(3)]
    after_digest("paused", today, paused=True)
    after_digest("not wanted", today, late_editions=False)
    after_digest("of an earlier day", today - 2 * DAY)
    after_digest("up to date", today, cursor=9)
    had_one = after_digest("had one", today)
    store.plans.commit([], [], [], [LateAdvance(had_one.id, 5, 6, today)], now)
    ids = [chat.id for chat in chats]
    since = today - DAY
    assert [chat.id for chat in store.plans.late_chats(0, since, 9, 99)] == ids
    assert [chat.id for chat in store.plans.late_chats(0, since, 9, 2)] == ids[:2]
    assert [chat.id for chat in store.plans.late_chats(ids[1], since, 9, 2)] == ids[2:]
    tomorrow = ChatAdvance(had_one.id, now + DAY, now + 2 * DAY, today + DAY, 7)
    store.plans.commit([], [], [], [tomorrow], now)
    assert had_one.id in {chat.id for chat in store.plans.late_chats(0, since, 9, 99)}


def test_a_late_edition_is_left_out_where_the_chat_has_gone_on(store, after_digest, now):
    chat, other = after_digest("1", now.date()), after_digest("2", now.date(), cursor=6)
    owed = [Owed(DeliveryKey(one.id, DeliveryKind.LATE, "2024-05-21/1"), "hash", now) for one in (chat, other)]
    advances = [LateAdvance(one.id, 5, 9, now.date()) for one in (chat, other)]
    assert store.plans.commit([], [MESSAGE], owed, advances, now) == {other.id}
    assert [one.key.chat_id for one in store.deliveries.listing(limit=9)] == [chat.id]
    known = store.chats.get(chat.place)
    assert (known.cursor, known.next_due_at) == (9, now + DAY)


def test_chats_that_wait_for_sources(store, make_chat, put, now):
    """Those that are due already, or have looked at the newest arrival, wait for nothing."""
    chats = [make_chat(str(number), time_auto=True) for number in range(3)]
    others = [make_chat("paused", time_auto=True, paused=True), make_chat("at a fixed time")]
    put("One")
    up_to_date = make_chat("up to date", time_auto=True)
    due = make_chat("due", time_auto=True)
    for chat in (*chats, *others, up_to_date):
        store.plans.schedule(chat.id, now + DAY)
    store.plans.schedule(due.id, now)
    ids = [chat.id for chat in chats]
    assert [chat.id for chat in store.plans.auto_chats(0, now, 1, 99)] == ids
    assert [chat.id for chat in store.plans.auto_chats(0, now, 1, 2)] == ids[:2]
    assert [chat.id for chat in store.plans.auto_chats(ids[1], now, 1, 2)] == ids[2:]


def test_a_digest_comes_earlier_unless_its_chat_was_changed(store, make_chat, now):
    chat, other = make_chat("1", time_auto=True), make_chat("2", time_auto=True)
    for one in (chat, other):
        store.plans.schedule(one.id, now + DAY)
    earlier = [EarlierAdvance(chat.id, now + DAY, now), EarlierAdvance(other.id, now + 2 * DAY, now)]
    assert store.plans.commit([], [], [], earlier, now) == {other.id}
    assert [one.id for one in store.plans.due_chats(now, 9)] == [chat.id]


def test_the_sources_of_a_chats_last_digests(store, make_chat, owe, put):
    put("One", "Two")
    put("Two", "Three", source="beta", key="2.md")
    one, two, three, four = store.papers.find(title="One"), *(store.papers.find(title=t) for t in ("Two", "Three", "x"))
    assert four is None
    chat, other, none = make_chat("1"), make_chat("2"), make_chat("3")
    owe(chat, subject="2024-05-20", papers=[three.id])
    owe(chat, subject="2024-05-21", papers=[one.id, two.id])
    owe(chat, subject="2024-05-21", kind=DeliveryKind.WEEKLY, papers=[three.id])
    owe(chat, subject="2024-05-22", papers=[one.id])
    owe(other, papers=[three.id, 404])
    alpha, beta = frozenset({"alpha"}), frozenset({"beta"})
    last = store.plans.sources_of_last([chat.id, other.id, none.id], 2)
    assert last == {chat.id: [alpha, alpha | beta], other.id: [beta]}
    assert store.plans.sources_of_last([chat.id], 9) == {chat.id: [alpha, alpha | beta, beta]}


def test_the_newest_news_of_each_source(store, put):
    put("One", "Two")
    put("Three", source="beta", key="2.md")
    put("Old", source="gamma", key="3.md", news=False)
    assert store.papers.newest_by_source(0) == {"alpha": 2, "beta": 3}
    assert store.papers.newest_by_source(2) == {"beta": 3}
    assert store.papers.newest_by_source(4) == {}


def test_chats_that_were_never_served(store, make_chat, owe, now):
    chats = [make_chat(str(number)) for number in range(3)]
    served, paused, unplanned = make_chat("served"), make_chat("paused", paused=True), make_chat("unplanned")
    for chat in (*chats, served, paused):
        store.plans.schedule(chat.id, now + DAY)
    owe(served, papers=[1])
    owe(chats[0], kind=DeliveryKind.NOTICE)
    ids = [chat.id for chat in chats]
    assert unplanned.next_due_at is None
    assert store.plans.never_served(now, 0, 9) == [], "they were made at this moment"
    assert [chat.id for chat in store.plans.never_served(now + MINUTE, 0, 9)] == ids
    assert [chat.id for chat in store.plans.never_served(now + MINUTE, 0, 2)] == ids[:2]
    assert [chat.id for chat in store.plans.never_served(now + MINUTE, ids[1], 2)] == ids[2:]
