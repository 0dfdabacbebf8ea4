"""Subscriptions as OPML: an outline a chat, in it one a term, which stands in `text`."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from xml.etree import ElementTree as ET

from bot.portable import RefusedRecordError, check
from bot.porting import Imported, ImportFileError, keep
from storage.model import ChatKind, Place, Settings
from storage.records import ChatRecord, WishRecord
from storage.store import Store

LARGEST = 2**20  # bytes
_NEVER = "never"


def write(chats: Iterable[ChatRecord]) -> str:
    """An OPML document of the chats' subscriptions."""
    root = ET.Element("opml", version="2.0")
    ET.SubElement(ET.SubElement(root, "head"), "title").text = "Paperwire subscriptions"
    body = ET.SubElement(root, "body")
    for chat in chats:
        place = chat.place
        name = " ".join(filter(None, (place.platform, place.chat_id, place.thread_id)))
        address = {"platform": place.platform, "chat": place.chat_id, "thread": place.thread_id}
        outline = ET.SubElement(body, "outline", {"text": name, "chatKind": chat.kind.value, **address})
        for wish in chat.subscriptions:
            category = {} if wish.wanted else {"category": _NEVER}
            ET.SubElement(outline, "outline", {"text": wish.term, **category})
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def import_opml(file: BinaryIO, store: Store, now: dt.datetime) -> Iterator[Imported]:
    """Bring the subscriptions of a document that `write` wrote to their chats; a chat that is new has usual settings.

    What is counted is the chats, in their order. Raises ImportFileError for another file.
    """
    for number, outline in enumerate(_outlines(file.read(LARGEST + 1)), start=1):
        try:
            record = _chat(outline, now)
        except RefusedRecordError as error:
            yield Imported(number, refused=str(error))
        else:
            yield Imported(number, "chat", new=keep(record, store, now, news=False))


def _outlines(text: bytes) -> list[ET.Element]:
    """The outlines of chats. A document may define nothing of its own: what it defines could grow without end."""
    if len(text) > LARGEST:
        raise ImportFileError(f"The file is larger than {LARGEST >> 20} MiB; this is no export of ours.")
    if b"<!" in text:
        raise ImportFileError("The file has a document type of its own; this is no export of ours.")
    try:
        root = ET.fromstring(text)  # noqa: S314 - bounded, and without entities
    except ET.ParseError as error:
        raise ImportFileError(f"The file is no XML ({error}).") from error
    if root.tag != "opml":
        raise ImportFileError(f"The file is no OPML: its root is “{root.tag}”.")
    return root.findall("body/outline")


def _chat(outline: ET.Element, now: dt.datetime) -> ChatRecord:
    try:
        place = Place(outline.attrib["platform"], outline.attrib["chat"], outline.get("thread", ""))
        kind = ChatKind(outline.get("chatKind", ChatKind.PRIVATE.value))
        wishes = [WishRecord(one.attrib["text"], one.get("category") != _NEVER, now, None) for one in outline]
    except (KeyError, ValueError) as error:
        raise RefusedRecordError("an outline names no chat, or no term") from error
    record = ChatRecord(place, kind, Settings(), now, None, False, "", None, tuple(wishes))
    check(record)
    return record
