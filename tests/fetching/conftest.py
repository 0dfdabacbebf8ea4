"""A store, a clock that is set by hand, servers on loopback, and the rounds that visit them."""

import asyncio
import datetime as dt
import itertools
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import pytest

from bot.fetching.bodies import Bounds
from bot.fetching.guard import Guard
from bot.fetching.http import Fetcher
from bot.fetching.lookups import LookUps
from bot.fetching.places import Web
from bot.fetching.rounds import Rounds
from bot.fetching.spacing import Spacing
from bot.fetching.visiting import InThread, Shelf, Visitor
from storage.model import Paper
from storage.store import Store
from storage.watched import Visited
from tests.fetching.servers.serving import Server
from tests.words import TAGGER

START = dt.datetime(2026, 11, 18, 6, tzinfo=dt.UTC)
QUICK = Bounds(connect=2, idle=2, total=5)
_NUMBERS = itertools.count(1)
S = TypeVar("S", bound=Server)


def issue_text(date: dt.date, *titles: str) -> str:
    """An issue as l_yohai writes them."""
    lines = [f"## Daily Papers ({date})\n"]
    for title in titles:
        number = next(_NUMBERS)
        lines.append(f"### [{title}](https://arxiv.org/abs/2611.{number:05})\n")
        lines.append(f"Vote: {number}\n\nAuthors: Ann Lee, Bo Kim\n\n- 새로운 확산 모델을 제안합니다.\n")
    return "\n".join(lines)


@dataclass
class Desk:
    """A store and what visits it. Time passes only when told; the dice always show 0."""

    store: Store
    runner: asyncio.Runner
    thread: ThreadPoolExecutor
    now: dt.datetime = START
    web: dict[str, str | None] = field(default_factory=dict)
    servers: list[Server] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    bounds: Bounds = QUICK
    spaced: tuple[str, ...] = ()
    private: list[str] = field(default_factory=list)
    look_ups: LookUps | None = None

    def serve(self, server: S, tls: ssl.SSLContext | None = None) -> S:
        self.servers.append(server)
        self.runner.run(server.start(tls))
        return server

    def add(self, *addresses: str) -> None:
        for address in addresses:
            self.store.watches.add(address)

    def round(self, **later: float) -> None:
        """Let so much time pass, and visit what is due."""
        self.now += dt.timedelta(**later)
        self.runner.run(self._round())

    async def _round(self) -> None:
        rounds = self.rounds()
        async with rounds.fetcher:
            await rounds.round(_yes)

    def rounds(self) -> Rounds:
        fetcher = Fetcher(
            guard=Guard([*self.private, *(server.host for server in self.servers)]),
            now=lambda: self.now,
            bounds=self.bounds,
            turns=self._turn,
        )
        web = Web(fetcher.fetch, **self.web)
        shelf, in_thread = Shelf(self.store, TAGGER, lambda: self.now), InThread(self.thread)
        self.look_ups = self.look_ups or LookUps(shelf, web, in_thread)
        self.look_ups.web = web
        return Rounds(fetcher, Visitor(shelf, web, in_thread, lambda: 0.0), self.look_ups, lambda: self.now)

    def _turn(self, url: str) -> Spacing | None:
        return self._spacing() if url.startswith(self.spaced) and self.spaced else None

    def _spacing(self) -> Spacing:
        if not hasattr(self, "_spaced"):
            self._spaced = Spacing(3.0, clock=lambda: sum(self.slept), sleep=self._sleep)
        return self._spaced

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def visited(self, address: str) -> Visited:
        return self.store.visits.status(address)

    def next_in(self, address: str) -> dt.timedelta:
        """From now to the next visit."""
        return self.visited(address).next_at - self.now

    def titles(self) -> set[str]:
        return {paper.title for paper in self.papers()}

    def papers(self) -> list[Paper]:
        return list(self.store.papers.export())

    def news(self) -> set[str]:
        """The titles that may be pushed."""
        return {paper.title for paper in self.papers() if any(entry.news for entry in paper.entries)}

    def failing(self, address: str) -> str | None:
        failure = self.store.watches.status(address).failing
        return failure.reason if failure else None

    def unread(self, address: str) -> dict[str, str]:
        return {one.key: one.reason for one in self.store.watches.unread(address)}


async def _yes() -> bool:
    return True


@pytest.fixture
def desk(store: Store) -> Iterator[Desk]:
    with asyncio.Runner() as runner, ThreadPoolExecutor(1) as thread:
        made = Desk(store, runner, thread)
        yield made
        for server in made.servers:
            runner.run(server.stop())


@pytest.fixture
def later() -> Callable[..., dt.timedelta]:
    return dt.timedelta
