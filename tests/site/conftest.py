"""The HTTP side over a store with the samples, on loopback in a thread of its own, on the newest sample's day."""

import asyncio
import datetime as dt
import json
import shutil
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from adapters.model import Entry, Issue, Origin, Topic
from bot import app
from bot.desk import Desk
from bot.site import Site, build
from bot.supervise import Upkeep
from storage.model import Source
from storage.store import Store, open_store
from tests.conftest import NOON
from tests.site.browser import Browser, find_chromium
from tests.telegram.server import BotApi


@dataclass(frozen=True)
class Answer:
    """What the server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(url: str, body: bytes | None = None, **headers: str) -> Answer:
    """Get an address, or post a body to it; underscores in the names of headers are dashes."""
    written = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, written), timeout=30) as answer:  # noqa: S310 - ours
            return Answer(answer.status, dict(answer.headers), answer.read())
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, dict(error.headers), error.read())


@dataclass
class Served:
    """A site that is served from `start` to `stop`; `now` may be set."""

    store: Store
    now: dt.datetime = NOON
    page: bool = True
    upkeep: Upkeep = field(default_factory=Upkeep)
    desk: Desk = field(init=False)
    site: Site = field(init=False)
    _threads: app.Threads = field(default_factory=app.Threads)
    _thread: threading.Thread = field(init=False)
    _loop: asyncio.AbstractEventLoop = field(init=False)
    _end: asyncio.Event = field(init=False)

    def start(self) -> None:
        adapters = app.adapters_by_name()
        self.desk = Desk(self.store, app.build_vocabulary(), adapters, self._threads.serving, lambda: self.now)
        self.site = build(self.desk, self.upkeep, "127.0.0.1", 0, page=self.page)
        begun = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(begun)), name="site")
        self._thread.start()
        assert begun.wait(30)

    async def _run(self, begun: threading.Event) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        await self.site.serving.open()
        begun.set()
        await self._end.wait()
        await self.site.serving.close()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(30)
        assert not self._thread.is_alive()
        self._threads.close()

    @property
    def address(self) -> str:
        return self.site.serving.address

    def get(self, path: str, **headers: str) -> Answer:
        return ask(self.address + path, **headers)

    def post(self, path: str, body: bytes) -> Answer:
        return ask(self.address + path, body)


@pytest.fixture
def filled(samples: Path, tmp_path: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{shutil.copyfile(samples, tmp_path / 'site.db')}") as store:
        yield store


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    """Serves a store until the test ends."""
    with ExitStack() as stack:

        def start(store: Store, **how: Any) -> Served:
            served = Served(store, **how)
            served.start()
            stack.callback(served.stop)
            return served

        yield start


@pytest.fixture
def served(filled: Store, serve: Callable[..., Served]) -> Served:
    return serve(filled)


HOSTILE = Entry(
    title='<script>document.title = "gone"</script>' + "Unbroken" * 60,
    tags=('"><b>',),
    authors=("<i>Anna</i>",),
    links={"abs": "javascript:alert(1)", "code": "https://code.example/?a=1&b=<2>", "project": "HTTPS://ok.example/"},
    summaries={"en": "We propose ]]> <img src=x onerror=alert(1)> &amp; \x0b{{ 7 * 7 }} as a summary." + "long" * 300},
)


@pytest.fixture
def hostile(filled: Store) -> Store:
    """The store, with a paper on diffusion whose publisher means no good."""
    issue = Issue("evil", "evil.md", NOON.date(), None, "javascript:alert(2)", "en", (HOSTILE,))
    topics = [(Topic("diffusion", Origin.TITLE),)]
    filled.issues.put(Source("e&<v>il", "evil", "/"), issue, topics, tagger="1", now=NOON)
    return filled


@pytest.fixture
def api() -> Iterator[BotApi]:
    """A Telegram of our own."""
    with BotApi() as server:
        yield server


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        pytest.skip("Chromium is not installed, so nobody looked at the pages in a browser; `make proof` needs it.")
    started = Browser(program, tmp_path_factory.mktemp("chromium"))
    started.start()
    yield started
    started.stop()
