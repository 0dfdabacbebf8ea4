"""Requests to Discord over the library's own, which keeps the limits of its routes. No gateway is needed for them."""

import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route

from bot.message import File
from bot.transports.base import TransportError
from bot.transports.discord.errors import FAILURES, transport_error
from bot.transports.text import clean

log = logging.getLogger(__name__)

API_URL = "https://discord.com/api/v10"
CONNECTIONS = 100
IDLE_SECONDS = 10.0  # a connection that rested longer may be half closed, and what is written to it in doubt
SIGN_IN_SECONDS, ANSWER_SECONDS = 8.0, 15.0  # together less than a sender waits (`bot.delivery.SendSettings`)
LONGEST_WAIT = 30.0  # seconds that the library waits for a route by itself

Json = dict[str, Any]


def redirect(api_url: str, gateway_url: str | None) -> None:
    """Have the library speak with another server than Discord's: it keeps these addresses in its classes."""
    Route.BASE = api_url.rstrip("/")
    if gateway_url is not None:
        DiscordWebSocket.DEFAULT_GATEWAY = type(DiscordWebSocket.DEFAULT_GATEWAY)(gateway_url)


@dataclass(slots=True)
class Rest:
    """A bot's requests. It signs in with the first one, once. All methods raise TransportError."""

    token: str
    seconds: float = ANSWER_SECONDS
    user_id: str = field(default="", init=False)  # the bot's own, once it has signed in
    _http: HTTPClient | None = field(default=None, init=False)
    _signing_in: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    def __repr__(self) -> str:
        return "Rest(…)"

    async def close(self) -> None:
        """Close all connections."""
        http, self._http = self._http, None
        if http is not None:
            await http.close()

    async def call(self, method: str, path: str, body: Any = None, **parameters: Any) -> Any:
        """What Discord answers, as it says it. `parameters` fill the path; those that are limited apart keep apart."""
        given = {} if body is None else {"json": body}
        return await self._request(Route(method, path, **parameters), given)

    async def upload(self, path: str, body: Json, files: Sequence[File], **parameters: Any) -> Any:
        """The same with files, which the body may speak of."""
        form: list[Json] = [{"name": "payload_json", "value": json.dumps(body)}]
        given = []
        for number, file in enumerate(files):
            stream = discord.File(BytesIO(file.content), filename=clean(file.name).replace("/", "_") or "file")
            given.append(stream)
            form.append({"name": f"files[{number}]", "value": stream.fp, "filename": stream.filename})
        return await self._request(Route("POST", path, **parameters), {"form": form, "files": given})

    async def _request(self, route: Route, given: Json) -> Any:
        http = await self._signed_in()
        try:
            async with asyncio.timeout(self.seconds):
                return await http.request(route, **given)
        except FAILURES as error:
            raise transport_error(error) from error

    async def _signed_in(self) -> HTTPClient:
        """The library's client, signed in. What fails before that was not sent."""
        try:
            async with asyncio.timeout(SIGN_IN_SECONDS), self._signing_in:
                if self._http is None:
                    self._http = await self._sign_in()
                return self._http
        except FAILURES as error:
            failed = transport_error(error)
            raise TransportError(
                failed.reason, permanent=failed.permanent, retry_after=failed.retry_after, whole_bot=failed.whole_bot
            ) from error

    async def _sign_in(self) -> HTTPClient:
        connector = aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=IDLE_SECONDS)
        http = HTTPClient(asyncio.get_running_loop(), connector, max_ratelimit_timeout=LONGEST_WAIT)
        try:
            self.user_id = str((await http.static_login(self.token))["id"])
        except BaseException:
            await http.close()
            raise
        return http


def snowflake(answer: Any) -> str:
    """The id of what an answer shows. Raises TransportError: then nobody knows what was done."""
    if isinstance(answer, dict) and isinstance(answer.get("id"), str):
        return str(answer["id"])
    raise TransportError("The answer is none of Discord's.", delivered_unknown=True)
