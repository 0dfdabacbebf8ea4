"""The transport without a gateway, each call run to its end."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from bot.message import Block, Message, Span
from bot.transports.base import TransportError
from bot.transports.discord.receiver import connect
from bot.transports.discord.sending import DiscordTransport
from storage.model import Place


class Sending:
    """The transport of one bot; `failure` is what a failed send says, by the flags that are set."""

    def __init__(self, runner: asyncio.Runner, transport: DiscordTransport) -> None:
        self.runner = runner
        self.transport = transport

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    def send(self, channel: Any, message: Message | str = "Hello", *, nonce: str = "n", silent: bool = False) -> str:
        return self.run(self.transport.send(place(channel), said(message), nonce=nonce, silent=silent))

    def failure(self, channel: Any, message: Message | str = "Hello", *, nonce: str = "n") -> dict[str, Any]:
        with pytest.raises(TransportError) as raised:
            self.send(channel, message, nonce=nonce)
        names = ("permanent", "retry_after", "moved_to", "delivered_unknown", "whole_bot")
        return {name: value for name in names if (value := getattr(raised.value, name)) not in (False, None)}


def place(channel: Any) -> Place:
    """The place of a channel of a server, or a place itself."""
    if isinstance(channel, Place):
        return channel
    return Place("discord", str(channel.guild.id), str(channel.id))


def said(message: Message | str) -> Message:
    return message if isinstance(message, Message) else Message((Block(((Span(message),),)),))


@pytest.fixture
def start(api: Any) -> Iterator[Callable[..., Sending]]:
    """Makes a transport with seconds to wait for an answer."""
    with asyncio.Runner() as runner:
        made = []

        def make(seconds: float = 15.0) -> Sending:
            rest = connect(api.token, api.url, api.gateway_url)
            rest.seconds = seconds
            made.append(rest)
            return Sending(runner, DiscordTransport(rest))

        yield make
        for rest in made:
            runner.run(rest.close())


@pytest.fixture
def sending(start: Callable[..., Sending]) -> Sending:
    return start()


@pytest.fixture
def channel(api: Any) -> Any:
    return api.channel(api.guild("Lab"), "papers")
