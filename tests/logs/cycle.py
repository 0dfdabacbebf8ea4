"""A program that sends, and fails to, at DEBUG with the token in its hands: `cycle.py TOKEN loud|quiet text|json`."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import telegram

from bot import logs
from bot.message import Block, Message, Span
from bot.transports.base import TransportError
from bot.transports.telegram.api import Api
from bot.transports.telegram.http import AiohttpRequest
from bot.transports.telegram.sending import TelegramTransport
from storage.model import Place

TOKEN, HOW, FORM = sys.argv[1:]
SENT = b'{"ok":true,"result":{"message_id":1}}'
HTTP = b"HTTP/1.1 %d -\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
ANSWERS = [HTTP % (200, len(SENT), SENT), HTTP % (502, len(TOKEN), TOKEN.encode()), b"SSH-2.0", b""]

log = logging.getLogger("test")


async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(10_000)
    writer.write(ANSWERS.pop(0))
    writer.close()


@asynccontextmanager
async def server() -> AsyncIterator[str]:
    started = await asyncio.start_server(converse, "127.0.0.1", 0)
    async with started:
        yield f"http://127.0.0.1:{started.sockets[0].getsockname()[1]}/bot"


async def notice(_: Place) -> str:
    return ""


async def send(url: str, request: AiohttpRequest) -> None:
    transport = TelegramTransport(Api(TOKEN, base_url=url, request=request), notice)
    message = Message((Block(((Span("x"),),)),))
    try:
        log.debug(
            "sent %s by %r", await transport.send(Place("telegram", "1"), message, nonce="", silent=False), transport
        )
    except TransportError:
        log.exception("%r failed with %s", transport, url + TOKEN)


async def cycle() -> None:
    async with server() as url, AiohttpRequest() as request:
        for address in [*[url] * len(ANSWERS), "http://127.0.0.1:1/bot"]:
            await send(address, request)
        ANSWERS.append(HTTP % (200, 0, b""))
        bot = telegram.Bot(TOKEN, base_url=url)
        try:
            await bot.send_message(1, "x")
        except telegram.error.TelegramError:
            log.exception("The library failed with %s", url + TOKEN)


logs.configure("DEBUG", logs.Secrets([TOKEN]), form=FORM, stream=sys.stdout)
if HOW == "loud":
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.DEBUG)
asyncio.run(cycle(), debug=True)
