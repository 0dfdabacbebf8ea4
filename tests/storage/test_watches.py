"""What `run` reads: its first complete read, its failures, its files that are no issues; what issues are like."""

import dataclasses
import datetime as dt

import pytest

from adapters.model import Entry
from storage.model import DeliveryKind, Source
from storage.watched import Failure, IssueProfile, Suspicious, UnreadIssue, WatchStatus

A, B = "folder:/data/a", "folder:/data/b#l_yohai"
HOUR = dt.timedelta(hours=1)
ALPHA = Source("alpha", "alpha", "/")


@pytest.fixture
def watches(store):
    store.watches.seed([A, B])
    return store.watches


def test_what_is_watched_is_kept_when_it_is_left_and_watched_again(watches, now):
    assert [(one.address, one.watched, one.first_read_at) for one in watches.listing()] == [
        (A, True, None),
        (B, True, None),
    ]
    assert watches.read(A, now, forget=HOUR) is None
    for change, watched in (
        (lambda: watches.remove(A), [False, True]),
        (lambda: watches.remove(B), [False, False]),
        (lambda: watches.seed([A, B]), [False, False]),
        (lambda: watches.add(A), [True, False]),
    ):
        change()
        assert [one.watched for one in watches.listing()] == watched
    assert watches.status(A) == watches.listing()[0]
    assert watches.status("folder:/unknown") == WatchStatus("folder:/unknown", watched=False, first_read_at=None)


def test_the_first_complete_read_ends_once(watches, now):
    for later in range(3):
        watches.read(A, now + later * HOUR, forget=HOUR)
    assert [one.first_read_at for one in watches.listing()] == [now, None]


def test_a_failure_begins_once_and_ends_once(watches, now):
    assert watches.fail(A, "gone", ["alpha"], now)
    assert not watches.fail(A, "no right", ["beta"], now + HOUR)
    assert watches.listing()[0].failing == Failure(("alpha",), now, None, "no right")
    assert watches.listing()[1].failures == ()
    ended = Failure(("alpha",), now, now + 2 * HOUR, "no right")
    assert watches.read(A, now + 2 * HOUR, forget=HOUR) == ended
    assert watches.read(A, now + 3 * HOUR, forget=HOUR) is None
    assert watches.listing()[0].failures == (ended,)
    assert watches.listing()[0].failing is None
    watches.prune(now + 2 * HOUR)
    assert watches.listing()[0].failures == (ended,)
    watches.prune(now + 3 * HOUR)
    assert watches.listing()[0].failures == ()


def test_a_short_failure_is_not_kept(watches, now):
    watches.fail(A, "gone", ["alpha"], now)
    assert watches.read(A, now + HOUR / 2, forget=HOUR).until == now + HOUR / 2
    assert watches.listing()[0].failures == ()


def test_a_file_that_is_no_issue_is_new_once_a_content(watches, now):
    found = UnreadIssue(A, "data/a/1.md", "hash", 3, "holds no paper", now)
    assert watches.keep_unread(found)
    assert not watches.keep_unread(dataclasses.replace(found, seen_at=now + HOUR))
    assert watches.unread(A) == (found,)
    changed = dataclasses.replace(found, content="other", line=None, reason="is empty", seen_at=now + HOUR)
    assert watches.keep_unread(changed)
    assert watches.unread(A) == (changed,)
    assert watches.unread(B) == ()
    watches.drop_unread(B, [found.key])
    watches.drop_unread(A, [])
    assert watches.unread(A) == (changed,)
    watches.drop_unread(A, [found.key])
    assert watches.unread(A) == ()


def test_arrivals_are_those_of_issues_that_were_news(store, put, now):
    put("Old", key="0.md", news=False)
    put("Old", "and new", key="0.md", now=now + HOUR)
    for number in range(1, 5):
        put(f"{number}", key=f"{number}.md", now=now + number * HOUR)
    put(key="empty.md", now=now + 9 * HOUR)
    put("Other", source="beta", news=False)
    arrivals = store.issues.news_arrivals(3)
    assert arrivals == {"alpha": (now + 9 * HOUR, now + 4 * HOUR, now + 3 * HOUR), "beta": ()}


def test_profiles_say_what_other_issues_of_the_source_are_like(store, put, make_issue, day):
    full = Entry("Full", arxiv_id="2405.00001", authors=("Ann",), votes=0, media_url="u", summaries={"en": "Said."})
    put(full, "Bare", key="1.md", date=day)
    put("Bare", key="2.md", date=day + dt.timedelta(1))
    put(key="3.md", date=day + dt.timedelta(2))
    put("Tagged", source="beta")
    this = make_issue("This", key="4.md")
    everything = {"arxiv_id", "authors", "votes", "media_url", "summaries"}
    expected = [IssueProfile(2, frozenset(everything)), IssueProfile(1, frozenset()), IssueProfile(0, frozenset())]
    found = store.issues.profiles(this, ALPHA, 9)
    assert sorted(found, key=lambda one: -one.papers) == expected
    newest = store.issues.profiles(make_issue(key="3.md"), ALPHA, 1)
    assert newest == [IssueProfile(1, frozenset())]


def test_suspicious_issues_are_marked_and_cleared(store, put, make_issue, day):
    put("One", key="1.md")
    put("Two", key="2.md", date=day + dt.timedelta(1))
    for key in ("1.md", "2.md"):
        store.issues.suspect(make_issue(key=key), ALPHA, "one paper")
    assert [one.key for one in store.issues.suspicious()] == ["2.md", "1.md"]
    store.issues.suspect(make_issue(key="2.md"), ALPHA, "")
    assert store.issues.suspicious() == [Suspicious("alpha", "1.md", day, "one paper")]


def test_the_sources_of_a_folder_are_those_with_issues_below_it(store, put):
    put("One", key="data/a_b/1.md")
    put("Two", key="data/a_b/2.md", source="beta")
    put("Three", key="data/aXb/1.md", source="gamma")
    assert store.issues.sources_under("data/a_b/") == ("alpha", "beta")
    assert store.issues.sources_under("data/") == ("alpha", "beta", "gamma")
    assert store.issues.sources_under("none/") == ()


def test_a_chat_was_told_by_its_last_digest_or_notice(store, make_chat, owe, now):
    told, untold = make_chat("1"), make_chat("2")
    owe(told, due_at=now + 9 * HOUR)
    owe(told, untold, kind=DeliveryKind.BROADCAST)
    assert store.deliveries.told([told.id, untold.id]) == {told.id: now}
    store.deliveries.bury(store.deliveries.listing(chat_id=told.id, limit=9)[-1].id, None, reason="Refused.", now=now)
    assert store.deliveries.told([told.id]) == {}
