"""The records of an export as text: one JSON object a line, and what of it is refused. Pure."""

import dataclasses
import datetime as dt
import json
import re
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.catalog import LANGUAGES
from bot.commands.setting import LENGTHS
from bot.commands.subscribing import PER_CHAT
from bot.errors import SettingsError
from bot.fetching.addressing import read_place
from bot.query import read_term
from bot.sources import is_folder
from bot.streams import FILL, OFF, ON
from storage.model import Settings
from storage.ranks import Admission
from storage.records import ChatRecord, IssueRecord, PersonRecord, Record, WatchRecord

KINDS: dict[str, type[Record]] = {
    "issue": IssueRecord,
    "person": PersonRecord,
    "admission": Admission,
    "chat": ChatRecord,
    "watch": WatchRecord,
}
LARGEST_NUMBER = 2**31 - 1  # that every column takes
_ADAPTERS: dict[str, TypeAdapter[Record]] = {kind: TypeAdapter(made_of) for kind, made_of in KINDS.items()}
_NAMES = {made_of: kind for kind, made_of in KINDS.items()}
_PAPER = re.compile(r"(?:arxiv|doi|title):.+")
_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d"
_WRITTEN = {"time": _TIME, "quiet": f"{_TIME}-{_TIME}", "weekly": f"[1-7] {_TIME}"}


class RefusedRecordError(ValueError):
    """A line is no record, or says something that cannot be."""


def kind_of(record: Record) -> str:
    """The word for what it is a record of."""
    return _NAMES[type(record)]


def write_record(record: Record) -> str:
    """The line of a record, without its end."""
    kind = kind_of(record)
    said = _ADAPTERS[kind].dump_python(record, mode="json", fallback=dict, warnings=False)
    return json.dumps({"record": kind} | said, ensure_ascii=False)


def read_record(line: bytes) -> Record:
    """The record of a line. Raises RefusedRecordError, whose text says why it is none."""
    said = read_object(line)
    kind = said.pop("record", None)
    if kind not in KINDS:
        raise RefusedRecordError(f"“{kind}” is no kind of record; there are {', '.join(KINDS)}")
    try:
        record = _ADAPTERS[kind].validate_python(said)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise RefusedRecordError(f"{where} of this {kind} cannot be read: {first['msg']}") from error
    check(record)
    return record


def read_object(line: bytes) -> dict[str, Any]:
    """The JSON object of a line. Raises RefusedRecordError."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise RefusedRecordError("it is no JSON") from error
    if not isinstance(said, dict):
        raise RefusedRecordError("it is no JSON object")
    return said


def check(record: Record) -> None:
    """Look for what the types do not say. Raises RefusedRecordError."""
    for value in _values(record):
        if wrong := _wrong_value(value):
            raise RefusedRecordError(f"this {kind_of(record)} holds {wrong}")
    if isinstance(record, ChatRecord):
        _check_chat(record)
    elif isinstance(record, PersonRecord):
        _check_person(record)
    elif isinstance(record, WatchRecord) and not is_folder(record.address):
        try:
            read_place(record.address)
        except SettingsError as error:
            raise RefusedRecordError(str(error).removesuffix(".")) from error
    elif isinstance(record, IssueRecord) and not all(one.said.title for one in record.entries):
        raise RefusedRecordError("a paper of this issue has no title")


def _values(value: object) -> Iterator[object]:
    """All that a record is made of."""
    inner: Sequence[object] = ()
    if dataclasses.is_dataclass(value):
        inner = [getattr(value, field.name) for field in dataclasses.fields(value)]
    elif isinstance(value, Mapping):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, tuple):
        inner = value
    else:
        yield value
    for one in inner:
        yield from _values(one)


def _wrong_value(value: object) -> str | None:
    """What is wrong with a value that has the right type."""
    if isinstance(value, dt.datetime) and value.tzinfo is None:
        return f"a moment without a time zone, {value.isoformat()}"
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        return f"a number that is too large, {value:.3g}"
    if isinstance(value, str) and not _is_text(value):
        return "characters that no text has (NUL, half a surrogate pair)"
    return None


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _check_person(record: PersonRecord) -> None:
    if record.language not in LANGUAGES:
        raise RefusedRecordError(f"language of this person cannot be {record.language!r}")
    for key in (*(one.paper for one in record.saved), *(one.paper for one in record.opinions)):
        if not _PAPER.fullmatch(key):
            raise RefusedRecordError(f"“{key}” is no paper; write arxiv:ID, doi:DOI or title:KEY")


def _check_chat(record: ChatRecord) -> None:
    if wrong := _wrong_setting(record.settings):
        raise RefusedRecordError(f"{wrong} of this chat cannot be {getattr(record.settings, wrong)!r}")
    if len(record.subscriptions) > PER_CHAT:
        raise RefusedRecordError(f"this chat has more than {PER_CHAT} subscriptions")
    for wish in record.subscriptions:
        try:
            read_term(wish.term)
        except ValueError as error:
            raise RefusedRecordError(f"“{wish.term}” is no subscription") from error


def _wrong_setting(settings: Settings) -> str | None:
    """The name of a setting that has an impossible value."""
    written = {name: getattr(settings, name) for name in _WRITTEN}
    possible = {
        **{name: value is None or bool(re.fullmatch(_WRITTEN[name], value)) for name, value in written.items()},
        "weekdays": bool(settings.weekdays) and set(settings.weekdays) <= set(range(1, 8)),
        "zone": settings.zone in zoneinfo.available_timezones(),
        "languages": bool(settings.languages) and set(settings.languages) <= set(LANGUAGES),
        "length": settings.length in LENGTHS,
        "layout": settings.layout in ("list", "cards"),
        "streams": settings.streams in (ON, FILL, OFF),
        "search": settings.search in ("here", "private", "off"),
    }
    return next((name for name, can_be in possible.items() if not can_be), None)
