"""What `paperwire run` does, with bots of the loopback platform or one of Telegram: a process to be killed.

It looks after what others left more often than every 15 seconds, so that a test need not wait for that.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.app import Platform, Threads, build_engine
from bot.delivery import Sender, SendSettings
from bot.limits import Priority, Rates
from bot.message import Block, Message, Span
from bot.running import Engine
from bot.settings import OperatorSettings, load
from storage.lockfile import hold_database
from storage.model import ChatKind, DeliveryState, Place
from storage.store import Store, open_store
from tests.proof.http_transport import HttpTransport

OPEN = (DeliveryState.QUEUED, DeliveryState.LEASED, DeliveryState.STARTED)
LOOK_SECONDS = 0.25


def start(settings: Mapping[str, str], folder: str, arguments: Sequence[str]) -> None:
    """`main` under these settings, in a process that was forked for it."""
    os.chdir(folder)
    os.environ |= {f"PAPERWIRE_{name}": value for name, value in settings.items()}
    main(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run until SIGTERM, or with `--until-done` until nothing is owed any more."""
    options = _options(arguments)
    operator = load()
    with hold_database(operator.database_url), open_store(operator.database_url) as store:
        threads = Threads()
        engine = _build(store, operator, threads, options)
        for sender in engine.senders:
            sender.settings = SendSettings(lease=sender.settings.lease * options.lease, answer_seconds=options.patience)
        try:
            asyncio.run(_run(engine, options))
        finally:
            threads.close()


def _build(store: Store, operator: OperatorSettings, threads: Threads, options: argparse.Namespace) -> Engine:
    rates = Rates(options.rate, options.gap, options.group_minute, options.within_second)
    if operator.telegram_token is not None:
        from bot.platforms import telegram  # noqa: PLC0415 - loads the library

        token = operator.telegram_token.get_secret_value()
        platforms = [telegram.platform(store, operator, token, threads, rates=rates)]
    else:
        every = [HttpTransport(bot, options.port, idempotent=bot == "keyed") for bot in options.bots]
        platforms = [Platform(transport, rates) for transport in every]
    return build_engine(store, operator, platforms, threads)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--bots", nargs="+", default=["plain", "keyed"])
    parser.add_argument("--rate", type=float, default=float("inf"), help="messages a second")
    parser.add_argument("--gap", type=float, default=0.0, help="seconds between two messages to a chat")
    parser.add_argument("--group-minute", type=int, help="messages a minute to a group")
    parser.add_argument("--within-second", type=float, default=float("inf"), help="messages within any second")
    parser.add_argument("--lease", type=float, default=1.0, help="times the usual")
    parser.add_argument("--patience", type=float, default=30.0, help="seconds for an answer")
    parser.add_argument("--until-done", action="store_true")
    parser.add_argument("--commands", type=int, default=0, help="so many answers meanwhile")
    parser.add_argument("--waits", type=Path, help="a file for the seconds that each answer took")
    return parser.parse_args(arguments)


async def _run(engine: Engine, options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    tasks = [asyncio.create_task(_look_after(engine, stop))] if options.until_done else []
    if options.commands:
        tasks.append(asyncio.create_task(_answer(engine.senders[0], options, stop)))
    await engine.run(stop)
    await asyncio.gather(*tasks)


async def _look_after(engine: Engine, stop: asyncio.Event) -> None:
    while not stop.is_set():
        await asyncio.to_thread(engine.recover)
        counts = await asyncio.to_thread(engine.store.deliveries.counts)
        if not any(counts.get(state) for state in OPEN):
            stop.set()
        await asyncio.sleep(LOOK_SECONDS)


async def _answer(sender: Sender, options: argparse.Namespace, stop: asyncio.Event) -> None:
    """Answer people at random moments, as a chat's command does, then stop."""
    message, seconds = Message((Block(((Span("An answer."),),)),)), []
    for number in range(options.commands):
        await asyncio.sleep(random.uniform(0.05, 0.25))  # noqa: S311 - people, not secrets
        place, asked = Place(sender.transport.platform, f"person {number}"), time.monotonic()
        await sender.limiter.slot(place, ChatKind.PRIVATE, Priority.INTERACTIVE)
        await sender.transport.send(place, message, nonce=f"answer {number}", silent=False)
        seconds.append(time.monotonic() - asked)
    options.waits.write_text(json.dumps(seconds))
    stop.set()


if __name__ == "__main__":
    main()
