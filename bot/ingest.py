"""Files into the store: read, recognise, parse, tag, put; one outcome per file, and no file stops another."""

import datetime as dt
import functools
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from adapters import registry, retrieve
from adapters.errors import AdapterError
from adapters.model import Issue, Ref
from adapters.tags import vocabulary
from adapters.tags.tagger import Tagger
from bot.ahead import Ahead
from storage.content import Prepared, prepare
from storage.model import PutResult, Source
from storage.store import Store


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to read; `named` when the caller named it, not a folder above it. `adapter` None: the one that fits."""

    path: Path
    named: bool
    adapter: str | None = None


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


@dataclass(frozen=True, slots=True)
class _Pending:
    """An issue that the store does not hold as it is."""

    path: Path
    issue: Issue


@dataclass(frozen=True, slots=True)
class _Ready:
    """An issue that only has to be stored."""

    path: Path
    prepared: Prepared


def find(paths: Iterable[Path], adapter: str | None = None) -> Iterator[FoundFile]:
    """The files to read: those named, and under a folder all that may be a digest, in path order."""
    for path in paths:
        if path.is_dir():
            yield from (FoundFile(file, named=False, adapter=adapter) for file in retrieve.find_files(path))
        else:
            yield FoundFile(path, named=True, adapter=adapter)


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
    news: bool = True,
    ahead: Ahead | None = None,
) -> Iterator[FileOutcome]:
    """Bring the files into the store, one transaction an issue, and say of each what became of it, in their order.

    With `reading_ahead` files are read and made ready in another process, a few files before they are stored.
    """
    each = ahead.map if ahead else map
    read = each(_read, files)
    known = (_recognise(one, store, tagger) for one in read)
    for one in each(_prepare_here if ahead else partial(_prepare, tagger=tagger), known):
        yield _put(one, store, tagger, now=now, news=news) if isinstance(one, _Ready) else one


def reading_ahead() -> Ahead:
    """The process in which `ingest` reads and tags ahead, with the tagger that ships with Paperwire."""
    return Ahead(_shipped_tagger)


def source_of(issue: Issue) -> Source:
    """The source of an issue: it is named after its adapter."""
    return Source(name=issue.adapter, adapter=issue.adapter, root="/")


def put(
    issue: Issue, store: Store, tagger: Tagger, *, now: dt.datetime, news: bool = True, source: Source | None = None
) -> PutResult:
    """Tag an issue and store it, as one of its adapter's unless it is of another `source`."""
    source = source or source_of(issue)
    unchanged = store.issues.unchanged(source, issue, tagger=tagger.version)
    if unchanged is not None:
        return unchanged
    return store.issues.put(source, issue, tagger.tag_issue(issue), tagger=tagger.version, now=now, news=news)


def _read(found: FoundFile) -> _Pending | NotRead:
    try:
        return _Pending(found.path, read_issue(found.path, found.adapter))
    except AdapterError as error:
        return NotRead(found.path, str(error), found.named)


def _recognise(one: _Pending | NotRead, store: Store, tagger: Tagger) -> _Pending | FileOutcome:
    """An issue that the store holds as it is needs no tags."""
    if isinstance(one, NotRead):
        return one
    unchanged = store.issues.unchanged(source_of(one.issue), one.issue, tagger=tagger.version)
    return one if unchanged is None else Read(one.path, one.issue.adapter, unchanged)


def _prepare(one: _Pending | FileOutcome, tagger: Tagger) -> _Ready | FileOutcome:
    if not isinstance(one, _Pending):
        return one
    return _Ready(one.path, prepare(one.issue, tagger.tag_issue(one.issue)))


def _put(one: _Ready, store: Store, tagger: Tagger, *, now: dt.datetime, news: bool) -> Read:
    issue = one.prepared.issue
    result = store.issues.put_prepared(source_of(issue), one.prepared, tagger=tagger.version, now=now, news=news)
    return Read(one.path, issue.adapter, result)


@functools.cache
def _shipped_tagger() -> Tagger:
    return Tagger(vocabulary.load())


def _prepare_here(one: _Pending | FileOutcome) -> _Ready | FileOutcome:
    return _prepare(one, _shipped_tagger())
