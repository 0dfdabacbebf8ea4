"""A Discord of our own for each test, whose rules nobody may break, and the real client that talks to it."""

import asyncio
from collections.abc import Iterator

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.discord.clients import Bot, make_client
from tests.discord.server import DiscordApi


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[DiscordApi]:
    """A server without limits. Whoever breaks a rule on purpose clears `violations`."""
    with DiscordApi() as server:
        monkeypatch.setattr(Route, "BASE", server.url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(server.gateway_url))
        yield server
    assert server.violations == []


@pytest.fixture
def bot(api: DiscordApi) -> Iterator[Bot]:
    """A bot that is not connected yet."""
    with asyncio.Runner() as runner:
        made = Bot(api, runner, runner.run(make_client()))
        yield made
        runner.run(made.close())


@pytest.fixture
def rest(bot: Bot) -> Bot:
    """A bot that is logged in, without a gateway."""
    bot.run(bot.client.login(bot.api.token))
    return bot
