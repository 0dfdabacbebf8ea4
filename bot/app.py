"""The composition root: the one place that names concrete classes and puts them together."""

import datetime as dt
import functools
import os
import secrets
import socket
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from adapters import registry
from adapters.adapter import Adapter
from adapters.tags import vocabulary as vocabulary_data
from adapters.tags.tagger import Tagger
from adapters.tags.vocabulary import Vocabulary
from bot import render, wire
from bot.access import Access, read_operators
from bot.alerts import Lookout
from bot.commands import ACTIONS, COMMANDS, PLAIN
from bot.commands.answer import Answering
from bot.commands.turn import FoundSource, Services
from bot.configured import find_sources
from bot.delivery import Sender
from bot.desk import Desk
from bot.farewell import Farewell
from bot.limits import Limiter, OwnPace, Pace, Rates, SharedPace
from bot.message import Room
from bot.receiving import Receiver
from bot.retry import RetryPolicy
from bot.running import Engine
from bot.settings import OperatorSettings
from bot.signals import Tell, unheard
from bot.sources import watches
from bot.supervise import Upkeep
from bot.telling import Telling
from bot.transports.base import Transport
from storage.model import Place
from storage.store import Store

if TYPE_CHECKING:
    from bot.site import Serving, Site


def utc_now() -> dt.datetime:
    """The moment, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


@functools.cache
def build_vocabulary() -> Vocabulary:
    """The concepts that ship with Paperwire."""
    return vocabulary_data.load()


@functools.cache
def build_tagger() -> Tagger:
    """The matcher over the vocabulary that ships with Paperwire."""
    return Tagger(build_vocabulary())


def adapters_by_name() -> dict[str, Adapter]:
    """What the publishers declare."""
    return {adapter.name: adapter for adapter in (*registry.ADAPTERS, *registry.SERVED)}


@dataclass(frozen=True, slots=True)
class Means:
    """What a receiver is given: the limiter of what is sent, who hears signals, and the door, if there is one.

    `private` are the ways to people's private chats, by platform.
    """

    limiter: Limiter
    tell: Tell = unheard
    door: "Serving | None" = None
    private: Mapping[str, Callable[[str], Place]] = field(default_factory=dict)


def build_services(
    store: Store,
    operator: OperatorSettings,
    now: Callable[[], dt.datetime],
    *,
    tell: Tell = unheard,
    private: Mapping[str, Callable[[str], Place]] = MappingProxyType({}),
) -> Services:
    """What the commands of a bot work on."""

    def find_source(written: str) -> FoundSource:
        from bot import fetched  # noqa: PLC0415 - imports this module

        return fetched.find_source(store, operator, written)

    access = build_access(store, operator)
    vocabulary, adapters = build_vocabulary(), adapters_by_name()
    return Services(store, vocabulary, adapters, now, access, tell, find_source, private)


def build_access(store: Store, operator: OperatorSettings) -> Access:
    """Whom a bot serves."""
    return Access(store, operator.access, read_operators(operator.operators))


def build_answering(
    store: Store,
    vocabulary: Vocabulary,
    *,
    now: Callable[[], dt.datetime] = utc_now,
    access: Access | None = None,
    tell: Tell = unheard,
) -> Answering:
    """All commands over one store; for everybody, if nothing else is said."""
    services = Services(store, vocabulary, adapters_by_name(), now, access or Access(store), tell)
    return answering_for(services)


def answering_for(services: Services) -> Answering:
    """All commands over these services."""
    return Answering(services, COMMANDS, ACTIONS, PLAIN)


@dataclass(frozen=True, slots=True)
class Threads:
    """Where the store is used from the event loop: marks of what is sent never wait behind reading and planning."""

    sending: Executor = field(default_factory=lambda: ThreadPoolExecutor(1, "sending"))
    working: Executor = field(default_factory=lambda: ThreadPoolExecutor(1, "working"))
    answering: Executor = field(default_factory=lambda: ThreadPoolExecutor(4, "answering"))
    serving: Executor = field(default_factory=lambda: ThreadPoolExecutor(4, "serving"))

    def close(self) -> None:
        """Wait for what is under way, and end."""
        self.serving.shutdown()
        self.answering.shutdown()
        self.working.shutdown()
        self.sending.shutdown()


@dataclass(frozen=True, slots=True)
class Platform:
    """One side of `paperwire run`: how it sends and how fast.

    `room` is what one message holds, where that is bounded. `receive` makes what hears people there; a platform that
    only sends has none. `private` is where a person is written to whose private chat
    nobody knows, `link` the address of a place: without the first nobody is told of chats that are lost.
    """

    transport: Transport
    rates: Rates
    room: Room | None = None
    receive: Callable[[Means], Receiver] | None = None
    private: Callable[[str], Place] | None = None
    link: Callable[[Place], str | None] = field(default=lambda _: None)


def build_engine(
    store: Store,
    operator: OperatorSettings,
    platforms: Sequence[Platform],
    threads: Threads,
    *,
    now: Callable[[], dt.datetime] = utc_now,
) -> Engine:
    """What `paperwire run` does over a store: the operator's sources, and a sender and a receiver for each platform."""
    adapters = adapters_by_name()
    folders, seeds = find_sources(store, operator.sources)
    upkeep = Upkeep()
    desk = Desk(store, build_vocabulary(), adapters, threads.serving, now)
    site = _site(desk, operator, upkeep, platforms)
    tell = site.tell if site else unheard
    private = {one.transport.platform: one.private for one in platforms if one.private is not None}
    senders = [_sender(platform, store, operator, threads, now, tell) for platform in platforms]
    return Engine(
        store=store,
        tagger=build_tagger,
        watches=watches(folders),
        senders=senders,
        threads=threads.working,
        view=lambda catalog, settings: render.View(catalog, settings, build_vocabulary(), adapters),
        now=now,
        receivers=[
            platform.receive(Means(sender.limiter, tell, site.serving if site else None, private))
            for platform, sender in zip(platforms, senders, strict=True)
            if platform.receive is not None
        ],
        rooms={one.transport.platform: one.room for one in platforms if one.room is not None},
        seeds=seeds,
        lookout=_lookout(store, operator, now),
        upkeep=upkeep,
        tell=tell,
        serving=site.serving if site else None,
    )


def _sender(
    platform: Platform,
    store: Store,
    operator: OperatorSettings,
    threads: Threads,
    now: Callable[[], dt.datetime],
    tell: Tell,
) -> Sender:
    name = platform.transport.platform
    return Sender(
        owner=f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}-{name}",
        ledger=store.deliveries,
        transport=platform.transport,
        limiter=Limiter(platform.rates, _pace(store, name, threads), platform=name, tell=tell),
        read=wire.from_json,
        threads=threads.sending,
        now=now,
        policy=RetryPolicy(ambiguous=operator.ambiguous),
        lost=_farewell(store, platform, now),
        tell=tell,
    )


def _lookout(store: Store, operator: OperatorSettings, now: Callable[[], dt.datetime]) -> Lookout:
    folder = None if store.path is None else store.path.absolute().parent
    return Lookout(store, Telling(store, build_access(store, operator), now), now, folder)


def _farewell(store: Store, platform: Platform, now: Callable[[], dt.datetime]) -> Callable[[int], object] | None:
    if platform.private is None:
        return None
    return Farewell(store, build_vocabulary(), now, platform.private, platform.link).tell


def _site(desk: Desk, operator: OperatorSettings, upkeep: Upkeep, platforms: Sequence[Platform]) -> "Site | None":
    if operator.http_port is None:
        return None
    from bot import site  # noqa: PLC0415 - nobody else needs its libraries

    names = [platform.transport.platform for platform in platforms]
    return site.build(desk, upkeep, operator.http_host, operator.http_port, page=operator.serves_page, platforms=names)


def _pace(store: Store, platform: str, threads: Threads) -> Pace:
    """A bot's pace: shared where several processes may send for it."""
    if store.url.startswith("postgresql"):
        return SharedPace(store.pace, platform, threads.sending, utc_now)
    return OwnPace()
