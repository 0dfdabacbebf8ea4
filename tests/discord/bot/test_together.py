"""Discord beside a fan-out, and beside Telegram: neither waits for the other."""

import datetime as dt
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot import app, wire
from bot.limits import DISCORD, UNLIMITED
from bot.message import Block, Message, Span
from bot.platforms import telegram as telegram_bot
from bot.policy import AccessPolicy
from bot.settings import OperatorSettings
from storage.model import ChatKind, DeliveryKey, DeliveryKind, Place, Settings
from storage.planned import Owed, Rendering
from storage.store import Store
from tests.conftest import NOON
from tests.discord.server import STRICT
from tests.loopback.running import Clock
from tests.telegram.server import BotApi

PAYLOAD = wire.to_json(Message((Block(((Span("What is new today."),),)),)))
RENDERING = Rendering(wire.content_hash(PAYLOAD), PAYLOAD)


def owe(store: Store, channels: list[Any], now: dt.datetime) -> None:
    """A message to each of the channels."""
    owe_at(store, [Place("discord", str(channel.guild.id), str(channel.id)) for channel in channels], "news", now)


def owe_at(store: Store, places: list[Place], subject: str, now: dt.datetime) -> None:
    """A message to each of the places."""
    owed = []
    for place in places:
        chat = store.chats.get_or_create(place, ChatKind.GROUP, settings=Settings(), now=now)
        owed.append(Owed(DeliveryKey(chat.id, DeliveryKind.BROADCAST, subject), RENDERING.hash, now))
    store.plans.commit([], [RENDERING], owed, [], now)


@pytest.mark.proof
def test_people_are_answered_during_a_fan_out(api: Any, run_bot: Callable[..., Any]) -> None:
    bot = run_bot(rates=DISCORD)
    api.limits = STRICT
    guild = api.guild("Lab")
    channels = [api.channel(guild, f"papers-{number}") for number in range(1200)]
    owe(bot.store, channels, bot.now())
    api.wait_for(lambda: api.sent(channels[0]), "no fan-out", seconds=30)
    seats = [api.person(f"Person {number}").private for number in range(20)]
    commands, choices = [], []
    for number in range(100):
        seat = seats[number % 20]
        commands.append(seat.runs("/search", query="diffusion").seconds)
        choices.append(seat.types("/subscribe", "topics", "diff").seconds)
    assert len(api.sent()) < 1200 + 100, "it was over before the answers"
    for name, seconds in (("commands", commands), ("choices", choices)):
        worst = statistics.quantiles(seconds, n=100)[98]
        print(f"{name}: median {statistics.median(seconds) * 1000:.0f} ms, 99 of 100 {worst * 1000:.0f} ms")  # noqa: T201
        assert worst < 0.3


def operator_of(telegram: BotApi) -> OperatorSettings:
    return OperatorSettings(telegram_token=telegram.token, telegram_base_url=telegram.url, access=AccessPolicy.OPEN)


def test_telegram_goes_on_while_discord_cannot_be_reached(api: Any, run_bot: Callable[..., Any]) -> None:
    with BotApi() as telegram:
        operator = operator_of(telegram)

        clock = Clock(NOON)

        def beside(store: Store, threads: app.Threads) -> app.Platform:
            return telegram_bot.platform(store, operator, telegram.token, threads, now=clock, rates=UNLIMITED)

        bot = run_bot(now=NOON, others=(beside,), clock=clock)
        telegram.wait_for_poller()
        anna, olga = telegram.person("Anna").private, api.person("Olga")
        papers = api.channel(api.guild("Lab", owner=olga), "papers")
        anna.says("/subscribe diffusion", answers=2)
        olga.at(papers).runs("/subscribe", topics="diffusion")
        before = len(telegram.sent())
        with api.unreachable():
            bot.publish("A diffusion model for both")
            bot.now.moment += dt.timedelta(days=1)
            telegram.wait_for_messages(before + 1)
            assert "A diffusion model for both" in telegram.sent()[-1].text
            (answer,) = anna.says("/help")
            assert answer.text
        bot.now.moment += dt.timedelta(minutes=5)
        api.wait_for(lambda: [m for m in api.sent(papers) if not m.ephemeral], "it never catches up", seconds=60)
        api.wait_for_bot(seconds=60)
        assert olga.at(papers).runs("/help").ephemeral
        bot.stop()
    assert telegram.violations == []


@pytest.fixture
def both(api: Any, run_bot: Callable[..., Any]) -> Iterator["Both"]:
    """A bot on both platforms, by the real clock: five readers on Telegram, twenty channels on Discord."""
    with BotApi() as telegram:
        operator = operator_of(telegram)

        def beside(store: Store, threads: app.Threads) -> app.Platform:
            return telegram_bot.platform(store, operator, telegram.token, threads, rates=UNLIMITED)

        bot = run_bot(others=(beside,), clock=app.utc_now)
        telegram.wait_for_poller()
        readers = [telegram.person(f"Reader {number}").private for number in range(5)]
        for reader in readers:
            reader.says("/start")
        guild = api.guild("Lab")
        channels = [api.channel(guild, f"papers-{number}") for number in range(20)]
        yield Both(bot, telegram, readers, [Place("discord", str(guild.id), str(channel.id)) for channel in channels])
        bot.stop()
    assert telegram.violations == []


@pytest.mark.proof
def test_a_minute_without_discord_delays_nothing_on_telegram(api: Any, both: "Both") -> None:
    with_discord = both.go_on_for(20)
    wanted = len(with_discord) * len(both.discord)
    api.wait_for(lambda: len(api.sent()) == wanted, "Discord does not keep up", seconds=30)
    with api.unreachable():
        without = both.go_on_for(60)
    wanted += len(without) * len(both.discord)
    back = time.monotonic()
    api.wait_for(lambda: len(api.sent()) >= wanted, "Discord never catches up", seconds=180)
    sent = time.monotonic() - back
    api.wait_for_bot(seconds=180)
    received = time.monotonic() - back
    got = Counter(str(message.channel.id) for message in api.sent())
    rounds = len(with_discord) + len(without)
    assert got == {place.thread_id: rounds for place in both.discord}, "some are lost, or came twice"
    assert api.person("Olga").private.runs("/help").text
    for name, measured in (("with", with_discord), ("without", without)):
        print(f"{name} Discord: median {statistics.median(measured):.2f} s, longest {max(measured):.2f} s")  # noqa: T201
    print(f"back: all {wanted} sent after {sent:.0f} s, received after {received:.0f} s")  # noqa: T201
    assert statistics.median(without) < statistics.median(with_discord) + 0.25
    assert max(without) < max(with_discord) + 1


@dataclass
class Both:
    """What goes on on both platforms: messages that are owed, and questions."""

    bot: Any
    telegram: Any
    readers: list[Any]
    discord: list[Place]
    _round: int = 0

    def go_on_for(self, seconds: float) -> list[float]:
        """Rounds for so long; how many seconds each took on Telegram."""
        end, took = time.monotonic() + seconds, []
        while time.monotonic() < end:
            took.append(self._go_on())
        return took

    def _go_on(self) -> float:
        """Everybody is owed a message, and one asks something: the seconds until Telegram has it all."""
        self._round += 1
        before, began = len(self.telegram.sent()), time.monotonic()
        places = [Place("telegram", str(reader.user.id)) for reader in self.readers]
        owe_at(self.bot.store, [*places, *self.discord], f"news {self._round}", self.bot.now())
        self.readers[0].says("/help")
        self.telegram.wait_for_messages(before + len(places) + 1, seconds=30)
        return time.monotonic() - began
