"""`paperwire run`: sources, planning and senders in one event loop, from the first tick to the last mark."""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Protocol, TypeVar

from adapters.tags.tagger import Tagger
from bot import render
from bot.alerts import Lookout
from bot.catalog import Catalog
from bot.delivery import Sender
from bot.message import Room
from bot.parts import ALL, Part
from bot.planner import Planner
from bot.receiving import Receiver, Roles, ended
from bot.retagging import retag
from bot.retry import AmbiguousPolicy, RetryPolicy
from bot.roles import Role
from bot.schedule import Schedule, Tick
from bot.signals import Tell, unheard
from bot.sources import Watch, is_folder, read_folder
from bot.supervise import Upkeep
from bot.transports.base import Transport
from bot.watching import Reader
from storage.model import Settings
from storage.store import Store

log = logging.getLogger(__name__)

PLAN_EVERY = dt.timedelta(seconds=2)  # also how soon another process plans when the one that did is gone
READ_EVERY = dt.timedelta(seconds=60)
RECOVER_EVERY = dt.timedelta(seconds=15)
LOOK_EVERY = dt.timedelta(seconds=60)
PRUNE_EVERY = dt.timedelta(days=1)
KEPT = dt.timedelta(days=90)  # delivery rows
STARTS_IN_WINDOW = 3  # of a delivery, at most about, while the platform knows its nonce: by its sender, and taken over
RESENT = dt.timedelta(days=1)  # what may have been lost longer ago is old news
FILES_AT_ONCE = 10  # some tenths of a second
RETAG_EVERY = dt.timedelta(minutes=10)
COMPACT_EVERY = dt.timedelta(days=1)
COMPACT_PAUSE = 0.1  # seconds between two steps, in which other processes write
TICK_ROLE, SOURCES_ROLE = "tick", "sources"

T = TypeVar("T")


class Served(Protocol):
    """The HTTP server of this process."""

    async def open(self) -> None: ...

    async def close(self) -> None: ...


class Fetching(Protocol):
    """What reads sources that are no folders."""

    async def run(self, reads: Callable[[], Awaitable[bool]]) -> None:
        """Read again and again, whenever `reads` says that this process is the one to do so, until cancelled."""


@dataclass(slots=True)
class Engine:
    """What a process of `paperwire run` does. All of its store's work is done in `threads`.

    `tagger` is asked for when a source is read: nobody waits for it before. `view` says for whom a chat's digests are
    rendered; `now` is the moment, in UTC; `rooms` are what one message holds on the platforms that bound it. `watches`
    and `seeds` are read from now on; so is what is added meanwhile. `parts` are what this process does of it all.
    `upkeep` knows what of that works, `tell` is told what is read, `lookout` tells operators what goes wrong.
    """

    store: Store
    tagger: Callable[[], Tagger]
    watches: list[Watch]
    senders: Sequence[Sender]
    threads: Executor
    view: Callable[[Catalog, Settings], render.View]
    now: Callable[[], dt.datetime]
    receivers: Sequence[Receiver] = ()
    rooms: Mapping[str, Room] = field(default_factory=dict)
    fetching: Fetching | None = None
    seeds: Sequence[str] = ()
    parts: Collection[Part] = ALL
    upkeep: Upkeep = field(default_factory=Upkeep)
    tell: Tell = unheard
    serving: Served | None = None
    lookout: Lookout | None = None
    _tick: Role = field(init=False)
    _sources: Role = field(init=False)
    _planner: Planner = field(init=False)

    def __post_init__(self) -> None:
        self._tick = Role(TICK_ROLE, self.store.roles.try_hold)
        self._sources = Role(SOURCES_ROLE, self.store.roles.try_hold, self._register)
        self._planner = Planner(self.store, self.view, self.now, goes_on=self._tick.ours, rooms=self.rooms)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then end what is in flight, and mark it."""
        schedule = Schedule([*self._ticks()])
        if self.serving is not None:
            await self.serving.open()
        for receiver in self.receivers:
            await receiver.open()
        keep = self.upkeep.keep_running
        sends = self.senders if Part.SENDERS in self.parts else ()
        sending = [asyncio.create_task(keep(f"sender {s.transport.platform}", s.run)) for s in sends]
        named = {part.value for part in self.parts}
        receives = [one for one in self.receivers if one.platform in named]
        receiving = [asyncio.create_task(self._receive(receiver)) for receiver in receives]
        if self.fetching is not None and Part.SOURCES in self.parts:
            receiving.append(asyncio.create_task(keep("fetching", self._fetch)))
        schedule.start()
        try:
            await stop.wait()
        finally:
            self._refuse()
            schedule.stop()
            await asyncio.gather(*map(ended, receiving))
            closing = [self.serving.close()] if self.serving is not None else []
            await asyncio.gather(*(sender.stop() for sender in sends), *closing)
            for task in sending:
                task.cancel()
            for receiver in self.receivers:
                await receiver.close()
            await self._in_thread(self.leave)

    def _ticks(self) -> Iterator[Tick]:
        """What this process does again and again."""
        if Part.SOURCES in self.parts:
            yield Tick("read sources", READ_EVERY, self._read_in_parts)
            yield Tick("tag anew", RETAG_EVERY, self._retag_in_parts)
            yield Tick("compact the index", COMPACT_EVERY, self._compact_in_parts)
        if Part.SCHEDULER in self.parts:
            self.upkeep.ran("planning", self.now())
            yield Tick("plan", PLAN_EVERY, self._plan)
            yield Tick("recover", RECOVER_EVERY, partial(self._in_thread, self.recover))
            if self.lookout is not None:
                yield Tick("look out", LOOK_EVERY, partial(self._in_thread, self.look_out))
            yield Tick("prune", PRUNE_EVERY, partial(self._in_thread, self.prune))

    async def _receive(self, receiver: Receiver) -> None:
        """Receive while this process is the one that may, again and again whatever fails."""
        roles = Roles(self.store.roles.try_hold, self._in_thread)
        work = partial(roles.while_held, receiver.role, receiver.receive)
        await self.upkeep.keep_running(f"receiver {receiver.platform}", work)

    async def _fetch(self) -> None:
        """Visit what is due, as long as this process is the one that reads."""
        if self.fetching is not None:
            await self.fetching.run(lambda: self._in_thread(self._sources.ours))

    def _register(self) -> None:
        """Have the store know what is to be read."""
        self.store.watches.seed([*(watch.folder.address for watch in self.watches), *self.seeds])

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)

    async def _plan(self) -> None:
        await self._in_thread(self.plan)
        self.upkeep.ran("planning", self.now())

    async def _read_in_parts(self) -> None:
        """Read the sources, a part at a time: in between, what is due is planned."""
        files = self.reading()
        while await self._in_thread(partial(_take, files, FILES_AT_ONCE)):
            pass

    async def _retag_in_parts(self) -> None:
        """Tag anew what an older vocabulary has tagged, an issue at a time."""
        issues = self.retagging()
        while await self._in_thread(partial(_take, issues, 1)):
            pass

    async def _compact_in_parts(self) -> None:
        """Bring the search index into one piece, a step at a time."""
        steps = self.store.search.compact()
        while await self._in_thread(partial(_take, steps, 1)):  # noqa: ASYNC110 - it works, and waits for nothing
            await asyncio.sleep(COMPACT_PAUSE)

    def retagging(self) -> Iterator[None]:
        """Bring the store to today's vocabulary, as far as this is iterated and this process is the one that reads."""
        if not self._sources.ours():
            return
        for _ in retag(self.store, self.tagger()):
            yield
            if not self._sources.ours():
                return

    def reading(self) -> Iterator[None]:
        """Bring new and changed issues of the folders into the store, as far as this is iterated: a step a file."""
        if not self._sources.ours():
            return
        for watch in self._watched():
            for _ in Reader(self.store, self.tagger(), self.now, self.tell).read(watch):
                if not self._sources.ours():
                    return
                yield

    def _watched(self) -> list[Watch]:
        """The folders to read now: those that were added are remembered from now on, those that were left are not."""
        known = {watch.folder.address: watch for watch in self.watches}
        addresses = [one.address for one in self.store.watches.listing() if one.watched and is_folder(one.address)]
        self.watches = [known.get(address) or Watch(read_folder(address)) for address in addresses]
        return self.watches

    def plan(self) -> None:
        """Plan what due chats are owed."""
        self._planner.plan()

    def recover(self) -> None:
        """Take over what senders that ended have left."""
        recovered = self.store.deliveries.recover(self.now())
        if recovered.queued or recovered.ambiguous:
            log.warning("Taken over: %d owed deliveries, %d doubtful ones.", recovered.queued, recovered.ambiguous)
        for sender in self.senders:
            self._resend(sender.transport, sender.policy)

    def _resend(self, transport: Transport, policy: RetryPolicy) -> None:
        """Owe again what may not have arrived, where that cannot double it or the operator wants it so."""
        owe_again = partial(self.store.deliveries.resend_ambiguous, [transport.platform])
        if transport.idempotent:
            owe_again(since=self.now() - dt.timedelta(seconds=policy.window), attempts=policy.attempts)
        if policy.ambiguous is AmbiguousPolicy.RESEND:
            before = STARTS_IN_WINDOW if transport.idempotent else 1
            owe_again(since=self.now() - RESENT, attempts=before + policy.resends, silent=True)

    def look_out(self) -> None:
        """Tell the operators what goes wrong, and what is well again."""
        if self.lookout is not None:
            self.lookout.look(self._tick.ours)

    def prune(self) -> None:
        """Forget old deliveries, and failures that ended long ago."""
        self.store.deliveries.prune(self.now() - KEPT)
        self.store.watches.prune(self.now() - KEPT)

    def leave(self) -> None:
        """Read and plan no more, and let another process do so."""
        self._tick.leave()
        self._sources.leave()

    def _refuse(self) -> None:
        """Read and plan no more; what is under way ends first."""
        self._tick.refuse()
        self._sources.refuse()


def _take(files: Iterator[None], most: int) -> bool:
    """Go so many steps; whether there may be more."""
    return sum(1 for _ in islice(files, most)) == most
