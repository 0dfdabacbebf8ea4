"""The running bot over the samples, at noon of the newest sample's day."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOON
from tests.discord.bot.running import RunningBot
from tests.discord.server import DiscordApi
from tests.loopback.running import Clock


@pytest.fixture
def run_bot(api: DiscordApi, samples: Path, tmp_path: Path) -> Iterator[Callable[..., RunningBot]]:
    """Starts the bot on a copy of the samples' database, or on one that is there; stopped after the test."""
    with ExitStack() as stack:

        def start(
            url: str | None = None, now: dt.datetime = NOON, clock: Clock | None = None, **more: Any
        ) -> RunningBot:
            if url is None:
                url = f"sqlite:///{shutil.copyfile(samples, tmp_path / 'bot.db')}"
            bot = RunningBot(api, url, clock or Clock(now), **more)
            bot.start()
            stack.callback(bot.stop)
            return bot

        yield start


@pytest.fixture
def bot(run_bot: Callable[..., RunningBot]) -> RunningBot:
    return run_bot()
