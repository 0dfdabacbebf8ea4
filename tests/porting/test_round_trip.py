"""What is exported and imported is what is exported again, to the byte."""

import datetime as dt
import io

from hypothesis import example, given
from hypothesis import strategies as st

from adapters.model import Entry, Issue, Origin, Topic
from bot.porting import export_lines, import_lines
from storage.model import Source
from storage.store import Store
from tests.conftest import a_store

LATER = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)


def bring(file: bytes, store: Store):
    return list(import_lines(io.BytesIO(file), store, LATER))


def test_an_import_into_an_empty_store_is_the_same_store(filled, new_store, written):
    file, other = written(filled), new_store()
    became = bring(file, other)
    assert all(one.new for one in became)
    assert len(became) == len(file.splitlines()) - 1 == 13
    assert written(other) == file
    assert [paper.key for paper in other.papers.export()] == [paper.key for paper in filled.papers.export()]


def test_an_import_of_what_is_there_changes_nothing(filled, written):
    file = written(filled)
    assert not any(one.new or one.refused for one in bring(file, filled))
    assert written(filled) == file


def test_an_import_that_was_broken_off_is_ended_by_another(filled, new_store, written):
    file, other = written(filled), new_store()
    lines = file.splitlines(keepends=True)
    bring(b"".join(lines[:6]), other)
    bring(file, other)
    assert written(other) == file


def test_chats_begin_without_a_backlog_and_at_their_own_times(filled, new_store, written):
    other = new_store()
    bring(written(filled), other)
    chats = [other.chats.numbered(number) for number in (1, 2)]
    assert [chat.cursor for chat in chats] == [other.papers.newest_arrival()] * 2
    assert [chat.next_due_at and chat.next_due_at.isoformat() for chat in chats] == ["2026-12-01T12:45:00+00:00", None]
    assert chats[0].weekly_due_at.isoformat() == "2026-12-06T09:00:00+00:00"


def test_issues_are_no_news_to_chats_that_were_there_before(filled, new_store, written):
    other = new_store()
    lines = written(filled).splitlines(keepends=True)
    bring(lines[0] + b"".join(line for line in lines if b'"record": "chat"' in line), other)
    bring(written(filled), other)
    assert len(list(other.papers.export())) == 3
    assert other.papers.arrived(0) == []


def test_a_chat_keeps_its_settings_and_gets_what_it_lacks(filled, new_store, written):
    other = new_store()
    bring(written(filled), other)
    chat = other.chats.numbered(1)
    other.chats.unsubscribe(chat.id, ["video"])
    other.chats.subscribe(chat.id, [("medical", True)], person_id=None, now=LATER)
    bring(written(filled), other)
    assert {one.term: one.wanted for one in other.chats.numbered(1).subscriptions} == {
        "medical": True,
        "by:Ann": True,
        "video": True,
    }


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)
ENTRIES = st.builds(
    Entry,
    title=TEXTS,
    arxiv_id=st.none() | st.sampled_from(["2611.00001", "2611.00002"]),
    authors=st.lists(TEXTS, max_size=2).map(tuple),
    votes=st.none() | st.integers(0, 99),
    links=st.dictionaries(st.sampled_from(["abs", "pdf"]), TEXTS),
    summaries=st.dictionaries(st.sampled_from(["en", "zh", "ko"]), TEXTS),
)
ISSUES = st.tuples(
    st.sampled_from("ab"), st.integers(1, 3), st.none() | st.dates(dt.date(2024, 1, 1)), st.lists(ENTRIES, max_size=3)
)


@example([("a", 2, None, []), ("a", 1, dt.date(2024, 1, 1), []), ("a", 1, None, [Entry("It said nothing, as 2.md")])])
@given(st.lists(ISSUES, max_size=5))
def test_any_issues_come_back_as_they_were(sqlite, issues):
    with a_store(sqlite) as store, a_store(sqlite) as other:
        for hour, (source, number, date, entries) in enumerate(issues):
            issue = Issue(source, f"{number}.md", date, None, None, "en", tuple(entries))
            topics = [(Topic("video", Origin.TEXT),)] * len(entries)
            now = LATER + dt.timedelta(hours=hour)
            store.issues.put(Source(source, source, "/"), issue, topics, tagger="1", now=now, news=bool(hour % 2))
        file = "\n".join(export_lines(store.exporting.records())).encode()
        assert not [one.refused for one in bring(file, other) if one.refused]
        assert "\n".join(export_lines(other.exporting.records())).encode() == file
