"""Subscriptions as OPML, there and back; and documents that are none of ours."""

import io
import xml.etree.ElementTree as ET

import pytest

from bot import opml
from bot.porting import ImportFileError
from tests.porting.conftest import NOW


def test_subscriptions_come_back_from_opml(filled, new_store):
    document = opml.write(filled.exporting.chats())
    store = new_store()
    assert [one.new for one in opml.import_opml(io.BytesIO(document.encode()), store, NOW)] == [True, True]
    assert opml.write(store.exporting.chats()) == document
    assert not any(one.new for one in opml.import_opml(io.BytesIO(document.encode()), store, NOW))
    outline = ET.fromstring(document).find("body/outline")  # noqa: S314 - our own
    assert [one.get("text") for one in outline] == ["video", "medical", "by:Ann"]
    assert [one.get("category") for one in outline] == [None, "never", None]


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (b"", "is no XML"),
        (b"<opml", "is no XML"),
        (b"<rss/>", "is no OPML: its root is “rss”"),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa">]><opml/>', "has a document type of its own"),
        (b"<opml>" + b" " * 2**20, "is larger than 1 MiB"),
    ],
)
def test_other_documents_are_refused(new_store, document, sentence):
    with pytest.raises(ImportFileError, match=sentence):
        list(opml.import_opml(io.BytesIO(document), new_store(), NOW))


@pytest.mark.parametrize(
    ("outline", "sentence"),
    [
        ('<outline text="x"/>', "an outline names no chat, or no term"),
        ('<outline platform="t" chat="1" chatKind="club"/>', "an outline names no chat, or no term"),
        ('<outline platform="t" chat="1"><outline/></outline>', "an outline names no chat, or no term"),
        ('<outline platform="t" chat="1"><outline text="vid eo"/></outline>', "“vid eo” is no subscription"),
    ],
)
def test_outlines_that_say_too_little_are_refused_one_by_one(new_store, outline, sentence):
    good = '<outline platform="t" chat="2"><outline text="video"/></outline>'
    document = f"<opml><body>{outline}{good}</body></opml>".encode()
    first, second = opml.import_opml(io.BytesIO(document), new_store(), NOW)
    assert (first.refused, second.new) == (sentence, True)
