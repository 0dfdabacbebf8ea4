"""Visits: when the next one is, what was noted of documents, and what is kept of those that cannot be read."""

import dataclasses
import datetime as dt

from storage.watched import UnreadIssue, Visited

A, B = "github:ann/digests", "folder:/data"
HOUR = dt.timedelta(hours=1)


def test_a_visit_is_settled_and_an_address_added_again_begins_anew(store, now):
    store.watches.add(A)
    assert store.visits.status(A) == Visited(A)
    settled = Visited(A, now, now + HOUR, 2, "gone")
    store.visits.settle(settled)
    assert store.visits.listing() == (settled,)
    store.watches.add(A)
    assert store.visits.listing() == (Visited(A, now, None, 0, ""),)
    assert store.watches.remove(A)
    assert not store.watches.remove(A)
    assert store.visits.listing() == ()
    assert not store.watches.status(A).watched


def test_adding_one_leaves_the_others_watched(store):
    store.watches.seed([B])
    store.watches.add(A)
    assert [one.watched for one in store.watches.listing()] == [True, True]


def test_notes_are_kept_a_document_and_forgotten(store, now):
    for address in (A, B):
        store.watches.add(address)
    store.visits.note(A, {f"{n}.md": {"hash": str(n)} for n in range(1200)}, now)
    store.visits.note(A, {"1.md": {"etag": 'W/"x"'}}, now)
    store.visits.note(B, {"1.md": {}}, now)
    assert len(store.visits.notes(A)) == 1200
    assert store.visits.notes(A)["1.md"] == {"etag": 'W/"x"'}
    store.visits.forget(A, [f"{n}.md" for n in range(1, 1200)])
    assert store.visits.notes(A) == {"0.md": {"hash": "0"}}
    assert store.visits.notes(B) == {"1.md": {}}


def test_what_could_not_be_read_is_kept_with_its_bytes(store, now):
    store.watches.add(A)
    found = UnreadIssue(A, "1.md", "hash", None, "is empty", now, "https://host/1.md")
    assert store.watches.keep_unread(found, b"\xff\x00raw")
    assert store.watches.unread(A) == (found,)
    assert store.watches.raw(A, "1.md") == b"\xff\x00raw"
    assert store.watches.keep_unread(dataclasses.replace(found, key="2.md"), b"x" * (2**20 + 1))
    assert store.watches.raw(A, "2.md") is None
    assert store.watches.raw(A, "3.md") is None
