"""Files into the store: read, recognise, parse, tag, put; one outcome per file, and no file stops another."""

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from adapters import registry, retrieve
from adapters.errors import AdapterError
from adapters.model import Issue, Ref
from adapters.tags.tagger import Tagger
from bot.ahead import Ahead
from storage.content import Known, Prepared, prepare
from storage.model import Outcome, PutResult, Source
from storage.store import Store

_LOOKED_UP_AT_ONCE = 100  # files, in the store


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
class _Ready:
    """An issue that only has to be stored."""

    path: Path
    prepared: Prepared


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file to read, with what the store holds under its key."""

    found: FoundFile
    known: tuple[Known, ...]


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
    ahead: Ahead[Tagger] | None = None,
) -> Iterator[FileOutcome]:
    """Bring the files into the store, one transaction an issue, and say of each what became of it, in their order.

    With `ahead` files are read and made ready in its process, with its tagger, a few files before they are stored.
    """
    asked = _looked_up(files, store)
    for one in ahead.map(_read, asked) if ahead else map(partial(_read, tagger), asked):
        yield _put(one, store, tagger, now=now, news=news) if isinstance(one, _Ready) else one


def source_of(issue: Issue) -> Source:
    """The source of an issue: it is named after its adapter."""
    return Source(name=issue.adapter, adapter=issue.adapter, root="/")


def put(
    issue: Issue, store: Store, tagger: Tagger, *, now: dt.datetime, news: bool = True, source: Source | None = None
) -> PutResult:
    """Tag an issue and store it, as one of its adapter's unless it is of another `source`."""
    source = source or source_of(issue)
    ready = _make_ready(issue, source, store.issues.known([issue.key])[issue.key], tagger)
    if isinstance(ready, PutResult):
        return ready
    return store.issues.put_prepared(source, ready, tagger=tagger.version, now=now, news=news)


def _looked_up(files: Iterable[FoundFile], store: Store) -> Iterator[_Asked]:
    rest = iter(files)
    while batch := list(islice(rest, _LOOKED_UP_AT_ONCE)):
        keys = [issue_key(found.path) for found in batch]
        known = store.issues.known(keys)
        yield from (_Asked(found, known[key]) for found, key in zip(batch, keys, strict=True))


def _read(tagger: Tagger, asked: _Asked) -> _Ready | FileOutcome:
    found = asked.found
    try:
        issue = read_issue(found.path, found.adapter)
    except AdapterError as error:
        return NotRead(found.path, str(error), found.named)
    ready = _make_ready(issue, source_of(issue), asked.known, tagger)
    return Read(found.path, issue.adapter, ready) if isinstance(ready, PutResult) else _Ready(found.path, ready)


def _make_ready(issue: Issue, source: Source, known: Sequence[Known], tagger: Tagger) -> Prepared | PutResult:
    """An issue that the store holds as it is needs no tags."""
    for one in known:
        if one.holds(issue, source, tagger.version):
            return PutResult(Outcome.UNCHANGED, one.papers)
    return prepare(issue, tagger.tag_issue(issue))


def _put(one: _Ready, store: Store, tagger: Tagger, *, now: dt.datetime, news: bool) -> Read:
    issue = one.prepared.issue
    result = store.issues.put_prepared(source_of(issue), one.prepared, tagger=tagger.version, now=now, news=news)
    return Read(one.path, issue.adapter, result)
