"""How long people wait for the answer to a command while 10,000 chats get their digests from a bot in Telegram.

`python -m bench.answers` takes two minutes, with `--quick` half of one. Status 1 when a required figure is missed. The
bot is `paperwire run`, a process of its own; the Bot API server is that of the tests, with the true limits.
"""

import argparse
import dataclasses
import datetime as dt
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from adapters.tags.tagger import Tagger
from adapters.tags.vocabulary import load
from bench.figures import at_least, at_most, judge
from bench.telegram import digest
from bot import ingest, wire
from bot.limits import TELEGRAM
from bot.message import Block, Span
from storage.engine import connect
from storage.model import ChatKind, DeliveryKey, DeliveryKind, Settings
from storage.planned import Owed, Rendering
from storage.schema import chat
from storage.store import open_store
from tests.telegram.server import STRICT, BotApi, Person

ROOT = Path(__file__).resolve().parents[1]
CHATS = 10_000
DISTINCT = 300  # renderings among them
SECONDS, QUICK_SECONDS = 60.0, 10.0
PAUSE = 0.11  # seconds between an answer and the next command; no multiple of the interval between two messages
PEOPLE = 60  # who ask in turn, so that none is kept waiting by the pace of their own chat
COMMANDS = (
    "/search diffusion",
    "/subscriptions",
    "/today",
    "/status",
    "/settings",
    "/paper 1",
    "/tags",
    "/subscribe 3D",
)
FEWEST = 10  # answers, so that there are quantiles
LEAST_USED = 90.0  # percent of the rate, answers included: else there was no fan-out to wait behind
MOST_WAIT = 300.0  # milliseconds that 99 of 100 answers take at most


@dataclass(frozen=True, slots=True)
class Measured:
    """How long answers took, in milliseconds, and how many messages a second there were meanwhile."""

    waits: Sequence[float]
    digests: int
    per_second: float

    @property
    def p99(self) -> float:
        """What 99 of 100 answers did not take longer than."""
        return statistics.quantiles(self.waits, n=100, method="inclusive")[-1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the status."""
    parser = argparse.ArgumentParser(prog="python -m bench.answers", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"ask for {QUICK_SECONDS:g} seconds")
    parser.add_argument("--seconds", type=float, help=f"for how long is asked (default: {SECONDS:g})")
    options = parser.parse_args(arguments)
    measured = measure(options.seconds or (QUICK_SECONDS if options.quick else SECONDS))
    median, longest = statistics.median(measured.waits), max(measured.waits)
    print(
        f"{len(measured.waits)} answers among {measured.digests} digests to {CHATS:,} chats: median {median:.0f} ms, "
        f"99 of 100 within {measured.p99:.0f} ms, longest {longest:.0f} ms; {measured.per_second:.1f} messages a second"
    )
    used = 100 * measured.per_second / TELEGRAM.per_second
    return judge(
        [
            at_most("what 99 of 100 answers take at most", measured.p99, MOST_WAIT, "ms"),
            at_least("the rate that is used", used, LEAST_USED, "%"),
        ]
    )


def measure(seconds: float) -> Measured:
    """Ask for so many seconds while a fan-out goes on."""
    with tempfile.TemporaryDirectory() as folder, BotApi(limits=STRICT) as api:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        people = [api.reader(f"Person {number}") for number in range(PEOPLE)]
        owe(url, [api.reader(f"Reader {number}").id for number in range(CHATS)])
        with running(api, url, folder):
            api.wait_for_messages(int(TELEGRAM.per_second))
            waits, began, before = [], time.monotonic(), api.delivered
            while time.monotonic() - began < seconds or len(waits) < FEWEST:
                number = len(waits)
                waits.append(1000 * ask(people[number % PEOPLE], COMMANDS[number % len(COMMANDS)]))
                time.sleep(PAUSE)
            sent, took = api.delivered - before, time.monotonic() - began
    return Measured(waits, sent - len(waits), sent / took)


def ask(person: Person, command: str) -> float:
    """Seconds from a command to the first message that answers it."""
    began = time.monotonic()
    person.private.says(command)
    return time.monotonic() - began


def owe(url: str, chat_ids: Sequence[int]) -> None:
    """A store with the samples, and a digest owed to each chat."""
    now = dt.datetime.now(dt.UTC)
    shared = {"platform": "telegram", "thread_id": "", "kind": ChatKind.PRIVATE, "cursor": 0, "asked": ""}
    shared |= {"created_at": now, **dataclasses.asdict(Settings())}
    payloads = [wire.to_json(_numbered(number)) for number in range(DISTINCT)]
    renderings = [Rendering(wire.content_hash(payload), payload) for payload in payloads]
    with open_store(url) as store:
        for _ in ingest.ingest(ingest.find([ROOT / "samples"]), store, Tagger(load()), now=now):
            pass
        engines = connect(url)
        with engines.writing() as connection:
            connection.execute(sa.insert(chat), [{"chat_id": str(one), **shared} for one in chat_ids])
            rows = list(connection.scalars(sa.select(chat.c.id)))
        engines.close()
        keys = [DeliveryKey(row, DeliveryKind.BROADCAST, "bench") for row in rows]
        owed = [Owed(key, renderings[number % DISTINCT].hash, now) for number, key in enumerate(keys)]
        store.plans.commit([], renderings, owed, [], now)


def _numbered(number: int) -> object:
    """A digest that is unlike the others."""
    base = digest()
    return dataclasses.replace(base, blocks=(*base.blocks, Block(((Span(f"Digest {number}"),),))))


@contextmanager
def running(api: BotApi, url: str, folder: str) -> Iterator[None]:
    """`paperwire run`, which must end with status 0."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAPERWIRE_")}
    settings = {"DATABASE_URL": url, "TELEGRAM_TOKEN": api.token, "TELEGRAM_BASE_URL": api.url}
    settings |= {"LOG_LEVEL": "WARNING", "ACCESS": "open"}
    environment |= {f"PAPERWIRE_{name}": value for name, value in settings.items()} | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", "run"]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - ours
        try:
            yield
        finally:
            process.terminate()
            status = process.wait(30)
    if status:
        message = f"`paperwire run` ended with status {status}"
        raise RuntimeError(message)


if __name__ == "__main__":
    sys.exit(main())
