"""The running bot over the samples, at noon of the newest sample's day."""

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from adapters.tags import vocabulary
from adapters.tags.tagger import Tagger
from bot import ingest
from storage.store import open_store
from tests.telegram.bot.running import Clock, RunningBot
from tests.telegram.server import BotApi

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
NOON = dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the samples, to be copied."""
    path = tmp_path_factory.mktemp("telegram") / "template.db"
    with open_store(f"sqlite:///{path}") as store:
        outcomes = list(ingest.ingest(ingest.find([SAMPLES]), store, Tagger(vocabulary.load()), now=NOON))
    assert any(isinstance(outcome, ingest.Read) for outcome in outcomes)
    return path


@pytest.fixture
def run_bot(api: BotApi, template: Path, tmp_path: Path) -> Iterator[Callable[..., RunningBot]]:
    """Starts the bot on a copy of the samples' database, or on one that is there; stopped after the test."""
    with ExitStack() as stack:

        def start(
            url: str | None = None, now: dt.datetime = NOON, webhook: str | None = None, **more: Any
        ) -> RunningBot:
            if url is None:
                url = f"sqlite:///{shutil.copyfile(template, tmp_path / 'bot.db')}"
            bot = RunningBot(api, url, Clock(now), webhook, **more)
            bot.start()
            stack.callback(bot.stop)
            return bot

        yield start


@pytest.fixture
def bot(run_bot: Callable[..., RunningBot]) -> RunningBot:
    return run_bot()
