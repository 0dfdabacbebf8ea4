"""What `paperwire run` does with a Discord bot that only sends: a process to be killed.

It looks after what others left more often than every 15 seconds, so that a test need not wait for that.
"""

import argparse
import asyncio
import os
import signal
from collections.abc import Sequence
from dataclasses import replace

from bot.app import Platform, Threads, build_engine
from bot.delivery import SendSettings
from bot.limits import DISCORD, UNLIMITED
from bot.running import Engine
from bot.settings import load
from bot.transports.discord.receiver import connect
from bot.transports.discord.sending import DiscordTransport
from storage.lockfile import hold_database
from storage.model import DeliveryState
from storage.store import open_store

OPEN = (DeliveryState.QUEUED, DeliveryState.LEASED, DeliveryState.STARTED)
LOOK_SECONDS = 0.25


def start(url: str, folder: str, arguments: Sequence[str]) -> None:
    """`main` on a database, in a process that was made for it."""
    os.chdir(folder)
    os.environ["PAPERWIRE_DATABASE_URL"] = url
    main(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run until nothing is owed any more, or SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--api", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--rate", type=float, default=0.0, help="messages a second; without it there is no limit")
    parser.add_argument("--lease", type=float, default=1.0, help="times the usual")
    options = parser.parse_args(arguments)
    operator = load()
    with hold_database(operator.database_url), open_store(operator.database_url) as store:
        threads = Threads()
        rest = connect(options.token, options.api, None)
        rates = replace(DISCORD, per_second=options.rate) if options.rate else UNLIMITED
        engine = build_engine(store, operator, [Platform(DiscordTransport(rest), rates)], threads)
        for sender in engine.senders:
            sender.settings = SendSettings(lease=sender.settings.lease * options.lease)
        try:
            asyncio.run(_run(engine, rest.close))
        finally:
            threads.close()


async def _run(engine: Engine, close: object) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    looking = asyncio.create_task(_look_after(engine, stop))
    await engine.run(stop)
    await looking
    await close()  # type: ignore[operator]


async def _look_after(engine: Engine, stop: asyncio.Event) -> None:
    """Take over what the dead left, and end when nothing is owed."""
    loop = asyncio.get_running_loop()
    while not stop.is_set():
        await loop.run_in_executor(engine.threads, engine.recover)
        counts = await loop.run_in_executor(engine.threads, engine.store.deliveries.counts)
        if not any(counts.get(state, 0) for state in OPEN):
            stop.set()
        await asyncio.sleep(LOOK_SECONDS)
