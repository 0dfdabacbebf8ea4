"""What an issue says, apart from where it is kept and how its lines are broken."""

import dataclasses
import datetime as dt

import pytest

from adapters.model import Entry, Issue
from storage.content import content_hash

ENTRY = Entry("One", arxiv_id="2405.00001", summaries={"en": "A", "zh": "B"})
ISSUE = Issue("alpha", "1.md", dt.date(2024, 5, 20), "Title", "https://example.org", "en", (ENTRY, Entry("Two")))
OTHER = {
    "title": "Other",
    "arxiv_id": None,
    "arxiv_version": 3,
    "doi": "10.1/1",
    "authors": ("Ada",),
    "tags": ("x",),
    "votes": 0,
    "media_url": "https://example.org/a.png",
    "links": {"abs": "x"},
    "summaries": {"en": "A", "zh": "C"},
    "categories": ("cs.CV",),
}


def with_entry(**changes):
    return dataclasses.replace(ISSUE, entries=(dataclasses.replace(ENTRY, **changes), *ISSUE.entries[1:]))


def test_every_field_of_an_entry_is_told_apart():
    assert set(OTHER) | {"line"} == {field.name for field in dataclasses.fields(Entry)}


@pytest.mark.parametrize("name", OTHER)
def test_what_an_entry_says_counts(name):
    assert content_hash(with_entry(**{name: OTHER[name]})) != content_hash(ISSUE)


@pytest.mark.parametrize(
    "changes", [{"adapter": "beta"}, {"date": None}, {"title": None}, {"language": "zh"}, {"entries": (ENTRY,)}]
)
def test_what_an_issue_says_counts(changes):
    assert content_hash(dataclasses.replace(ISSUE, **changes)) != content_hash(ISSUE)


def test_where_it_stands_does_not_count():
    elsewhere = dataclasses.replace(with_entry(line=9), key="2.md", url=None, unread=(3,))
    assert content_hash(elsewhere) == content_hash(ISSUE)


def test_the_order_of_languages_does_not_count():
    assert content_hash(with_entry(summaries={"zh": "B", "en": "A"})) == content_hash(ISSUE)
