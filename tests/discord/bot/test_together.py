"""Discord beside a fan-out, and beside Telegram: neither waits for the other."""

import datetime as dt
import statistics
from collections.abc import Callable
from typing import Any

import pytest

from bot import app, wire
from bot.limits import DISCORD, UNLIMITED
from bot.message import Block, Message, Span
from bot.platforms import telegram as telegram_bot
from bot.settings import OperatorSettings
from storage.model import ChatKind, DeliveryKey, DeliveryKind, Place, Settings
from storage.planned import Owed, Rendering
from storage.store import Store
from tests.discord.bot.conftest import NOON
from tests.discord.bot.running import Clock
from tests.discord.server import STRICT
from tests.telegram.server import BotApi

PAYLOAD = wire.to_json(Message((Block(((Span("What is new today."),),)),)))
RENDERING = Rendering(wire.content_hash(PAYLOAD), PAYLOAD)


def owe(store: Store, channels: list[Any], now: dt.datetime) -> None:
    """A message to each of the channels."""
    owed = []
    for channel in channels:
        place = Place("discord", str(channel.guild.id), str(channel.id))
        chat = store.chats.get_or_create(place, ChatKind.GROUP, settings=Settings(), now=now)
        owed.append(Owed(DeliveryKey(chat.id, DeliveryKind.BROADCAST, "news"), RENDERING.hash, now))
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


def test_telegram_goes_on_while_discord_cannot_be_reached(api: Any, run_bot: Callable[..., Any]) -> None:
    with BotApi() as telegram:
        operator = OperatorSettings(telegram_token=telegram.token, telegram_base_url=telegram.url)

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
