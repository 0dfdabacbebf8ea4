"""Everything a store holds as lines of JSON, and back: what `paperwire export` writes and `import` reads.

The first line names the format and its version; every other one is a record (`bot.portable`). What was sent is not in
them: a chat begins anew, without a backlog.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from bot import moments
from bot.errors import BotError
from bot.planning import listens
from bot.portable import RefusedRecordError, kind_of, read_object, read_record, write_record
from storage.ranks import Admission
from storage.records import IssueRecord, PersonRecord, Record, WatchRecord
from storage.store import Store

VERSION = 1
LARGEST_LINE = 64 * 2**20  # bytes, as of an issue's file


class ImportFileError(BotError):
    """A file is not what `paperwire export` writes."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a line: a record of this kind, `new` or there already, or `refused` with a reason."""

    line: int
    kind: str = ""
    new: bool = False
    refused: str = ""


def export_lines(records: Iterable[Record]) -> Iterator[str]:
    """The lines of a file, without their ends."""
    yield json.dumps({"record": "paperwire", "version": VERSION})
    yield from map(write_record, records)


def import_lines(file: BinaryIO, store: Store, now: dt.datetime) -> Iterator[Imported]:
    """Bring the records of a file into the store, one after the other; one that is refused stops no other.

    What is there already stays as it is. Where there are chats, issues are no news: they had their own. Raises
    ImportFileError for another file, or one of a newer program.
    """
    news = not store.exporting.has_chats()
    for number, line in enumerate(iter(lambda: file.readline(LARGEST_LINE + 1), b""), start=1):
        if len(line) > LARGEST_LINE:
            raise ImportFileError(f"Line {number} is longer than {LARGEST_LINE >> 20} MiB; this is no export of ours.")
        if number == 1:
            _check_version(line)
        elif line.strip():
            yield _import(number, line, store, now, news=news)


def _check_version(line: bytes) -> None:
    try:
        head = read_object(line)
    except RefusedRecordError:
        head = {}
    if head.get("record") != "paperwire" or type(head.get("version")) is not int:
        raise ImportFileError("The first line does not say that `paperwire export` made this file.")
    if head["version"] > VERSION:
        raise ImportFileError(f"The file has version {head['version']}, of a newer Paperwire; upgrade this program.")


def _import(number: int, line: bytes, store: Store, now: dt.datetime, *, news: bool) -> Imported:
    try:
        record = read_record(line)
    except RefusedRecordError as error:
        return Imported(number, refused=str(error))
    return Imported(number, kind_of(record), new=keep(record, store, now, news=news))


def keep(record: Record, store: Store, now: dt.datetime, *, news: bool) -> bool:
    """Bring one record into the store; whether what it is of was not there yet."""
    into = store.importing
    if isinstance(record, IssueRecord):
        return into.put_issue(record, news=news)
    if isinstance(record, PersonRecord):
        return into.put_person(record)
    if isinstance(record, Admission):
        return into.put_admission(record)
    if isinstance(record, WatchRecord):
        return into.put_watch(record)
    chat, new = into.put_chat(record)
    if new and listens(chat):
        moments.schedule(store, chat, chat.settings, now)
    return new
