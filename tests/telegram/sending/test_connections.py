"""What goes over a connection, and how long one is kept."""

import asyncio
from typing import Any

import pytest
from telegram import InputFile

from bot.transports.telegram.api import Api
from bot.transports.telegram.http import AiohttpRequest, Timeouts


async def ask(url: str, token: str, request: AiohttpRequest, method: str = "sendMessage", **arguments: Any) -> Any:
    api = Api(token, base_url=url, request=request, get_updates_request=request)
    return await api.call(method, {"chat_id": 5} | arguments)


@pytest.mark.parametrize(("idle", "connections"), [(10.0, 1), (0.001, 3)])
def test_a_connection_serves_again_until_it_has_rested_too_long(
    idle: float, connections: int, telegram_with: Any, token: str
) -> None:
    async def three_times() -> int:
        async with telegram_with() as (_, server), AiohttpRequest(Timeouts(idle=idle)) as request:
            for _ in range(3):
                await ask(server.url, token, request)
                await asyncio.sleep(0.01)
            return server.connections

    assert asyncio.run(three_times()) == connections


def test_idle_connections_are_kept_ten_seconds_at_most() -> None:
    own = Timeouts()
    assert own.idle <= 10
    assert own.pool + own.connect + own.write + own.read < 30  # seconds that a sender waits


def test_text_goes_as_json_and_files_as_multipart(telegram_with: Any, token: str) -> None:
    async def both() -> list[Any]:
        async with telegram_with() as (_, server), AiohttpRequest() as request:
            await ask(server.url, token, request, text="한글 \ud800", reply_markup={"a": [1]})
            document = InputFile(b"a,b\r\n" * 500_000, filename="논문.csv")
            await ask(server.url, token, request, "sendDocument", document=document)
            return server.asked

    message, document = asyncio.run(both())
    assert message.arguments == {"chat_id": 5, "text": "한글 ?", "reply_markup": {"a": [1]}}
    assert b"multipart/form-data" in document.raw
    assert b'name="chat_id"\r\n\r\n5\r\n' in document.raw
    assert b"a,b\r\n" * 500_000 in document.raw
    assert 'filename="논문.csv"'.encode() in document.raw


def test_a_file_is_fetched_as_it_is(telegram_with: Any, says: Any, token: str) -> None:
    async def fetch() -> bytes:
        async with telegram_with(says.http(200, "any bytes")) as (_, server), AiohttpRequest() as request:
            return await request.retrieve(f"{server.url}{token}/photos/1.jpg")

    assert asyncio.run(fetch()) == b"any bytes"
