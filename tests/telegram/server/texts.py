"""Texts as readers see them: markup read, tidied up and measured as the real server does it."""

import bisect
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from tests.telegram.server.detect import detect
from tests.telegram.server.faults import Rule, bad_request
from tests.telegram.server.links import LinkError, check_link
from tests.telegram.server.markup import Entity, MarkupError, Parsed, parse_html

MOST_TEXT, MOST_CAPTION = 4096, 1024
MOST_BYTES = 1 << 15
MOST_ENTITIES = 100
MUCH_MARKUP = 9500
_ARGUMENTS = {"text_link": "url", "pre": "language", "custom_emoji": "custom_emoji_id"}
_PLAIN_KINDS = {
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "code",
    "blockquote",
    "expandable_blockquote",
}
_SPLITTABLE = {"bold", "italic", "underline", "strikethrough", "spoiler"}
_QUOTES = {"blockquote", "expandable_blockquote"}
_CODE = {"pre", "code"}
_HIDDEN = {"text_link", "text_mention", "custom_emoji"}  # worth something even on blanks
_ORDER = ["blockquote", "expandable_blockquote", "pre", "code", "text_link", "text_mention", "bold", "italic"]
_REMOVED = {"\r", *map(chr, range(0x2028, 0x202F)), "\u0333", "\u033f", "\u030a"}
_UNCLEAN = re.compile(f"[\0-\x09\x0b-\x1f{''.join(_REMOVED)}]")
_BLANK = " \n"

Report = Callable[[Rule, str], None]


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is shown: what is marked in it, what a client detects, and links dropped for their bad address."""

    text: str = ""
    entities: tuple[Entity, ...] = ()
    detected: tuple[Entity, ...] = ()
    dropped: tuple[str, ...] = ()

    def of(self, entity: Entity) -> str:
        return self.text[entity.start : entity.end]

    def entities_json(self) -> list[dict[str, Any]]:
        """What is marked and detected, with places in UTF-16 units."""
        both = sorted([*self.entities, *self.detected], key=_sort_key)
        return [_entity_json(self.text, entity) for entity in both]


NO_TEXT = Text()


def utf16(text: str) -> int:
    """How many UTF-16 units a text has."""
    return len(text.encode("utf-16-le")) // 2


def read_text(raw: str, parse_mode: str, entities: Any, report: Report) -> Text:
    """Read a text with its markup, or with entities; a RefusedError says why it is refused."""
    size = len(raw.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise bad_request("text is too long")
    if size > MUCH_MARKUP:
        report(Rule.MUCH_MARKUP, f"{size} bytes: {raw[:60]}…")
    if parse_mode.lower() not in ("", "none", "html"):
        raise bad_request("unsupported parse_mode")
    try:
        parsed = parse_html(raw) if parse_mode.lower() == "html" else _with_entities(raw, entities)
    except MarkupError as error:
        raise bad_request(f"can't parse entities: {error}") from None
    kept = _nest(parsed.entities, lambda entity: report(Rule.LOST_FORMATTING, f"{entity.kind}: {raw[:60]}…"))
    text, kept = _trim(*_clean(parsed.text, kept))
    if len(kept) > MOST_ENTITIES:
        report(Rule.MANY_ENTITIES, f"{len(kept)}: {raw[:60]}…")
        kept = kept[:MOST_ENTITIES]
    return Text(text, tuple(kept), tuple(detect(text, kept)), tuple(parsed.dropped))


def read_message_text(raw: str, parse_mode: str, entities: Any, report: Report) -> Text:
    """Read the text of a message."""
    if not raw:
        raise bad_request("message text is empty")
    text = read_text(raw, parse_mode, entities, report)
    if not text.text:
        raise bad_request("text must be non-empty")
    _measure(text, MOST_TEXT, "message is too long", report)
    return text


def read_caption(raw: str, parse_mode: str, entities: Any, report: Report) -> Text:
    """Read the text under a picture or a document."""
    text = read_text(raw, parse_mode, entities, report) if raw else NO_TEXT
    _measure(text, MOST_CAPTION, "message caption is too long", report)
    return text


def _measure(text: Text, most: int, words: str, report: Report) -> None:
    if len(text.text) > most:
        raise bad_request(words)
    if (units := utf16(text.text)) > most:
        report(Rule.LONG_TEXT, f"{units} units: {text.text[:60]}…")


def _entity_json(text: str, entity: Entity) -> dict[str, Any]:
    offset, length = utf16(text[: entity.start]), utf16(text[entity.start : entity.end])
    document: dict[str, Any] = {"type": entity.kind, "offset": offset, "length": length}
    if entity.kind == "text_mention":
        document["user"] = {"id": int(entity.argument), "is_bot": False, "first_name": ""}
    elif entity.kind == "date_time":
        unix, _, looks = entity.argument.partition(" ")
        document |= {"unix_time": int(unix)} | ({"date_time_format": looks} if looks else {})
    elif entity.argument and entity.kind in _ARGUMENTS:
        document[_ARGUMENTS[entity.kind]] = entity.argument
    return document


def _with_entities(raw: str, documents: Any) -> Parsed:
    """A text without markup, and entities given beside it."""
    if not isinstance(documents, list):
        return Parsed(raw, [])
    units = [0]
    for char in raw:
        units.append(units[-1] + utf16(char))
    found = (_read_entity(document, units) for document in documents)
    return Parsed(raw, [entity for entity in found if entity is not None])


def _read_entity(document: Any, units: list[int]) -> Entity | None:
    """Read one entity; None for those that a client detects by itself."""
    if not isinstance(document, dict):
        raise bad_request("can't parse MessageEntity: expected an Object")
    missing = next((name for name in ("offset", "length", "type") if name not in document), None)
    if missing:
        raise bad_request(f"can't parse MessageEntity: Can't find field \"{missing}\"")
    kind, begin = document["type"], int(document["offset"])
    end = begin + int(document["length"])
    if end > units[-1]:
        words = f"entity beginning at UTF-16 offset {begin} ends after the end of the text at UTF-16 offset {end}"
        raise bad_request(words)
    start, stop = bisect.bisect_left(units, begin), bisect.bisect_left(units, end)
    if units[start] != begin or units[stop] != end:
        raise bad_request(f"entity begins or ends in a middle of a UTF-16 symbol at UTF-16 offset {begin}")
    if kind == "text_mention":
        return Entity(kind, start, stop, json.dumps(document["user"]["id"]))
    if kind == "text_link":
        return Entity(kind, start, stop, _entity_link(document))
    if kind in _ARGUMENTS or kind in _PLAIN_KINDS:
        return Entity(kind, start, stop, str(document.get(_ARGUMENTS.get(kind, ""), "")))
    return None


def _entity_link(document: dict[str, Any]) -> str:
    try:
        return check_link(document["url"])
    except LinkError as error:
        raise bad_request(f"entity URL '{document['url']}' is invalid: {error}") from None


def _sort_key(entity: Entity) -> tuple[int, int, int]:
    order = _ORDER.index(entity.kind) if entity.kind in _ORDER else len(_ORDER)
    return entity.start, -entity.end, order


def _nest(entities: Iterable[Entity], lose: Callable[[Entity], None]) -> list[Entity]:
    """Keep what can be nested: quotes not in quotes, links and code not in each other, no style inside code."""
    kept: list[Entity] = []
    filled = [entity for entity in entities if entity.start < entity.end]
    for entity in sorted((one for one in filled if one.kind not in _SPLITTABLE), key=_sort_key):
        if all(_may_share(other, entity) for other in kept):
            kept.append(replace(entity, argument="") if entity.kind == "code" else entity)
        else:
            lose(entity)
    code = [entity for entity in kept if entity.kind in _CODE]
    for style in _merge(one for one in filled if one.kind in _SPLITTABLE):
        pieces = _without(style, code)
        if pieces != [style]:
            lose(style)
        kept += pieces
    return sorted(kept, key=_sort_key)


def _may_share(outer: Entity, inner: Entity) -> bool:
    """Whether two entities, of which the first begins first, have no character in common or may have."""
    apart = outer.end <= inner.start or inner.end <= outer.start
    return apart or (outer.kind in _QUOTES and inner.kind not in _QUOTES and inner.end <= outer.end)


def _without(style: Entity, code: Iterable[Entity]) -> list[Entity]:
    """What is left of a style outside code."""
    pieces = [style]
    for block in code:
        cut = [(one, [(one.start, min(one.end, block.start)), (max(one.start, block.end), one.end)]) for one in pieces]
        pieces = [replace(one, start=start, end=end) for one, ends in cut for start, end in ends if start < end]
    return pieces


def _merge(entities: Iterable[Entity]) -> list[Entity]:
    """Make one of styles of the same kind that touch."""
    merged: list[Entity] = []
    for entity in sorted(entities, key=_sort_key):
        last = next((one for one in reversed(merged) if one.kind == entity.kind), None)
        if entity.kind in _SPLITTABLE and last is not None and entity.start <= last.end:
            merged[merged.index(last)] = replace(last, end=max(last.end, entity.end))
        else:
            merged.append(entity)
    return merged


def _clean(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Turn control characters into blanks and remove those that would harm how others look."""
    if not _UNCLEAN.search(text):
        return text, entities
    places = [0]
    for char in text:
        places.append(places[-1] + (char not in _REMOVED))
    shown = "".join(" " if char < " " and char != "\n" else char for char in text if char not in _REMOVED)
    return shown, [replace(entity, start=places[entity.start], end=places[entity.end]) for entity in entities]


def _trim(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Cut blanks at the ends of the text, and at the beginning of what is marked in it."""
    shown = [_without_blanks(text, entity) for entity in entities]
    kept = [entity for entity in shown if entity.start < entity.end]
    text = text.rstrip(_BLANK)
    first = min((entity.start for entity in kept), default=len(text))
    cut = min(len(text) - len(text.lstrip(_BLANK)), first)
    moved = [replace(one, start=one.start - cut, end=min(one.end, len(text)) - cut) for one in kept]
    return text[cut:], sorted((one for one in moved if one.start < one.end), key=_sort_key)


def _without_blanks(text: str, entity: Entity) -> Entity:
    if entity.kind in _HIDDEN:
        return entity
    inside = text[entity.start : entity.end]
    start = entity.end - len(inside.lstrip(_BLANK)) if inside.strip(_BLANK) else entity.end
    return replace(entity, start=start)
