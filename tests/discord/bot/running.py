"""The whole bot over a loopback Discord, in a thread of the test's process, under a clock set by hand."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot import app
from bot.limits import UNLIMITED, Rates
from bot.platforms import discord
from bot.retry import AmbiguousPolicy
from bot.settings import OperatorSettings
from storage.store import Store
from tests.loopback.running import RunningPaperwire

LOOK_SECONDS = 0.02


@dataclass
class RunningBot(RunningPaperwire):
    """The bot on Discord; `others` make the platforms that it is on besides."""

    rates: Rates = UNLIMITED
    ambiguous: AmbiguousPolicy = AmbiguousPolicy.KEEP
    others: tuple[Callable[[Store, app.Threads], app.Platform], ...] = ()

    def settings(self) -> dict[str, Any]:
        return {
            "ambiguous": self.ambiguous,
            "discord_token": self.api.token,
            "discord_api_url": self.api.url,
            "discord_gateway_url": self.api.gateway_url,
        }

    def platforms(self, store: Store, operator: OperatorSettings) -> Sequence[app.Platform]:
        own = discord.platform(store, operator, self.api.token, self.threads, now=self.now, rates=self.rates)
        return [own, *(make(store, self.threads) for make in self.others)]

    def wait_until_it_receives(self) -> None:
        self.api.wait_for_bot(seconds=20)

    def wait_until(self, condition: Callable[[], Any], what: str, seconds: float = 20.0) -> None:
        """Wait for something in the store, of which nobody is told."""
        ended = threading.Event()
        for _ in range(int(seconds / LOOK_SECONDS)):
            if condition():
                return
            ended.wait(LOOK_SECONDS)
        raise AssertionError(what)
