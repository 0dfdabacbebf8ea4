"""A Telegram of our own for each test, whose rules nobody may break, and the real client that talks to it."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import telegram
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from tests.telegram.server import BotApi

PLAIN = {"verify": False}  # nothing here is encrypted, and reading certificates takes longer than a test


class Client:
    """The bot of python-telegram-bot, each call run to its end; `refusal` is what the server said to a failed one."""

    def __init__(self, api: BotApi, bot: telegram.Bot, runner: asyncio.Runner) -> None:
        self.api = api
        self.bot = bot
        self.runner = runner

    def __getattr__(self, name: str) -> Callable[..., Any]:
        return lambda *args, **kwargs: self.runner.run(getattr(self.bot, name)(*args, **kwargs))

    def refusal(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Call what must fail; the answer's status and words."""
        with pytest.raises(TelegramError):
            getattr(self, name)(*args, **kwargs)
        call = self.api.calls[-1]
        return f"{call.status} {call.description}"


@pytest.fixture
def api() -> Iterator[BotApi]:
    """A server without limits. Whoever breaks a rule on purpose clears `violations`."""
    with BotApi() as server:
        yield server
    assert server.violations == []


@pytest.fixture
def client(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # else every RetryAfter warns of its own future
    bot = telegram.Bot(
        api.token,
        base_url=api.base_url,
        base_file_url=api.base_file_url,
        request=HTTPXRequest(20, read_timeout=30, pool_timeout=30, httpx_kwargs=PLAIN),
        get_updates_request=HTTPXRequest(2, read_timeout=30, httpx_kwargs=PLAIN),
    )
    with asyncio.Runner() as runner:
        runner.run(bot.initialize())
        yield Client(api, bot, runner)
        runner.run(bot.shutdown())
