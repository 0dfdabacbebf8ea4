"""One visit to a place: what is new there, into the store, and when the next visit is."""

import asyncio
import datetime as dt
import hashlib
import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from adapters import registry
from adapters.errors import AdapterError
from adapters.model import Issue
from adapters.tags.tagger import Tagger
from bot import ingest
from bot.fetching import visits
from bot.fetching.errors import FetchError, GoneError, LimitedError
from bot.fetching.places import Document, Found, Look, Noted, Place, Unread, Web, shown
from bot.notes import WORTH_A_WORD
from bot.signals import IssueRead, Tell, unheard
from bot.sources import is_news
from bot.suspicion import LOOKED_AT, suspicion
from storage.model import Outcome, Source
from storage.store import Store
from storage.watched import UnreadIssue, Visited

log = logging.getLogger(__name__)
GROWING = frozenset(adapter.name for adapter in registry.SERVED)  # small at first, and no two alike
GENERAL = frozenset({"feed", "markdown"})  # adapters that are no publisher's: their issues are named after the place

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class InThread:
    """Runs synchronous work where the store is used."""

    thread: Executor

    async def __call__(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.thread, work)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Puts what was found at places into the store; synchronous. `now` is the moment, in UTC."""

    store: Store
    tagger: Tagger
    now: Callable[[], dt.datetime]
    tell: Tell = unheard

    def take(self, place: Place, document: Document, read: Sequence[Issue | Unread], *, first: bool) -> None:
        """Store what was read of a document, and note that it was; what is no issue is kept with the reason."""
        refused: set[str] = set()
        for one in read:
            if isinstance(one, Unread):
                refused.add(self._keep(place, one))
            else:
                self._put(place, one, first=first)
        self._forget(place, document.key, refused)
        self.store.visits.note(place.address, {document.key: document.note}, self.now())

    def retry(self, place: Place, unread: UnreadIssue) -> bool:
        """Try again what could not be read; whether it can be now. It is news if it was when it came."""
        raw = self.store.watches.raw(place.address, unread.key)
        key, _, item = unread.key.partition("#")
        if item:  # a part of a document: the next visit reads all of it again
            self.store.visits.forget(place.address, [key])
        if item or raw is None:
            return False
        note = self.store.visits.notes(place.address).get(key, {})
        document = Document(key, unread.url or key, raw, note)
        read = read_document(place, document)
        first_read_at = self.store.watches.status(place.address).first_read_at
        self.take(place, document, read, first=first_read_at is None or unread.seen_at <= first_read_at)
        return not any(isinstance(one, Unread) and one.key == key for one in read)

    def note(self, place: Place, noted: Mapping[str, Noted]) -> None:
        """Remember what needs no reading."""
        gone = [key for key, one in noted.items() if one.note is None]
        self.store.visits.forget(place.address, gone)
        self.store.watches.drop_unread(place.address, gone)
        kept = {key: one.note for key, one in noted.items() if one.note is not None}
        self.store.visits.note(place.address, kept, self.now())

    def _put(self, place: Place, issue: Issue, *, first: bool) -> None:
        now, source = self.now(), source_of(place, issue)
        news = is_news(issue.date, now, first_read=first)
        result = ingest.put(issue, self.store, self.tagger, now=now, news=news, source=source)
        self.tell(IssueRead(source.name, result.outcome, result.papers))
        outcome = result.outcome
        if outcome is Outcome.UNCHANGED or first or issue.adapter in GROWING:
            return
        reason = suspicion(issue, self.store.issues.profiles(issue, source, LOOKED_AT))
        self.store.issues.suspect(issue, source, reason)
        if reason:
            log.warning("%s is suspicious: it %s.", shown(issue.url or issue.key), reason)

    def _keep(self, place: Place, one: Unread) -> str:
        content = hashlib.sha256(one.body).hexdigest()
        error = one.error
        found = UnreadIssue(place.address, one.key, content, error.line, error.reason, self.now(), one.url)
        if self.store.watches.keep_unread(found, one.body):
            log.warning("%s: %s", shown(one.url), error.reason)
        return one.key

    def _forget(self, place: Place, key: str, refused: set[str]) -> None:
        """Forget what of this document could not be read before, and can now."""
        known = {one.key for one in self.store.watches.unread(place.address)}
        mine = {one for one in known if one == key or one.startswith(f"{key}#")}
        if resolved := mine - refused:
            self.store.watches.drop_unread(place.address, resolved)


def read_document(place: Place, document: Document) -> list[Issue | Unread]:
    """The issues of a document, and what of it is none; pure."""
    read: list[Issue | Unread] = []
    try:
        read.extend(place.read(document))
    except AdapterError as error:
        read.append(Unread(document.key, document.url, error, document.body))
    return read


def source_of(place: Place, issue: Issue) -> Source:
    """The source of an issue: named after its adapter, or after the place where the adapter is for anybody's."""
    name = place.name if issue.adapter in GENERAL else issue.adapter
    return Source(name=name, adapter=issue.adapter, root="/")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Visits places. `dice` gives numbers in [0, 1); `in_thread` runs the store's work."""

    shelf: Shelf
    web: Web
    in_thread: InThread
    dice: Callable[[], float]

    async def listing(self) -> Sequence[Visited]:
        """How the visits of all that is watched stand."""
        return await self.in_thread(self.shelf.store.visits.listing)

    async def fail(self, place: Place, error: FetchError) -> None:
        """A visit failed."""
        await self.in_thread(partial(self._fail_place, place, error))

    async def fail_unknown(self, address: str, error: FetchError) -> None:
        """An address cannot be visited at all."""
        await self.in_thread(partial(self._fail, address, (address,), error))

    async def visit(
        self, place: Place, *, backfill: bool = False, since: dt.date | None = None
    ) -> AsyncGenerator[Document]:
        """Bring what is new at a place into the store, document by document, and settle when the next visit is.

        With `backfill` what is old, back to `since`, and none of it as news; then a FetchError is raised.
        """
        store, now = self.shelf.store, self.shelf.now
        first = (await self.in_thread(partial(store.watches.status, place.address))).first_read_at is None
        notes = await self.in_thread(partial(store.visits.notes, place.address))
        look = Look(notes, now(), first=first, backfill=backfill, since=since)
        fresh = dt.timedelta()
        try:
            async with aclosing(self._found(place, look)) as found:
                async for one in found:
                    fresh = max(fresh, one.fresh)
                    if isinstance(one, Document):
                        # not where the store works: a hostile document takes seconds
                        read = await asyncio.to_thread(read_document, place, one)
                        await self.in_thread(partial(self.shelf.take, place, one, read, first=first or backfill))
                        yield one
        except FetchError as error:
            if backfill:
                raise
            await self.fail(place, error)
        else:
            if first or not backfill:
                await self.in_thread(partial(self._succeed, place, fresh))

    async def _found(self, place: Place, look: Look) -> AsyncGenerator[Found]:
        """What a look finds; what only needs a note is noted many at a time."""
        waiting: dict[str, Noted] = {}
        async with aclosing(place.look(self.web, look)) as found:
            async for one in found:
                if isinstance(one, Noted):
                    waiting[one.key] = one
                yield one
        if waiting:
            await self.in_thread(partial(self.shelf.note, place, waiting))

    def _succeed(self, place: Place, fresh: dt.timedelta) -> None:
        store, now = self.shelf.store, self.shelf.now()
        settled = visits.after_success(store.visits.status(place.address), now, place.every, fresh, dice=self.dice())
        ended = store.watches.read(place.address, now, forget=WORTH_A_WORD)
        store.visits.settle(settled)
        if ended:
            log.warning("%s can be read again, after %s.", shown(place.address), now - ended.since)

    def _fail_place(self, place: Place, error: FetchError) -> None:
        known = self.shelf.store.issues.sources_under(place.under)
        self._fail(place.address, known or (place.name,), error)

    def _fail(self, address: str, names: Sequence[str], error: FetchError) -> None:
        store, now = self.shelf.store, self.shelf.now()
        store.visits.settle(visits.after_failure(store.visits.status(address), now, error, dice=self.dice()))
        if isinstance(error, LimitedError):
            log.info("%s: %s", shown(address), error.reason)
        elif store.watches.fail(address, error.reason, names, now):
            stopped = " It is not asked again." if isinstance(error, GoneError) else ""
            log.warning("%s cannot be read: %s%s", shown(address), error.reason, stopped)
