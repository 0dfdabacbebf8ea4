"""What the proofs share: ledgers with thousands of chats, and processes that are killed while they send."""

import dataclasses
import datetime as dt
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot import wire
from bot.message import Block, Message, Span
from storage.engine import connect
from storage.model import ChatKind, DeliveryKey, DeliveryKind, DeliveryState, Settings
from storage.planned import Owed, Rendering
from storage.schema import chat
from storage.store import Store, open_store
from tests.proof import worker
from tests.proof.loopback import Loopback

ROOT = Path(__file__).resolve().parents[2]
PAYLOAD = wire.to_json(Message((Block(((Span("What is new today."),),)),)))
RENDERING = Rendering(wire.content_hash(PAYLOAD), PAYLOAD)
LONG_AGO = dt.timedelta(hours=1)


@dataclass
class Ledger:
    """The database of a proof: chats that are owed a digest, and what became of it."""

    url: str
    store: Store

    def owe(self, names: Sequence[str], *, times: int = 1, since: dt.timedelta = LONG_AGO, platform: str = "") -> None:
        """Make chats, each of the bot that is the first word of its name, and owe them digests since so long."""
        now = dt.datetime.now(dt.UTC)
        keys = [
            DeliveryKey(chat_id, DeliveryKind.BROADCAST, f"digest {number}")
            for number in range(times)
            for chat_id in self._make(names, platform, now)
        ]
        self.store.plans.commit([], [RENDERING], [Owed(key, RENDERING.hash, now - since) for key in keys], [], now)

    def _make(self, names: Sequence[str], platform: str, now: dt.datetime) -> list[int]:
        shared = {"thread_id": "", "kind": ChatKind.PRIVATE, "cursor": 0, "asked": "", "created_at": now}
        shared |= dataclasses.asdict(Settings())
        rows = [{"platform": platform or name.split()[0], "chat_id": name, **shared} for name in names]
        engines = connect(self.url)
        try:
            with engines.writing() as connection:
                known = set(connection.scalars(sa.select(chat.c.chat_id)))
                if missing := [row for row in rows if row["chat_id"] not in known]:
                    connection.execute(sa.insert(chat), missing)
                ids = dict(connection.execute(sa.select(chat.c.chat_id, chat.c.id)).all())
        finally:
            engines.close()
        return [ids[name] for name in names]

    def names(self, state: DeliveryState) -> set[str]:
        """The chats with a delivery in this state, as `paperwire deliveries list` shows them."""
        return {one.place.chat_id for one in self.store.deliveries.listing(state, limit=1_000_000)}

    def count(self, *states: DeliveryState) -> int:
        """How many deliveries are in one of these states."""
        counts = self.store.deliveries.counts()
        return sum(counts.get(state, 0) for state in states)


@dataclass
class Worker:
    """A running process, forked from one that has imported everything: most of a start's time is that."""

    process: ForkServerProcess

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.join()

    def terminate(self) -> float:
        """Ask it to end; the seconds until it did. Its status must be 0."""
        began = time.monotonic()
        self.process.terminate()
        self.finish(seconds=30)
        return time.monotonic() - began

    def finish(self, *, seconds: float = 60) -> None:
        """Wait until it ends by itself, with status 0."""
        self.process.join(seconds)
        assert self.process.exitcode == 0


@pytest.fixture
def loopback() -> Iterator[Loopback]:
    with Loopback() as platform:
        yield platform


@pytest.fixture
def new_ledger(new_database: Callable[..., str]) -> Iterator[Callable[[], Ledger]]:
    with ExitStack() as stack:

        def create() -> Ledger:
            url = new_database()
            return Ledger(url, stack.enter_context(open_store(url)))

        yield create


@pytest.fixture
def ledger(new_ledger: Callable[[], Ledger]) -> Ledger:
    return new_ledger()


@pytest.fixture(scope="session")
def forks() -> ForkServerContext:
    """Forks workers from a process that has imported them."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.proof.worker"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        for name in os.environ:
            if name.startswith("PAPERWIRE_"):
                patch.delenv(name)
        forkserver.ensure_running()
    return context


@pytest.fixture
def launch_on(forks: ForkServerContext, loopback: Loopback, tmp_path: Path) -> Iterator[Callable[..., Worker]]:
    """Starts a worker on a database, with an empty folder as its own; killed after the test at the latest.

    Further settings have names without their prefix.
    """
    workers = []

    def launch(url: str, *options: object, **settings: str) -> Worker:
        arguments = ["--port", str(loopback.port), *map(str, options)]
        process = forks.Process(target=worker.start, args=({"DATABASE_URL": url, **settings}, str(tmp_path), arguments))
        process.start()
        workers.append(Worker(process))
        return workers[-1]

    yield launch
    for started in workers:
        started.kill()


@pytest.fixture
def launch(launch_on: Callable[..., Worker], ledger: Ledger) -> Callable[..., Worker]:
    """Starts a worker on the test's ledger."""
    return partial(launch_on, ledger.url)


@pytest.fixture
def run_command(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts `python -m …` on a database, with an empty folder as its own; killed after the test at the latest."""
    processes = []

    def start(url: str, *command: object) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PAPERWIRE_")}
        environment |= {"PAPERWIRE_DATABASE_URL": url, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        line = [sys.executable, "-m", *map(str, command)]
        process = subprocess.Popen(line, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()
