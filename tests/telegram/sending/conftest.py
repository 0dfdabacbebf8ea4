"""What the tests of sending share: a bare server on the loopback, and readers of what Telegram is sent."""

import asyncio
import html
import json
import re
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.transports.base import TransportError
from bot.transports.telegram.api import Api
from bot.transports.telegram.http import AiohttpRequest, Timeouts
from bot.transports.telegram.sending import TelegramTransport
from storage.model import Place

TOKEN = "123456:AAE-the_secret.of~this-bot"  # noqa: S105 - of no bot
QUICK = Timeouts(pool=0.1, connect=0.2, write=0.2, write_files=0.2, read=0.2)
RESET = struct.pack("ii", 1, 0)  # linger for no time: closing sends RST
NOTICE = "That topic is closed."

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Asked:
    """A request as it was written: the method, its arguments (of JSON), the whole of it."""

    method: str
    arguments: dict[str, Any]
    raw: bytes


def answer(result: Any) -> bytes:
    """A success."""
    return http(200, json.dumps({"ok": True, "result": result}))


def refusal(code: int, description: str, **parameters: Any) -> bytes:
    """A failure as the Bot API tells it."""
    document = {"ok": False, "error_code": code, "description": description}
    return http(code, json.dumps(document | ({"parameters": parameters} if parameters else {})))


def http(status: int, body: str, *headers: str) -> bytes:
    """An answer of any server."""
    lines = [f"HTTP/1.1 {status} -", f"Content-Length: {len(body.encode())}", *headers, "", body]
    return "\r\n".join(lines).encode()


def reset(writer: asyncio.StreamWriter) -> None:
    """Break the connection."""
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()


async def read_request(reader: asyncio.StreamReader) -> Asked:
    """The next request of a connection. Raises IncompleteReadError when there is none."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    body = await reader.readexactly(int(length[1]) if length else 0)
    method = head.split(b" ")[1].rpartition(b"/")[2].decode()
    is_json = re.search(rb"(?i)content-type: application/json", head)
    return Asked(method, json.loads(body) if is_json else {}, head + body)


@dataclass
class BotApi:
    """Answers what it was told to, request by request; then that each message is there, with the next number."""

    script: list[bytes | Handler] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/bot"

    @property
    def said(self) -> list[tuple[str, dict[str, Any]]]:
        """The methods that were called, with their arguments."""
        return [(one.method, one.arguments) for one in self.asked]

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection."""
        self.connections += 1
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                while True:
                    self.asked.append(await read_request(reader))
                    step = self.script.pop(0) if self.script else answer({"message_id": len(self.asked)})
                    if not isinstance(step, bytes):
                        await step(reader, writer)
                        return
                    writer.write(step)
                    await writer.drain()
        finally:
            writer.close()


@asynccontextmanager
async def serve(handler: Handler) -> AsyncIterator[int]:
    """A server on the loopback; its port."""
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.ensure_future(handler(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def notice(_: Place) -> str:
    return NOTICE


@asynccontextmanager
async def telegram(*script: bytes | Handler, timeouts: Timeouts = QUICK) -> AsyncIterator[tuple[Any, BotApi]]:
    """A transport with the server it talks to."""
    server = BotApi(list(script))
    request = AiohttpRequest(timeouts)
    async with serve(server.converse) as server.port, request:
        api = Api(TOKEN, base_url=server.url, request=request, get_updates_request=request)
        yield TelegramTransport(api, notice), server


@dataclass(frozen=True)
class Entity:
    """A run of text that looks or does something, in UTF-16 units."""

    kind: str
    offset: int
    length: int
    url: str = ""


@dataclass(frozen=True)
class Shown:
    """What a reader sees of a message."""

    text: str
    entities: Sequence[Entity]


def units(text: str) -> int:
    """The length of a text in UTF-16."""
    return sum(2 if char > "\uffff" else 1 for char in text)


def read_html(source: str) -> Shown:
    """The text and the entities of Telegram's HTML. Fails for what Telegram would refuse."""
    text, at = "", 0
    entities: list[Entity] = []
    open_tags: list[tuple[str, int, str]] = []
    for tag in re.finditer(r"<(/?)(b|i|a|blockquote)(?: (href)=\"([^\"<>]*)\"| (expandable))?>", source):
        text += read_text(source[at : tag.start()])
        at = tag.end()
        if not tag[1]:
            assert (tag[2] == "a") == bool(tag[3]), source
            assert tag[2] not in {name for name, *_ in open_tags}, source
            open_tags.append((tag[2], units(text), html.unescape(tag[4] or "")))
            continue
        assert open_tags, source
        name, offset, url = open_tags.pop()
        assert name == tag[2], source
        assert units(text) > offset, "an entity without text"
        entities.append(Entity(name, offset, units(text) - offset, url))
    assert not open_tags, source
    return Shown(text + read_text(source[at:]), entities)


def read_text(escaped: str) -> str:
    """The text between two tags."""
    assert "<" not in escaped
    assert ">" not in escaped
    assert re.sub(r"&(?:lt|gt|amp|quot);", "", escaped).count("&") == 0, escaped
    return html.unescape(escaped)


# Written anew from what https://core.telegram.org/bots/api#messageentity lists, and wider than any client looks.
_NO_PART = r"\s\u2000-\u200b\u200e\u200f\u2016-\u206f"
LOOKED_FOR = {
    "mention": re.compile(r"@\w"),
    "command": re.compile(r"(?<!\w)/\w"),
    "hashtag": re.compile(r"#[\w\u00b7\u200c]"),
    "cashtag": re.compile(r"\$(?:1INCH|[A-Z]{1,8}(?![A-Z]))"),
    "phone": re.compile(r"\+\(?\d"),
    "card": re.compile(r"(?:\d[ -]*){13}"),
    "scheme": re.compile(r"://"),
    "domain": re.compile(rf"[^{_NO_PART}.]\.[^\W\d_]"),
    "ip": re.compile(r"\d\.\d{1,3}\.\d{1,3}\.\d"),
    "e-mail": re.compile(rf"[^{_NO_PART}]@[^{_NO_PART}]"),
}


def detected(text: str) -> set[str]:
    """What a client would make of a text by itself."""
    return {kind for kind, pattern in LOOKED_FOR.items() if pattern.search(text)}


_UNSEEN = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def visible(text: str) -> str:
    """The characters that a reader sees."""
    return _UNSEEN.sub("", text)


@pytest.fixture(scope="session")
def token() -> str:
    return TOKEN


@pytest.fixture(scope="session")
def place() -> Place:
    return Place("telegram", "-100200300")


@pytest.fixture(scope="session")
def telegram_with() -> Callable[..., Any]:
    """A transport with the server it talks to, which follows a script."""
    return telegram


@pytest.fixture(scope="session")
def says() -> Any:
    """The answers of a Bot API."""

    class Says:
        ok = staticmethod(answer)
        no = staticmethod(refusal)
        http = staticmethod(http)
        reset = staticmethod(reset)

    return Says


@pytest.fixture(scope="session")
def reader() -> Any:
    """Reads what Telegram is sent."""

    class Reader:
        html = staticmethod(read_html)
        units = staticmethod(units)
        detected = staticmethod(detected)
        visible = staticmethod(visible)

    return Reader


@pytest.fixture(scope="session")
def talk() -> Callable[..., Any]:
    """Lets the transport do something with a server that follows a script; the outcome and what was asked."""

    def run(act: Callable[[Any], Awaitable[Any]], *script: bytes) -> tuple[Any, Sequence[tuple[str, dict[str, Any]]]]:
        async def started() -> tuple[Any, Any]:
            async with telegram(*script) as (transport, server):
                try:
                    outcome = await act(transport)
                except TransportError as error:
                    outcome = error
                return outcome, server.said

        return asyncio.run(started())

    return run
