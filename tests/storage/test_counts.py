"""What the store tells operators at a glance: how fresh sources are, and how many deliveries are in which state."""

import datetime as dt

from storage.model import DeliveryState
from storage.watched import Newest, UnreadIssue
from tests.storage.conftest import NOW

DAY = dt.timedelta(days=1)


def test_the_newest_issue_of_each_source(store, put):
    assert store.issues.newest() == []
    put("One", key="1.md", date=dt.date(2024, 5, 20), now=NOW)
    put("Two", key="2.md", date=dt.date(2024, 5, 18), now=NOW + DAY)
    put("Three", source="zeta", key="3.md", date=dt.date(2024, 5, 21), now=NOW)
    assert store.issues.newest() == [
        Newest("alpha", dt.date(2024, 5, 20), NOW + DAY),
        Newest("zeta", dt.date(2024, 5, 21), NOW),
    ]


def test_the_last_day_with_papers(store, put):
    assert store.issues.last_day(dt.date(2024, 5, 21)) is None
    put("One", key="1.md", date=dt.date(2024, 5, 18))
    put("Two", key="2.md", date=dt.date(2024, 5, 20))
    put(key="empty.md", date=dt.date(2024, 5, 21))
    assert store.issues.last_day(dt.date(2024, 5, 21)) == dt.date(2024, 5, 20)
    assert store.issues.last_day(dt.date(2024, 5, 19)) == dt.date(2024, 5, 18)
    assert store.issues.last_day(dt.date(2024, 5, 17)) is None


def test_deliveries_by_platform_and_state(store, make_chat, owe, claim):
    anna, bert, carl = (make_chat(name, platform=platform) for name, platform in (("a", "t"), ("b", "t"), ("c", "u")))
    owe(anna, bert, carl)
    owe(anna, subject="2024-05-20", due_at=NOW - 2 * DAY)
    (old, first, _) = claim(limit=3)
    store.deliveries.start(first.id, "a", now=NOW)
    store.deliveries.sent(first.id, "a", message_id="1", now=NOW)
    store.deliveries.bury(old.id, "a", reason="no", now=NOW)

    assert store.deliveries.funnel(NOW - DAY, NOW) == {
        "t": {DeliveryState.SENT: 1, DeliveryState.LEASED: 1},
        "u": {DeliveryState.QUEUED: 1},
    }
    assert store.deliveries.funnel(NOW - 3 * DAY, NOW - DAY) == {"t": {DeliveryState.BURIED: 1}}
    assert store.deliveries.count_open() == {
        DeliveryState.QUEUED: 1,
        DeliveryState.LEASED: 1,
        DeliveryState.STARTED: 0,
        DeliveryState.AMBIGUOUS: 0,
        DeliveryState.BURIED: 1,
    }
    assert store.deliveries.counts()[DeliveryState.SENT] == 1


def test_what_could_not_be_read_is_counted(store):
    assert store.watches.count_unread() == 0
    for address in ("folder:/a", "folder:/b"):
        store.watches.add(address)
        store.watches.keep_unread(UnreadIssue(address, "x.md", "hash", None, "is no digest", NOW))
    assert store.watches.count_unread() == 2
