"""RSS, Atom and JSON feeds as items: whatever their dialect, and whatever is broken in them. Pure.

feedparser would open files and addresses that it is given as text: it gets bytes in memory only.
"""

import datetime as dt
import io
import json
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adapters import markdown as md
from adapters.errors import ParseError
from adapters.html import to_markdown
from adapters.text import clean

MOST_ITEMS = 5_000  # feedparser takes half a millisecond for each
_ITEM = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]", re.IGNORECASE)
_ROOT = re.compile(r"<[A-Za-z]")
_ENTITY = re.compile(r"<!ENTITY|<!DOCTYPE[^>\[]*\[", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,300}\?>")
_MOST_TAGS = 100_000  # it takes 40 microseconds for each
_MOST_ENTITIES = 1_000_000  # and a few for each of these, which content in HTML has many of
_LONGEST_FIELD = 2_000  # characters of an id, a link or a name


@dataclass(frozen=True, slots=True)
class Item:
    """One item: `text` is its content in markdown, `date` that of its publication (UTC)."""

    id: str
    title: str
    link: str | None
    text: str
    date: dt.date | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def parse_feed(text: str, file: str) -> list[Item]:
    """The items of a feed, in its order. Raises ParseError for what is none."""
    if text.lstrip("\ufeff \n\t").startswith("{"):
        return [item for item in map(_of_json, _json_items(text, file)) if item.id]
    return [_of_xml(entry) for entry in parse_xml(text, file)]


def parse_xml(text: str, file: str) -> Sequence[Any]:
    """The entries of an RSS or Atom feed, as feedparser gives them. Raises ParseError."""
    import feedparser  # noqa: PLC0415 - it takes a third of a second, and most commands read no feed

    _refuse_entities(text, file)
    if sum(1 for _ in _ITEM.finditer(text)) > MOST_ITEMS:
        raise ParseError(f"has more than {MOST_ITEMS} items", file=file)
    for mark, most, what in (("<", _MOST_TAGS, "tags"), ("&", _MOST_ENTITIES, "entities")):
        if text.count(mark) > most:
            raise ParseError(f"has more than {most} {what}", file=file)
    body = io.BytesIO(_DECLARATION.sub("", text).encode())
    headers = {"content-type": "application/xml; charset=utf-8"}
    found = feedparser.parse(body, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    entries: Sequence[Any] = found.get("entries", ())
    if not found.get("version") and not entries:
        raise ParseError("is no feed that can be read", file=file)
    return entries


def _refuse_entities(text: str, file: str) -> None:
    """No feed needs entities of its own; what declares them wants something else."""
    root = _ROOT.search(text)
    if _ENTITY.search(text[: root.start() + 1 if root else None]):
        raise ParseError("declares XML entities, which are not read", file=file)


def _of_xml(entry: Any) -> Item:
    contents = entry.get("content") or [{"value": entry.get("summary", "")}]
    link = _address(entry.get("link"))
    return Item(
        id=_short(entry.get("id")) or link or _short(entry.get("title")),
        title=_plain(entry.get("title")),
        link=link,
        text=to_markdown(clean(max((str(one.get("value", "")) for one in contents), key=len))),
        date=_date(entry.get("published_parsed") or entry.get("updated_parsed")),
        authors=_names(one.get("name") for one in entry.get("authors", ())),
        tags=_names(one.get("term") for one in entry.get("tags", ())),
    )


def _json_items(text: str, file: str) -> list[dict[str, Any]]:
    try:
        document = json.loads(text.lstrip("\ufeff"))
        items = document["items"]
        known = str(document["version"]).startswith("https://jsonfeed.org/version/")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ParseError("is no feed that can be read", file=file) from error
    if not known or not isinstance(items, list):
        raise ParseError("is no feed that can be read", file=file)
    if len(items) > MOST_ITEMS:
        raise ParseError(f"has more than {MOST_ITEMS} items", file=file)
    return [item for item in items if isinstance(item, dict)]


def _of_json(item: Mapping[str, Any]) -> Item:
    html, plain = item.get("content_html"), item.get("content_text") or item.get("summary")
    authors = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    link = _address(item.get("url") or item.get("external_url"))
    return Item(
        id=_short(item.get("id")) or link or _short(item.get("title")),
        title=_plain(item.get("title")),
        link=link,
        text=to_markdown(clean(html)) if isinstance(html, str) else clean(str(plain or "")),
        date=_iso(item.get("date_published")),
        authors=_names(one.get("name") for one in authors or () if isinstance(one, dict)),
        tags=_names(item.get("tags") if isinstance(item.get("tags"), list) else ()),
    )


def _plain(html: object) -> str:
    return md.squeeze(md.readable(to_markdown(clean(_short(html))).split("\n")))


def _short(value: object) -> str:
    return clean(str(value).strip())[:_LONGEST_FIELD] if isinstance(value, str | int) else ""


def _address(value: object) -> str | None:
    address = _short(value)
    return address if address.lower().startswith(("http://", "https://")) else None


def _names(values: Iterable[object] | None) -> tuple[str, ...]:
    names = (md.squeeze(_short(value)) for value in values or ())
    return tuple(dict.fromkeys(name for name in names if name))[:200]


def _date(moment: time.struct_time | None) -> dt.date | None:
    try:
        return dt.date(*moment[:3]) if moment else None
    except (ValueError, TypeError):
        return None


def _iso(value: object) -> dt.date | None:
    try:
        moment = dt.datetime.fromisoformat(str(value))
        return (moment.astimezone(dt.UTC) if moment.tzinfo else moment).date()
    except (ValueError, OverflowError):
        return None
