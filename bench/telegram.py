"""What a digest to Telegram costs the processor: as python-telegram-bot comes, as we send it, and at least."""

import asyncio
import json
import multiprocessing
import re
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from multiprocessing.connection import Connection
from typing import cast

import aiohttp
import telegram

from bot.message import Block, BlockKind, Button, Message, Span, Style
from bot.packing import pack
from bot.transports.telegram.api import Api
from bot.transports.telegram.forms import new_message
from bot.transports.telegram.html import TEXT
from bot.transports.telegram.http import AiohttpRequest
from bot.transports.telegram.sending import TelegramTransport
from storage.model import Place

ROUNDS, MESSAGES = 9, 200  # every way in turn, so that what else the machine does falls on all of them
MOST_OF_LIBRARY = 1 / 3
MOST_OF_BARE = 3.0
PAPERS = 10
TOKEN = "1:A"  # noqa: S105 - of no bot
PLACE = Place("telegram", "42")
LIBRARY, REQUESTS, OURS, BARE = (
    "python-telegram-bot as it comes",
    "the same over our requests",
    "ours, from message to answer",
    "aiohttp alone",
)

Send = Callable[[], Awaitable[object]]


def digest() -> Message:
    """A digest as a chat gets it each day."""
    blocks = [Block(((Span("Wednesday, 18 November 2026: 10 papers", Style.BOLD),),))]
    for number in range(1, PAPERS + 1):
        title = Span("Gaussian splatting of scenes that move", Style.BOLD, f"https://arxiv.org/abs/2611.{number:05}")
        lines = (
            (Span(f"{number}. "), title),
            (Span("Kim, Lee, Park & others · diffusion · 3dgs"),),
            (Span("We show that a scene can be learned from four views in a minute. " * 3),),
            (Span("For: gaussian splatting", Style.ITALIC),),
        )
        blocks.append(Block(lines))
    blocks.append(Block(((Span("3 more on diffusion. 2 left out: survey."),),), BlockKind.FOOTER))
    numbers = tuple(Button(str(number), f"card:{number}:today:1") for number in range(1, PAPERS + 1))
    return Message(
        tuple(blocks), (numbers[:5], numbers[5:], (Button("More", "today:2"), Button("Settings", "settings")))
    )


class Server(asyncio.Protocol):
    """Takes every message and shows it as the Bot API does."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._read = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what answers are written to."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Answer each request that is there whole."""
        self._read += data
        while (head := self._read.find(b"\r\n\r\n")) >= 0:
            length = re.search(rb"content-length: (\d+)", self._read[:head].lower())
            end = head + 4 + int(length[1] if length else 0)
            if len(self._read) < end:
                return
            self._read = self._read[end:]
            self._transport.write(self._answer)


def serve(ready: Connection, answer: bytes) -> None:
    """A server on a free port of the loopback, until it is killed."""

    async def started() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: Server(answer), "127.0.0.1", 0)
        ready.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(started())


def shown(message: Message) -> bytes:
    """The answer of the Bot API to a digest: the message with its entities and buttons."""
    arguments = next(new_message(message)).arguments
    text = re.sub(r"<[^>]*>", "", arguments["text"])
    entities = [{"type": "bold", "offset": 60 * n, "length": 30} for n in range(PAPERS + 1)]
    links = [{"type": "text_link", "offset": 60 * n, "length": 30, "url": "https://a.b"} for n in range(PAPERS)]
    user = {"id": 1, "is_bot": True, "first_name": "Paperwire", "username": "paperwire_bot"}
    result = {
        "message_id": 17,
        "date": 1_764_000_000,
        "from": user,
        "chat": {"id": 42, "type": "private", "first_name": "A"},
    }
    result |= {"text": text, "entities": [*entities, *links], "reply_markup": arguments["reply_markup"]}
    body = json.dumps({"ok": True, "result": result}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)


def through_library(bot: telegram.Bot, message: Message) -> Send:
    """As the library's documentation does it, with text that is marked up already."""
    text = next(new_message(message)).arguments["text"]

    def send() -> Awaitable[object]:
        rows = [
            [telegram.InlineKeyboardButton(b.label, callback_data=b.action) for b in row] for row in message.buttons
        ]
        return bot.send_message(
            42,
            text,
            parse_mode="HTML",
            reply_markup=telegram.InlineKeyboardMarkup(rows),
            link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
        )

    return send


def bare(session: aiohttp.ClientSession, url: str, message: Message) -> Send:
    """One request and its answer, with arguments that are there already."""
    arguments = {"chat_id": 42, **next(new_message(message)).arguments}

    async def send() -> object:
        async with session.post(f"{url}{TOKEN}/sendMessage", json=arguments) as response:
            return await response.json()

    return send


async def no_notice(_: Place) -> str:
    """What no topic of this bench needs."""
    return ""


async def measure(url: str) -> Mapping[str, Sequence[float]]:
    """Processor milliseconds a message, round by round, for each way."""
    message, request, library = digest(), AiohttpRequest(), telegram.Bot(TOKEN, base_url=url)
    over_ours = Api(TOKEN, base_url=url, request=request, get_updates_request=request)
    transport = TelegramTransport(over_ours, no_notice)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(request)
        stack.push_async_callback(library.shutdown)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        ways: dict[str, Send] = {
            LIBRARY: through_library(library, message),
            REQUESTS: through_library(over_ours, message),
            OURS: lambda: transport.send(PLACE, message, nonce="", silent=False),
            BARE: bare(session, url, message),
        }
        for send in ways.values():
            await send()
        return await in_turn(ways)


def first_rendering() -> float:
    """Processor milliseconds to render a digest of which nothing is remembered."""
    base = digest()
    others = [
        replace(base, blocks=tuple(Block((*b.lines, (Span(str(n)),)), b.kind) for b in base.blocks))
        for n in range(MESSAGES)
    ]
    begin = time.process_time()
    for other in others:
        for part in pack(other, TEXT):
            next(new_message(part))
    return 1000 * (time.process_time() - begin) / MESSAGES


async def in_turn(ways: Mapping[str, Send]) -> Mapping[str, Sequence[float]]:
    """The time of each way in each round."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, send in ways.items():
            begin = time.process_time()
            for _ in range(MESSAGES):
                await send()
            took[name].append(1000 * (time.process_time() - begin) / MESSAGES)
    return took


def main() -> None:
    """Print the figures; status 1 when one is missed."""
    ready, other = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(other, shown(digest())), daemon=True)
    server.start()
    try:
        took = asyncio.run(measure(f"http://127.0.0.1:{ready.recv()}/bot"))
    finally:
        server.kill()
    print(f"a digest of {PAPERS} papers, {ROUNDS} rounds of {MESSAGES} messages each way, processor time of a message")
    for name, rounds in took.items():
        print(f"{name}: {statistics.median(rounds):.2f} ms ({min(rounds):.2f} to {max(rounds):.2f})")
    median = {name: statistics.median(rounds) for name, rounds in took.items()}
    of_library, of_bare = median[OURS] / median[LIBRARY], median[OURS] / median[BARE]
    print(f"rendering a digest that no chat got before: {first_rendering():.2f} ms more")
    print(f"ours against the library: {of_library:.2f} (wanted: <= {MOST_OF_LIBRARY:.2f})")
    print(f"ours against aiohttp alone: {of_bare:.2f} (wanted: <= {MOST_OF_BARE:.2f})")
    raise SystemExit(of_library > MOST_OF_LIBRARY or of_bare > MOST_OF_BARE)


if __name__ == "__main__":
    main()
