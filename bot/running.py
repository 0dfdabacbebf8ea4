"""`paperwire run`: sources, planning and senders in one event loop, from the first tick to the last mark."""

import asyncio
import datetime as dt
import functools
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial

from adapters.errors import AdapterError
from adapters.tags.tagger import Tagger
from bot import ingest, render
from bot.arrivals import Arrivals
from bot.catalog import LANGUAGES, Catalog
from bot.delivery import Sender
from bot.digest import Digest
from bot.editions import Editions
from bot.message import Message
from bot.occasion import Occasion
from bot.planning import Known, plan_round
from bot.retry import AmbiguousPolicy, RetryPolicy
from bot.schedule import Schedule, Tick
from bot.sources import Watch, is_news
from bot.supervise import keep_running
from bot.transports.base import Transport
from storage.model import Settings
from storage.roles import Hold
from storage.store import Store

log = logging.getLogger(__name__)

PLAN_EVERY = dt.timedelta(seconds=2)  # also how soon another process plans when the one that did is gone
READ_EVERY = dt.timedelta(seconds=60)
RECOVER_EVERY = dt.timedelta(seconds=15)
PRUNE_EVERY = dt.timedelta(days=1)
KEPT = dt.timedelta(days=90)  # delivery rows
DOUBTED = dt.timedelta(days=14)  # what may have been lost longer ago is not mentioned
RESENT = dt.timedelta(days=1)  # what may have been lost longer ago is old news
CHATS_A_ROUND = 1_000
TICK_ROLE = "tick"


@dataclass(slots=True)
class Engine:
    """What a process of `paperwire run` does. All of its store's work is done in `threads`.

    `view` says for whom a chat's digests are rendered; `now` is the moment, in UTC.
    """

    store: Store
    tagger: Tagger
    watches: Sequence[Watch]
    senders: Sequence[Sender]
    threads: Executor
    view: Callable[[Catalog, Settings], render.View]
    now: Callable[[], dt.datetime]
    _tick: Hold | None = field(default=None, init=False)
    _stopping: bool = field(default=False, init=False)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then end what is in flight, and mark it."""
        schedule = Schedule(
            [
                Tick("read sources", READ_EVERY, partial(self._in_thread, self.read_sources)),
                Tick("plan", PLAN_EVERY, partial(self._in_thread, self.plan)),
                Tick("recover", RECOVER_EVERY, partial(self._in_thread, self.recover)),
                Tick("prune", PRUNE_EVERY, partial(self._in_thread, self.prune)),
            ]
        )
        sending = [asyncio.create_task(keep_running(f"sender {s.transport.platform}", s.run)) for s in self.senders]
        schedule.start()
        try:
            await stop.wait()
        finally:
            self._stopping = True
            schedule.stop()
            await asyncio.gather(*(sender.stop() for sender in self.senders))
            for task in sending:
                task.cancel()

    async def _in_thread(self, work: Callable[[], None]) -> None:
        await asyncio.get_running_loop().run_in_executor(self.threads, work)

    def read_sources(self) -> None:
        """Bring new and changed issues of the folders into the store."""
        if not self._ticks():
            return
        for watch in self.watches:
            try:
                self._read(watch)
            except OSError as error:
                log.warning("%s cannot be read: %s", watch.folder.path, error.strerror or error)

    def _read(self, watch: Watch) -> None:
        first_read = not watch.was_read and self.store.papers.newest_arrival() == 0
        for path in watch.changed():
            if not self._ticks():
                return
            try:
                issue = ingest.read_issue(path, watch.folder.adapter)
            except AdapterError as error:
                log.warning("%s", error)
                continue
            news = is_news(issue.date, self.now(), first_read=first_read)
            ingest.put(issue, self.store, self.tagger, now=self.now(), news=news)
        watch.was_read = True

    def plan(self) -> None:
        """Plan what due chats are owed, a round at a time, until none is due."""
        known = Known(self.store.plans.shown_to_each, self.store.deliveries.noticed, functools.cache(self._doubtful))
        editions = None
        while self._ticks() and (chats := self.store.plans.due_chats(self.now(), CHATS_A_ROUND)):
            editions = self._editions(min(chat.cursor for chat in chats), editions)
            planned = plan_round(chats, editions, known, self.now())
            renderings = planned.renderings.values()
            self.store.plans.commit(planned.plans, renderings, planned.owed, planned.advances, self.now())

    def _doubtful(self) -> dict[int, Occasion]:
        """The chats whose last digest may not have reached them, with that digest."""
        keys = self.store.deliveries.doubtful_digests(self.now() - DOUBTED)
        return {key.chat_id: Occasion(key.kind, key.subject) for key in keys}

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
        elif policy.ambiguous is AmbiguousPolicy.RESEND:
            owe_again(since=self.now() - RESENT, attempts=1 + policy.resends, silent=True)

    def prune(self) -> None:
        """Forget old deliveries."""
        self.store.deliveries.prune(self.now() - KEPT)

    def _ticks(self) -> bool:
        """Whether this process is the one that reads and plans, and goes on."""
        if self._stopping:
            return False
        if self._tick is not None and not self._tick.alive():
            self._tick.release()
            self._tick = None
        if self._tick is None:
            self._tick = self.store.roles.try_hold(TICK_ROLE)
        return self._tick is not None

    def _editions(self, cursor: int, held: Editions | None) -> Editions:
        """Those that serve this cursor; the ones of the round before, as long as they do."""
        newest = self.store.papers.newest_arrival()
        if held is not None and held.serves(cursor, newest):
            return held
        return Editions(Arrivals(self.store.papers.arrived(cursor, newest), cursor, newest), self._digest)

    def _digest(self, digest: Digest, settings: Settings) -> Message:
        language = next((code for code in settings.languages if code in LANGUAGES), "en")
        message = render.digest(digest, self.view(Catalog.load(language), settings))
        return render.as_sent(message, digest.occasion) if digest.occasion else message
