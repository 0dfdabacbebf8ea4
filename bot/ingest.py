"""Files into the store: read, recognise, parse, tag, put; one outcome per file, and no file stops another."""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from adapters import registry, retrieve
from adapters.errors import AdapterError
from adapters.model import Issue, Ref
from adapters.tags.tagger import Tagger
from storage.model import PutResult, Source
from storage.store import Store


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read; `named` when the caller named it, not a folder above it."""

    path: Path
    named: bool


@dataclass(frozen=True, slots=True)
class Read:
    """The file is an issue, and the store holds it now."""

    path: Path
    adapter: str
    result: PutResult


@dataclass(frozen=True, slots=True)
class NotRead:
    """The file is no digest, or one that cannot be read: `sentence` says which and why; a `named` one was asked for."""

    path: Path
    sentence: str
    named: bool


FileOutcome = Read | NotRead


def find(paths: Iterable[Path]) -> Iterator[FoundFile]:
    """The files to read: those named, and under a folder all that may be a digest, in path order."""
    for path in paths:
        if path.is_dir():
            yield from (FoundFile(file, named=False) for file in retrieve.find_files(path))
        else:
            yield FoundFile(path, named=True)


def read_issue(path: Path, adapter: str | None = None) -> Issue:
    """The issue that a file holds. Raises AdapterError naming the file."""
    try:
        return registry.parse(retrieve.read_text(path), Ref(key=issue_key(path)), adapter)
    except AdapterError as error:
        error.file = str(path)
        raise


def issue_key(path: Path) -> str:
    """The path from the file system's root: the same file has the same key however it was named."""
    return plain_name(path.resolve().as_posix().lstrip("/"))


def plain_name(path: str) -> str:
    """A path as text: in NFC, and where its bytes are no UTF-8, with their numbers."""
    return unicodedata.normalize("NFC", path.encode(errors="backslashreplace").decode())


def ingest(
    files: Iterable[FoundFile],
    store: Store,
    tagger: Tagger,
    *,
    now: dt.datetime,
    adapter: str | None = None,
    news: bool = True,
) -> Iterator[FileOutcome]:
    """Bring the files into the store, one transaction an issue, and say of each what became of it."""
    for found in files:
        try:
            issue = read_issue(found.path, adapter)
        except AdapterError as error:
            yield NotRead(found.path, str(error), found.named)
        else:
            yield Read(found.path, issue.adapter, put(issue, store, tagger, now=now, news=news))


def source_of(issue: Issue) -> Source:
    """The source of an issue: it is named after its adapter."""
    return Source(name=issue.adapter, adapter=issue.adapter, root="/")


def put(issue: Issue, store: Store, tagger: Tagger, *, now: dt.datetime, news: bool = True) -> PutResult:
    """Tag an issue and store it."""
    source = source_of(issue)
    unchanged = store.issues.unchanged(source, issue, tagger=tagger.version)
    if unchanged is not None:
        return unchanged
    topics = [tagger.tag_entry(entry) for entry in issue.entries]
    return store.issues.put(source, issue, topics, tagger=tagger.version, now=now, news=news)
