"""The real client of discord.py, in an event loop that a test runs for as long as it needs."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import discord
import pytest

from tests.discord.server import Call, Channel, DiscordApi


class Client(discord.Client):
    """A bot of discord.py that keeps no pace and notes what it hears."""

    def __init__(self, **options: Any) -> None:
        super().__init__(intents=options.pop("intents", discord.Intents(guilds=True)), **options)
        self.tree = discord.app_commands.CommandTree(self)
        self.heard: list[tuple[str, tuple[Any, ...]]] = []
        self.stirred = asyncio.Event()

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        super().dispatch(event, *args, **kwargs)
        self.heard.append((event, args))
        self.stirred.set()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for nothing; the real platform wants five seconds between two sessions."""

    async def until(self, condition: Callable[[], Any]) -> None:
        """Wait until a condition holds that an event makes true."""
        async with asyncio.timeout(30):
            while not condition():
                self.stirred.clear()
                await self.stirred.wait()

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Note what went wrong in an event's handler."""
        self.heard.append(("error", (event_method, *args, kwargs)))

    def events(self, name: str) -> list[tuple[Any, ...]]:
        return [args for event, args in self.heard if event == name]


class Bot:
    """A client in an event loop that a test runs for as long as it needs."""

    def __init__(self, api: DiscordApi, runner: asyncio.Runner, client: Client) -> None:
        self.api = api
        self.runner = runner
        self.client = client
        self._task: asyncio.Task[None] | None = None

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def during(self, what: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Do what blocks, in a thread, while the bot runs."""
        return self.run(_in_thread(what, *args, **kwargs))

    def until(self, condition: Callable[[], Any]) -> None:
        """Run the bot until a condition holds."""
        self.run(self.client.until(condition))

    def connect(self, shards: int = 1) -> None:
        """Log in and stay at the gateway."""
        self.run(self._start())
        self.during(self.api.wait_for_bot, shards)
        self.until(lambda: len(self.client.events("connect")) == shards)

    def ends(self) -> BaseException | None:
        """Log in and be refused at the gateway; how that ended."""
        self.run(self._start())
        return self.ended()

    async def _start(self) -> None:
        if self.client.application is None:
            await self.client.login(self.api.token)
        self._task = asyncio.create_task(self.client.connect())

    def ended(self) -> BaseException | None:
        """How the gateway's task ended."""
        assert self._task is not None
        self.run(_wait(self._task))
        return self._task.exception()

    async def close(self) -> None:
        await self.client.close()
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    def send(self, method: str, path: str, body: Any = None, **params: Any) -> Any:
        """Call a route with a body that the client itself would not make."""
        more = {"json": body} if body is not None else {}
        return self.run(self.client.http.request(discord.http.Route(method, path), params=params, **more))

    def post(self, channel: Channel, **body: Any) -> Any:
        """Write a message whose body is this."""
        return self.send("POST", f"/channels/{channel.id}/messages", body)

    def refused(self, method: str, path: str, body: Any = None, **params: Any) -> Call:
        """Call what must fail; the call with its answer."""
        with pytest.raises(discord.HTTPException):
            self.send(method, path, body, **params)
        return self.api.calls[-1]

    def refused_post(self, channel: Channel, **body: Any) -> Call:
        """Write a message that must be refused; the call with its answer."""
        return self.refused("POST", f"/channels/{channel.id}/messages", body)

    def refusal(self, work: Coroutine[Any, Any, Any]) -> tuple[int, int]:
        """Await what must fail; the answer's status and Discord's code."""
        with pytest.raises(discord.HTTPException):
            self.run(work)
        call = self.api.calls[-1]
        return call.status, call.code


async def _in_thread(what: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    return await asyncio.to_thread(what, *args, **kwargs)


async def _wait(task: asyncio.Task[None]) -> None:
    await asyncio.wait([task])


async def make_client(**options: Any) -> Client:
    """A client that is ready as soon as it is told of its servers; made inside the loop that it uses."""
    return Client(guild_ready_timeout=0.01, **options)
