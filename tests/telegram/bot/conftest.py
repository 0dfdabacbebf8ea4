"""The running bot over the samples, at noon of the newest sample's day."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import NOON
from tests.loopback.running import Clock
from tests.telegram.bot.running import RunningBot
from tests.telegram.server import BotApi


@pytest.fixture
def run_bot(api: BotApi, samples: Path, tmp_path: Path) -> Iterator[Callable[..., RunningBot]]:
    """Starts the bot on a copy of the samples' database, or on one that is there; stopped after the test."""
    with ExitStack() as stack:

        def start(
            url: str | None = None, now: dt.datetime = NOON, webhook: str | None = None, **more: Any
        ) -> RunningBot:
            if url is None:
                url = f"sqlite:///{shutil.copyfile(samples, tmp_path / 'bot.db')}"
            bot = RunningBot(api, url, Clock(now), webhook=webhook, **more)
            bot.start()
            stack.callback(bot.stop)
            return bot

        yield start


@pytest.fixture
def bot(run_bot: Callable[..., RunningBot]) -> RunningBot:
    return run_bot()
