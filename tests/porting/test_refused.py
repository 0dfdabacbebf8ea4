"""What an import refuses: one sentence each, and the rest comes all the same."""

import io
import json
from contextlib import ExitStack

import pytest

from bot.porting import ImportFileError, export_lines, import_lines
from tests.conftest import a_store
from tests.porting.conftest import NOW, fill

HEAD = b'{"record": "paperwire", "version": 1}\n'


@pytest.fixture
def new_store(sqlite):
    """A store of one kind is enough: what is refused never comes to one."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(a_store(sqlite))


@pytest.fixture(scope="module")
def records(sqlite):
    """By kind, the first record as an object."""
    with a_store(sqlite) as store:
        fill(store)
        lines = [json.loads(line) for line in export_lines(store.exporting.records())]
    return {record["record"]: record for record in reversed(lines)}


def changed(record, path, value):
    copy = json.loads(json.dumps(record))
    *above, last = path.split(".")
    inner = copy
    for step in above:
        inner = inner[int(step) if step.isdecimal() else step]
    inner[last] = value
    return copy


@pytest.mark.parametrize(
    ("kind", "path", "value", "sentence"),
    [
        ("issue", "record", "paper", "“paper” is no kind of record; there are issue, person, admission, chat, watch"),
        ("issue", "date", "yesterday", "date of this issue cannot be read"),
        ("issue", "arrived_at", "2026-11-16T06:00:00", "this issue holds a moment without a time zone"),
        ("issue", "entries.0.said.title", "", "a paper of this issue has no title"),
        ("issue", "entries.0.said.title", "\0", "this issue holds characters that no text has"),
        ("issue", "entries.0.said.title", "\ud800", "this issue holds characters that no text has"),
        ("issue", "entries.0.said.votes", 10**30, "this issue holds a number that is too large, 1e+30"),
        ("issue", "entries.0.topics", {"video": "somebody"}, "entries.0.topics.video of this issue cannot be read"),
        ("person", "saved", [{"paper": "arxiv:1"}], "saved.0.at of this person cannot be read: Field required"),
        ("person", "saved.0.paper", "2611.00001", "“2611.00001” is no paper; write arxiv:ID, doi:DOI or title:KEY"),
        ("person", "language", "tlh", "language of this person cannot be 'tlh'"),
        ("chat", "kind", "club", "kind of this chat cannot be read"),
        ("chat", "settings.time", "25:00", "time of this chat cannot be '25:00'"),
        ("chat", "settings.zone", "Mars/Olympus", "zone of this chat cannot be 'Mars/Olympus'"),
        ("chat", "settings.weekdays", [], "weekdays of this chat cannot be ()"),
        ("chat", "settings.streams", "some", "streams of this chat cannot be 'some'"),
        ("chat", "settings.length", 31, "length of this chat cannot be 31"),
        ("chat", "subscriptions.0.term", "vid eo", "“vid eo” is no subscription"),
        (
            "chat",
            "subscriptions",
            [{"term": "video", "wanted": True, "at": "2026-11-16T06:00:00Z", "by": None}] * 101,
            "this chat has more than 100 subscriptions",
        ),
        ("admission", "rank", "king", "rank of this admission cannot be read"),
        ("watch", "address", "ftp:host", "ftp:host"),
    ],
)
def test_each_mistake_has_its_own_sentence_and_stops_nothing_else(new_store, records, kind, path, value, sentence):
    wrong = json.dumps(changed(records[kind], path, value)).encode()
    right = json.dumps(records["person"]).encode()
    store = new_store()
    first, second = import_lines(io.BytesIO(HEAD + wrong + b"\n\n" + right), store, NOW)
    assert (first.line, second.line) == (2, 4)
    assert sentence in first.refused
    assert second.new
    assert (len(list(store.papers.export())), store.exporting.has_chats()) == (0, False)


@pytest.mark.parametrize("line", [b"{", b"[1]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_refused(new_store, line):
    (refused,) = import_lines(io.BytesIO(HEAD + line + b"\n"), new_store(), NOW)
    assert refused.refused.startswith("it is no JSON")


@pytest.mark.parametrize(
    "head", [b"", b"{}\n", b"PK\x03\x04", b'{"record": "paperwire"}', b'{"record": "paperwire", "version": true}']
)
def test_another_file_is_refused_as_a_whole(new_store, head):
    file = io.BytesIO(head or b"\n")
    with pytest.raises(ImportFileError, match="does not say that `paperwire export` made this file"):
        list(import_lines(file, new_store(), NOW))


def test_a_file_of_a_newer_program_is_refused(new_store):
    with pytest.raises(ImportFileError, match="of a newer Paperwire; upgrade this program"):
        list(import_lines(io.BytesIO(b'{"record": "paperwire", "version": 2}\n'), new_store(), NOW))


def test_a_line_without_end_is_not_read_to_its_end(new_store, monkeypatch):
    monkeypatch.setattr("bot.porting.LARGEST_LINE", 1000)
    with pytest.raises(ImportFileError, match="Line 2 is longer"):
        list(import_lines(io.BytesIO(HEAD + b"x" * 5000), new_store(), NOW))
