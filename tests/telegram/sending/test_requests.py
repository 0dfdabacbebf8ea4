"""Every way in which a request can fail, and whether the server may have acted on it. Raw sockets on the loopback."""

import asyncio
import logging
import socket
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.transports.telegram.api import Api
from bot.transports.telegram.http import AiohttpRequest, NotSentError, Timeouts, TooManyRequestsError

QUICK = Timeouts(pool=0.1, connect=0.2, write=0.2, write_files=0.2, read=0.2)


async def ask(url: str, token: str, request: AiohttpRequest) -> Any:
    api = Api(token, base_url=url, request=request, get_updates_request=request)
    return await api.call("sendMessage", {"chat_id": 1, "text": "한글"})


async def failure(url: str, token: str, request: AiohttpRequest | None = None) -> TelegramError:
    """How a message to the address fails."""
    async with request or AiohttpRequest(QUICK) as started:
        with pytest.raises(TelegramError) as caught:
            await ask(url, token, started)
    return caught.value


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error with all that led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def assert_no_token(error: BaseException, token: str) -> None:
    said = "".join(traceback.format_exception(error)) + "".join(map(repr, chain(error)))
    assert token not in said
    assert token.replace(":", "%3A") not in said
    assert token.partition(":")[2] not in said


@contextmanager
def closed_port() -> Iterator[int]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield one.getsockname()[1]


@contextmanager
def full_port() -> Iterator[int]:
    """A port whose queue is full: connecting to it takes for ever."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen(0)
        waiting = []
        for _ in range(3):
            other = socket.socket()
            other.setblocking(False)
            other.connect_ex(one.getsockname())
            waiting.append(other)
        yield one.getsockname()[1]
        for other in waiting:
            other.close()


@pytest.mark.parametrize("port", [closed_port, full_port], ids=["refused", "no answer to the connection"])
def test_what_cannot_connect_was_not_sent(port: Callable[[], Any], token: str) -> None:
    with port() as number:
        error = asyncio.run(failure(f"http://127.0.0.1:{number}/bot", token))
    assert isinstance(error, NotSentError)
    assert_no_token(error, token)


@pytest.mark.parametrize("url", ["http://", "http://[bad/bot", "ftp://127.0.0.1/bot", "http://127.0.0.1:99999/bot"])
def test_what_is_no_address_was_not_sent(url: str, token: str) -> None:
    error = asyncio.run(failure(url, token))
    assert isinstance(error, NotSentError)
    assert_no_token(error, token)


def test_what_waits_for_a_connection_too_long_was_not_sent(telegram_with: Any, token: str) -> None:
    async def second_of_two() -> tuple[TelegramError, int]:
        request = AiohttpRequest(Timeouts(pool=0.1, connect=0.1, write=0.2, read=1.0), connections=1)
        reached = asyncio.Event()

        async def hold(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
            reached.set()
            await asyncio.Event().wait()

        async with telegram_with(hold) as (_, server), request:
            first = asyncio.create_task(ask(server.url, token, request))
            await reached.wait()
            with pytest.raises(TelegramError) as caught:
                await ask(server.url, token, request)
            first.cancel()
            return caught.value, len(server.asked)

    error, asked = asyncio.run(second_of_two())
    assert isinstance(error, NotSentError)
    assert asked == 1
    assert_no_token(error, token)


def test_a_handshake_that_fails_sends_no_request(says: Any, token: str) -> None:
    async def no_tls() -> TelegramError:
        async with plain_server(says.http(400, "no TLS here")) as port:
            return await failure(f"https://127.0.0.1:{port}/bot", token)

    error = asyncio.run(no_tls())
    assert isinstance(error, NotSentError)
    assert_no_token(error, token)


@pytest.mark.parametrize("said", ["HTTP/1.1 403 -\r\n\r\n", "HTTP/1.1 407 -\r\n\r\n"])
def test_a_proxy_that_does_not_connect_sends_no_request(said: str, token: str) -> None:
    async def through_proxy() -> TelegramError:
        async with plain_server(said.encode()) as port:
            request = AiohttpRequest(QUICK, proxy=f"http://127.0.0.1:{port}")
            return await failure("https://api.telegram.org/bot", token, request)

    error = asyncio.run(through_proxy())
    assert isinstance(error, NotSentError)
    assert_no_token(error, token)


def test_a_proxy_that_is_not_there_sends_no_request(token: str) -> None:
    with closed_port() as port:
        request = AiohttpRequest(QUICK, proxy=f"http://127.0.0.1:{port}")
        error = asyncio.run(failure("https://api.telegram.org/bot", token, request))
    assert isinstance(error, NotSentError)
    assert_no_token(error, token)


@asynccontextmanager
async def plain_server(said: bytes) -> AsyncIterator[int]:
    """A server that answers the first bytes of every connection, whatever they are."""

    async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(said)
        writer.close()

    server = await asyncio.start_server(converse, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def test_a_bot_that_is_not_started_or_stopped_sends_nothing(telegram_with: Any, token: str) -> None:
    async def both() -> tuple[TelegramError, TelegramError, int]:
        request = AiohttpRequest(QUICK)
        async with telegram_with() as (_, server):
            with pytest.raises(TelegramError) as before:
                await ask(server.url, token, request)
            async with request:
                await ask(server.url, token, request)
            with pytest.raises(TelegramError) as after:
                await ask(server.url, token, request)
            return before.value, after.value, len(server.asked)

    before, after, asked = asyncio.run(both())
    assert isinstance(before, NotSentError)
    assert isinstance(after, NotSentError)
    assert asked == 1


async def hang(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def hang_in_the_middle(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 -\r\nContent-Length: 1000\r\n\r\n{"ok":true')
    await asyncio.Event().wait()


async def close(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def close_in_the_middle(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 -\r\nContent-Length: 1000\r\n\r\n{"ok":true')
    await writer.drain()
    writer.close()


def rows(says: Any, token: str) -> dict[str, tuple[Any, type[TelegramError]]]:
    """What a server does after it has read the request, and what that is called. None of it is NotSentError."""

    async def break_off(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        says.reset(writer)

    async def break_off_in_the_middle(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b'HTTP/1.1 200 -\r\nContent-Length: 1000\r\n\r\n{"ok":true')
        await writer.drain()
        await asyncio.sleep(0.01)
        says.reset(writer)

    page = f"<html>https://api.telegram.org/bot{token}/sendMessage failed"
    no = says.no
    return {
        "reset before the answer": (break_off, NetworkError),
        "closed before the answer": (close, NetworkError),
        "reset in the answer": (break_off_in_the_middle, NetworkError),
        "closed in the answer": (close_in_the_middle, NetworkError),
        "no answer": (hang, TimedOut),
        "half an answer": (hang_in_the_middle, TimedOut),
        "no HTTP": (b"SSH-2.0-OpenSSH\r\n\r\n", NetworkError),
        "500": (no(500, "Internal Server Error"), NetworkError),
        "500 page": (says.http(500, page), NetworkError),
        "502 page": (says.http(502, page), NetworkError),
        "504 without a body": (says.http(504, ""), NetworkError),
        "200 page": (says.http(200, page), NetworkError),
        "200 without a body": (says.http(200, ""), NetworkError),
        "200 list": (says.http(200, '[{"result": 1}]'), NetworkError),
        "200 without a result": (says.http(200, '{"ok": true}'), NetworkError),
        "200 of a failure": (says.http(200, '{"ok": false, "description": "no"}'), NetworkError),
        "200 with a result elsewhere": (says.http(200, '{"a": {"result": 1}}'), NetworkError),
        "200 cut off": (says.http(200, '{"ok": true, "result": {"mess'), NetworkError),
        "moved": (says.http(307, "", "Location: http://127.0.0.1:9/x"), NetworkError),
        "403 of a proxy": (says.http(403, page), NetworkError),
        "404 of a proxy": (says.http(404, page), NetworkError),
        "400 of a proxy": (says.http(400, page), NetworkError),
        "409": (no(409, "Conflict: terminated by other getUpdates request"), TelegramError),
        "429 page": (says.http(429, page), TooManyRequestsError),
        "429 without a time": (no(429, "Too Many Requests"), TooManyRequestsError),
        "429": (no(429, "Too Many Requests: retry after 7", retry_after=7), RetryAfter),
        "migration": (no(400, "Bad Request: upgraded", migrate_to_chat_id=-1005), ChatMigrated),
        "400": (no(400, "Bad Request: chat not found"), BadRequest),
        "401": (no(401, "Unauthorized"), InvalidToken),
        "403": (no(403, "Forbidden: bot was blocked by the user"), Forbidden),
        "404": (no(404, "Not Found"), InvalidToken),
    }


ROWS = list(rows(type("No", (), {"http": lambda *_: b"", "no": lambda *_, **__: b""}), ""))


@pytest.mark.parametrize("row", ROWS)
def test_what_fails_after_the_first_byte_is_never_called_not_sent(
    row: str, telegram_with: Any, says: Any, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    step, expected = rows(says, token)[row]

    async def once() -> tuple[TelegramError, int]:
        async with telegram_with(step) as (_, server):
            return await failure(server.url, token), len(server.asked)

    caplog.set_level(logging.INFO)
    error, asked = asyncio.run(once())
    assert isinstance(error, expected)
    assert not isinstance(error, NotSentError)
    assert asked == 1
    assert_no_token(error, token)
    assert token not in caplog.text
