"""The whole bot over a loopback Discord, in a thread of the test's process, under a clock set by hand."""

import asyncio
import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from adapters.model import Entry, Issue, Origin, Topic
from bot import app
from bot.limits import UNLIMITED, Rates
from bot.platforms import discord
from bot.policy import AccessPolicy
from bot.retry import AmbiguousPolicy
from bot.settings import OperatorSettings
from storage.model import Source
from storage.store import Store, open_store
from tests.discord.server import DiscordApi

LOOK_SECONDS = 0.02


@dataclass
class Clock:
    """A moment that stands still until it is set."""

    moment: dt.datetime

    def __call__(self) -> dt.datetime:
        return self.moment


@dataclass
class RunningBot:
    """`paperwire run` on a database, from `start` to `stop`. `store` is the test's own way into the same database.

    `others` make the platforms that it is on besides Discord.
    """

    api: DiscordApi
    url: str
    now: Clock
    rates: Rates = UNLIMITED
    ambiguous: AmbiguousPolicy = AmbiguousPolicy.KEEP
    access: AccessPolicy = AccessPolicy.OPEN
    operators: str = ""
    others: tuple[Callable[[Store, app.Threads], app.Platform], ...] = ()
    store: Store = field(init=False)
    threads: app.Threads = field(init=False)
    _thread: threading.Thread = field(init=False)
    _loop: asyncio.AbstractEventLoop = field(init=False)
    _end: asyncio.Event = field(init=False)
    _failure: BaseException | None = field(default=None, init=False)
    _stopped: bool = field(default=False, init=False)

    def start(self) -> None:
        """Run, and come back when it receives."""
        self.store = open_store(self.url)
        begun = threading.Event()
        self._thread = threading.Thread(target=self._work, args=(begun,), name="bot")
        self._thread.start()
        assert begun.wait(30)
        self.api.wait_for_bot(seconds=20)

    def stop(self) -> None:
        """End as SIGTERM would; once is enough."""
        if self._stopped:
            return
        self._stopped = True
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(30)
        assert not self._thread.is_alive()
        self.store.close()
        if self._failure is not None:
            raise self._failure

    def wait_until(self, condition: Callable[[], Any], what: str, seconds: float = 20.0) -> None:
        """Wait for something in the store, of which nobody is told."""
        ended = threading.Event()
        for _ in range(int(seconds / LOOK_SECONDS)):
            if condition():
                return
            ended.wait(LOOK_SECONDS)
        raise AssertionError(what)

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
            ambiguous=self.ambiguous,
            discord_token=self.api.token,
            discord_api_url=self.api.url,
            discord_gateway_url=self.api.gateway_url,
        )
        threads = self.threads = app.Threads()
        with open_store(self.url) as store:
            platform = discord.platform(store, operator, self.api.token, threads, now=self.now, rates=self.rates)
            others = [make(store, threads) for make in self.others]
            engine = app.build_engine(store, operator, [platform, *others], threads, now=self.now)
            begun.set()
            await engine.run(self._end)
            threads.close()
