"""The whole bot over a loopback Bot API server, in a thread of the test's process, under a clock set by hand."""

import asyncio
import datetime as dt
import threading
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from adapters.model import Entry, Issue, Origin, Topic
from bot import app
from bot.limits import UNLIMITED
from bot.platforms import telegram
from bot.policy import AccessPolicy
from bot.settings import OperatorSettings
from storage.model import Source
from storage.store import Store, open_store
from tests.telegram.server import BotApi


@dataclass
class Clock:
    """A moment that stands still until it is set."""

    moment: dt.datetime

    def __call__(self) -> dt.datetime:
        return self.moment


@dataclass
class RunningBot:
    """`paperwire run` on a database, from `start` to `stop`. `store` is the test's own way into the same database.

    With `webhook`, an address on this machine, updates are posted there; with `port` it is asked how it does there.
    """

    api: BotApi
    url: str
    now: Clock
    webhook: str | None = None
    port: int | None = None
    access: AccessPolicy = AccessPolicy.OPEN
    operators: str = ""
    store: Store = field(init=False)
    _thread: threading.Thread = field(init=False)
    _loop: asyncio.AbstractEventLoop = field(init=False)
    _end: asyncio.Event = field(init=False)
    _failure: BaseException | None = field(default=None, init=False)

    def start(self) -> None:
        """Run, and come back when it receives."""
        self.store = open_store(self.url)
        begun = threading.Event()
        self._thread = threading.Thread(target=self._work, args=(begun,), name="bot")
        self._thread.start()
        assert begun.wait(30)
        if self.webhook is None:
            self.api.wait_for_poller()
        else:
            self.api.wait_for(lambda: self.api.webhook is not None, "a webhook")

    def end(self) -> None:
        """End as at SIGTERM."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(30)
        assert not self._thread.is_alive()

    def stop(self) -> None:
        """End, and give up what the test has."""
        self.end()
        self.store.close()
        if self._failure is not None:
            raise self._failure

    def publish(self, title: str, slug: str = "diffusion") -> None:
        """An issue of today with one paper on this topic arrives."""
        topics = [(Topic(slug, Origin.TITLE),)]
        issue = Issue("alpha", f"{title}.md", self.now().date(), None, None, "en", (Entry(title),))
        self.store.issues.put(Source("alpha", "alpha", "/"), issue, topics, tagger="1", now=self.now())

    def _work(self, begun: threading.Event) -> None:
        try:
            asyncio.run(self._run(begun))
        except BaseException as error:  # noqa: BLE001 - told to the test when it stops the bot
            self._failure = error
        finally:
            begun.set()

    async def _run(self, begun: threading.Event) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        operator = OperatorSettings(
            database_url=self.url,
            access=self.access,
            operators=self.operators,
            telegram_token=self.api.token,
            telegram_base_url=self.api.url,
            telegram_webhook=self.webhook,
            http_port=urlsplit(self.webhook).port if self.webhook else self.port,
        )
        threads = app.Threads()
        with open_store(self.url) as store:
            platform = telegram.platform(store, operator, self.api.token, threads, now=self.now, rates=UNLIMITED)
            engine = app.build_engine(store, operator, [platform], threads, now=self.now)
            begun.set()
            await engine.run(self._end)
            threads.close()
