"""A server that does what no publisher does: bombs, streams without an end, and other things to choke on."""

import asyncio
import gzip
import ssl
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from tests.fetching.servers.serving import Server

MIB = 2**20
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
Pieces = Callable[[], AsyncIterator[bytes]]


@dataclass
class Hostile(Server):
    """Sends `pieces` with `headers`, and notes in `sent` how many bytes it could send before it was left."""

    pieces: Pieces | None = None
    headers: dict[str, str] | None = None
    sent: int = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        assert self.pieces is not None
        response = web.StreamResponse(headers=self.headers)
        await response.prepare(request)
        try:
            async for piece in self.pieces():
                await response.write(piece)
                self.sent += len(piece)
            await response.write_eof()
        except EOFError:
            request.transport.abort()
        except OSError:
            pass
        return response

    def sends(self, pieces: Pieces | bytes, **headers: str) -> None:
        self.pieces = pieces if callable(pieces) else lambda: once(pieces)
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.sent = 0


async def once(body: bytes) -> AsyncIterator[bytes]:
    yield body


def bomb(size: int, window: int = 31) -> Pieces:
    """So many blanks, compressed as they are sent: a thousandth of it."""

    async def pieces() -> AsyncIterator[bytes]:
        stream, step = zlib.compressobj(9, wbits=window), b" " * MIB
        for _ in range(size // MIB):
            if piece := stream.compress(step):
                yield piece
        yield stream.flush()

    return pieces


def nested(size: int) -> bytes:
    """A bomb in a bomb: what is inside is only text to us."""
    return gzip.compress(gzip.compress(b" " * size, mtime=0), mtime=0)  # the same in every process of a run


def long(size: int) -> Pieces:
    """A feed of so many bytes that is a feed all the way, and does not shrink."""

    async def pieces() -> AsyncIterator[bytes]:
        yield b"<?xml version='1.0'?><rss version='2.0'><channel><title>F</title>"
        for number in range(size // 1000):
            yield b"<item><guid>%d</guid><title>T%d</title><description>" % (number, number) + b"x" * 930
            yield b"</description></item>"
        yield b"</channel></rss>"

    return pieces


async def endless() -> AsyncIterator[bytes]:
    """A byte now and then, for ever."""
    yield b"<rss>"
    while True:
        await asyncio.sleep(0.01)
        yield b" "


async def broken_off() -> AsyncIterator[bytes]:
    """A beginning, and then the connection breaks."""
    yield b"<rss>"
    raise EOFError


async def silent() -> AsyncIterator[bytes]:
    """A beginning, and nothing after it."""
    yield b"<rss>"
    await asyncio.sleep(3600)


def untrusted() -> ssl.SSLContext:
    """TLS with a certificate that nobody trusts."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(Path(__file__).with_name("untrusted.pem"))
    return context
