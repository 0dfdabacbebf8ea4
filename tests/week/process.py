"""A process of `run` whose clock the test sets: it lives through the moments it is told, until it is killed."""

import asyncio
import datetime as dt
import json
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from bot.app import Platform, Threads, build_engine
from bot.limits import UNLIMITED
from bot.message import Message
from bot.running import Engine
from bot.settings import OperatorSettings
from bot.transports.console import to_text
from storage.lockfile import hold_database
from storage.model import Place
from storage.store import open_store
from tests.driven import run_driven

LOOK_SECONDS = 2.0  # for what is due to be claimed
BOTS = {"plain": False, "keyed": True}  # whether it knows a message that comes again


@dataclass(frozen=True)
class Order:
    """The next moment. `dies` is where it ends as by a power cut, in the first thing that it does there.

    "reading": a file is read; "sending": a delivery is started; "sent": its message has arrived.
    """

    at: dt.datetime
    dies: str = ""


@dataclass
class Life:
    """The clock, and how the process is to end."""

    order: Order = field(default_factory=lambda: Order(dt.datetime.now(dt.UTC)))

    def now(self) -> dt.datetime:
        return self.order.at

    def reach(self, point: str) -> None:
        """Die here, if that was the order."""
        if self.order.dies == point:
            os.kill(os.getpid(), signal.SIGKILL)


@dataclass
class Recorder:
    """A platform that writes down what arrives in its chats, and what of that came again."""

    platform: str
    idempotent: bool
    life: Life
    journal: Path
    _nonces: set[str] = field(default_factory=set, init=False)

    def __post_init__(self) -> None:
        if self.journal.exists():
            self._nonces = {json.loads(line)["nonce"] for line in self.journal.read_text("utf-8").splitlines()}

    async def send(self, place: Place, message: Message, *, nonce: str, silent: bool) -> str:
        """Write it down, unless the platform knows messages that come again."""
        self.life.reach("sending")
        if not (self.idempotent and nonce in self._nonces):
            self._nonces.add(nonce)
            self._write(place, message, nonce, silent=silent)
        self.life.reach("sent")
        return nonce

    def _write(self, place: Place, message: Message, nonce: str, *, silent: bool) -> None:
        text = to_text(message, width=10_000, color=False)
        line = {"chat": place.chat_id, "at": self.life.now().isoformat(), "silent": silent, "text": text}
        with self.journal.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line | {"nonce": nonce}) + "\n")


def live(pipe: Connection, url: str, sources: str, journal: Path) -> None:
    """Carry out orders, answering each, until there are no more."""
    os.chdir(journal.parent)
    life = Life()
    bots = [Recorder(name, idempotent, life, journal) for name, idempotent in BOTS.items()]
    with hold_database(url), open_store(url) as store, _threads() as threads:
        operator = OperatorSettings(database_url=url, sources=sources)
        platforms = [Platform(bot, UNLIMITED) for bot in bots]
        run_driven(_live(build_engine(store, operator, platforms, threads, now=life.now), life, pipe))


@contextmanager
def _threads() -> Iterator[Threads]:
    threads = Threads()
    try:
        yield threads
    finally:
        threads.close()


async def _live(engine: Engine, life: Life, pipe: Connection) -> None:
    tasks = [asyncio.create_task(sender.run()) for sender in engine.senders]
    while (order := pipe.recv()) is not None:
        life.order = order
        _tick(engine, life)
        await asyncio.sleep(LOOK_SECONDS)
        while engine.store.deliveries.owed(life.now()):  # noqa: ASYNC110 - nobody tells when all is sent
            await asyncio.sleep(LOOK_SECONDS)
        pipe.send("done")
    await _end(engine, tasks)


def _tick(engine: Engine, life: Life) -> None:
    """What the ticks of `run` do."""
    for _ in engine.reading():
        life.reach("reading")
    engine.plan()
    engine.recover()
    engine.prune()


async def _end(engine: Engine, tasks: Sequence[asyncio.Task[None]]) -> None:
    await asyncio.gather(*(sender.stop() for sender in engine.senders), *tasks)
    engine.leave()
