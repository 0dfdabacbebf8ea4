"""Digests to many channels over a Discord that fails now and then, and by processes that are killed meanwhile."""

import datetime as dt
import multiprocessing
import random
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot import wire
from bot.message import Block, Message, Span
from storage.model import ChatKind, DeliveryKey, DeliveryKind, DeliveryState, Place, Settings
from storage.planned import Owed, Rendering
from storage.store import Store, open_store
from tests.discord.fanout import worker
from tests.discord.server import STRICT, Fault, May

PAYLOAD = wire.to_json(Message((Block(((Span("What is new today."),),)),)))
RENDERING = Rendering(wire.content_hash(PAYLOAD), PAYLOAD)
ROOT = str(Path(__file__).resolve().parents[3])
FAULTS = (Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.UNAVAILABLE, Fault.UNAVAILABLE_AFTER, Fault.NONSENSE)
RATE = 45.0


@dataclass
class Fanout:
    """Channels that are owed a digest, some of which the bot has lost."""

    api: Any
    url: str
    folder: Path
    store: Store
    channels: Sequence[Any]
    forbidden: Sequence[Any]

    def start(self, *options: object) -> multiprocessing.Process:
        arguments = ["--api", self.api.url, "--token", self.api.token, *map(str, options)]
        context = multiprocessing.get_context("spawn")
        process = context.Process(target=worker.start, args=(self.url, str(self.folder), arguments))
        process.start()
        return process

    def break_some(self, chance: random.Random, share: float) -> None:
        """Let some requests fail, each in one way."""
        for channel in chance.sample(self.channels, int(len(self.channels) * share)):
            self.api.faults[channel.id] = [chance.choice(FAULTS)]

    def check(self, *, kills: int = 0) -> None:
        """Everybody got one, and each lost channel cost one request, or one more for each kill that met it."""
        got = Counter(message.channel for message in self.api.sent())
        assert Counter(got.values()) == {1: len(self.channels)}
        refused = Counter(call.path for call in self.api.calls if call.status == 403)
        assert len(refused) == len(self.forbidden)
        assert sum(refused.values()) <= len(self.forbidden) * (2 if kills else 1)
        counts = self.store.deliveries.counts()
        assert counts.get(DeliveryState.SENT) == len(self.channels)
        lost = counts.get(DeliveryState.BURIED, 0) + counts.get(DeliveryState.AMBIGUOUS, 0)
        assert lost == len(self.forbidden)


@pytest.fixture
def fanout(api: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], Fanout]]:
    monkeypatch.syspath_prepend(ROOT)  # for the processes, which know where we were when we began, not where tests are
    url = f"sqlite:///{tmp_path / 'fanout.db'}"
    with open_store(url) as store:

        def make(number: int) -> Fanout:
            channels = []
            for _ in range(0, number, 100):
                guild = api.guild("Lab")
                channels += [api.channel(guild, f"papers-{place}") for place in range(min(100, number))]
            forbidden = channels[::20]
            for channel in forbidden:
                channel.overwrite(channel.guild.everyone, deny=May.SEND_MESSAGES)
            _owe(store, channels)
            rest = [channel for channel in channels if channel not in set(forbidden)]
            return Fanout(api, url, tmp_path, store, rest, forbidden)

        yield make


def _owe(store: Store, channels: Sequence[Any]) -> None:
    now = dt.datetime.now(dt.UTC)
    owed = []
    for channel in channels:
        place = Place("discord", str(channel.guild.id), str(channel.id))
        chat = store.chats.get_or_create(place, ChatKind.GROUP, settings=Settings(), now=now)
        owed.append(Owed(DeliveryKey(chat.id, DeliveryKind.BROADCAST, "digest"), RENDERING.hash, now))
    store.plans.commit([], [RENDERING], owed, [], now)


def crash(fanout: Fanout, kills: int, chance: random.Random, *options: object) -> None:
    """Kill the sender so often, at random points, and let the last one finish."""
    process = fanout.start(*options)
    for messages in sorted(chance.sample(range(1, int(0.95 * len(fanout.channels))), kills)):
        fanout.api.wait_for_messages(messages, seconds=120)
        process.kill()
        process.join()
        process = fanout.start(*options)
    process.join(300)
    assert process.exitcode == 0


def test_a_fanout_with_faults_and_two_kills(fanout: Callable[[int], Fanout]) -> None:
    chance = random.Random(5)  # noqa: S311 - the same points every time
    some = fanout(200)
    some.break_some(chance, 0.1)
    crash(some, 2, chance, "--lease", 0.03)
    some.check(kills=2)


@pytest.mark.proof
def test_2000_channels_at_the_true_limits(fanout: Callable[[int], Fanout]) -> None:
    many = fanout(2000)
    many.api.limits = STRICT
    many.break_some(random.Random(secrets.randbits(32)), 0.02)  # noqa: S311 - any will do
    process = many.start("--rate", RATE)
    many.api.wait_for_messages(1, seconds=60)
    began = time.monotonic()
    many.api.wait_for_messages(len(many.channels), seconds=300)
    seconds = time.monotonic() - began
    process.join(300)
    many.check()
    calls = [call for call in many.api.calls if call.route == "create message"]
    floods = sum(call.status == 429 for call in calls)
    print(f"{len(calls) / seconds:.1f} requests a second, {floods} of {len(calls)} were 429")  # noqa: T201
    assert len(calls) / seconds >= 0.95 * RATE
    assert floods < 0.01 * len(calls)


@pytest.mark.proof
def test_2000_channels_and_20_kills(fanout: Callable[[int], Fanout]) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")  # noqa: T201 - a proof says what it ran
    chance = random.Random(seed)  # noqa: S311 - points that can be tried again
    many = fanout(2000)
    many.break_some(chance, 0.02)
    crash(many, 20, chance, "--lease", 0.03)
    many.check(kills=20)
