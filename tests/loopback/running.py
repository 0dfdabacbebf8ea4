"""The whole bot over a loopback platform, in a thread of the test's process, under a clock set by hand."""

import asyncio
import datetime as dt
import gc
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from adapters.model import Entry, Issue, Origin, Topic
from bot import app
from bot.policy import AccessPolicy
from bot.settings import OperatorSettings
from storage.model import Source
from storage.store import Store, open_store


@dataclass
class Clock:
    """A moment that stands still until it is set."""

    moment: dt.datetime

    def __call__(self) -> dt.datetime:
        return self.moment


@dataclass
class RunningPaperwire:
    """`paperwire run` on a database, from `start` to `stop`. `store` is the test's own way into the same database."""

    api: Any
    url: str
    now: Clock
    access: AccessPolicy = AccessPolicy.OPEN
    operators: str = ""
    store: Store = field(init=False)
    threads: app.Threads = field(init=False)
    _thread: threading.Thread = field(init=False)
    _loop: asyncio.AbstractEventLoop = field(init=False)
    _end: asyncio.Event = field(init=False)
    _failure: BaseException | None = field(default=None, init=False)
    _stopped: bool = field(default=False, init=False)

    def settings(self) -> dict[str, Any]:
        """What an operator sets to be on the platform."""
        raise NotImplementedError

    def platforms(self, store: Store, operator: OperatorSettings) -> Sequence[app.Platform]:
        """Where the bot is."""
        raise NotImplementedError

    def wait_until_it_receives(self) -> None:
        raise NotImplementedError

    def start(self) -> None:
        """Run, and come back when it receives."""
        self.store = open_store(self.url)
        begun = threading.Event()
        self._thread = threading.Thread(target=self._work, args=(begun,), name="bot")
        self._thread.start()
        assert begun.wait(30)
        self.wait_until_it_receives()

    def end(self) -> None:
        """End as at SIGTERM."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(30)
        assert not self._thread.is_alive()

    def stop(self) -> None:
        """End, and give up what the test has; once is enough."""
        if self._stopped:
            return
        self._stopped = True
        self.end()
        self.store.close()
        if self._failure is not None:
            raise self._failure

    def publish(self, title: str, slug: str = "diffusion") -> None:
        """An issue of today with one paper on this topic arrives, and is not tagged anew."""
        topics = [(Topic(slug, Origin.TITLE),)]
        issue = Issue("alpha", f"{title}.md", self.now().date(), None, None, "en", (Entry(title),))
        self.store.issues.put(
            Source("alpha", "alpha", "/"), issue, topics, tagger=app.build_tagger().version, now=self.now()
        )

    def _work(self, begun: threading.Event) -> None:
        try:
            asyncio.run(self._run(begun))
        except BaseException as error:  # noqa: BLE001 - told to the test when it stops the bot
            self._failure = error
        finally:
            begun.set()

    async def _run(self, begun: threading.Event) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        own = self.settings()
        operator = OperatorSettings(database_url=self.url, access=self.access, operators=self.operators, **own)
        self.threads = app.Threads()
        with open_store(self.url) as store:
            engine = app.build_engine(store, operator, self.platforms(store, operator), self.threads, now=self.now)
            gc.freeze()  # as `paperwire run` does; what else the test's process holds is not looked through either
            begun.set()
            try:
                await engine.run(self._end)
                self.threads.close()
            finally:
                gc.unfreeze()
