"""The composition root: the one place that names concrete classes and puts them together."""

import datetime as dt
import os
import secrets
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field

from adapters import registry
from adapters.adapter import Adapter
from adapters.tags import vocabulary as vocabulary_data
from adapters.tags.tagger import Tagger
from adapters.tags.vocabulary import Vocabulary
from bot import render, wire
from bot.commands import ACTIONS, COMMANDS, PLAIN
from bot.commands.answer import Answering
from bot.commands.turn import Services
from bot.delivery import Sender
from bot.limits import Limiter, OwnPace, Pace, Rates, SharedPace
from bot.retry import RetryPolicy
from bot.running import Engine
from bot.settings import OperatorSettings
from bot.sources import read_folders, watches
from bot.transports.base import Transport
from storage.store import Store


def utc_now() -> dt.datetime:
    """The moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def build_vocabulary() -> Vocabulary:
    """The concepts that ship with Paperwire."""
    return vocabulary_data.load()


def build_tagger() -> Tagger:
    """The matcher over the vocabulary that ships with Paperwire."""
    return Tagger(build_vocabulary())


def adapters_by_name() -> dict[str, Adapter]:
    """What the publishers declare."""
    return {adapter.name: adapter for adapter in registry.ADAPTERS}


def build_answering(store: Store, vocabulary: Vocabulary, *, now: Callable[[], dt.datetime] = utc_now) -> Answering:
    """All commands over one store."""
    services = Services(store, vocabulary, adapters_by_name(), now)
    return Answering(services, COMMANDS, ACTIONS, PLAIN)


@dataclass(frozen=True, slots=True)
class Threads:
    """Where the store is used from the event loop: marks of what is sent never wait behind reading and planning."""

    sending: Executor = field(default_factory=lambda: ThreadPoolExecutor(1, "sending"))
    working: Executor = field(default_factory=lambda: ThreadPoolExecutor(1, "working"))
    answering: Executor = field(default_factory=lambda: ThreadPoolExecutor(4, "answering"))

    def close(self) -> None:
        """Wait for what is under way, and end."""
        self.answering.shutdown()
        self.working.shutdown()
        self.sending.shutdown()


def build_engine(
    store: Store,
    operator: OperatorSettings,
    transports: Sequence[tuple[Transport, Rates]],
    threads: Threads,
    *,
    now: Callable[[], dt.datetime] = utc_now,
) -> Engine:
    """What `paperwire run` does over a store: the operator's folders, and a sender for each transport."""
    vocabulary = build_vocabulary()
    tagger = Tagger(vocabulary)
    adapters = adapters_by_name()
    policy = RetryPolicy(ambiguous=operator.ambiguous)
    known = [status.address for status in store.watches.listing()]
    process = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
    senders = [
        Sender(
            owner=f"{process}-{transport.platform}",
            ledger=store.deliveries,
            transport=transport,
            limiter=Limiter(rates, _pace(store, transport.platform, threads)),
            read=wire.from_json,
            threads=threads.sending,
            now=now,
            policy=policy,
        )
        for transport, rates in transports
    ]
    return Engine(
        store=store,
        tagger=tagger,
        watches=watches(read_folders(operator.sources, known)),
        senders=senders,
        threads=threads.working,
        view=lambda catalog, settings: render.View(catalog, settings, vocabulary, adapters),
        now=now,
    )


def _pace(store: Store, platform: str, threads: Threads) -> Pace:
    """A bot's pace: shared where several processes may send for it."""
    if store.url.startswith("postgresql"):
        return SharedPace(store.pace, platform, threads.sending, utc_now)
    return OwnPace()
