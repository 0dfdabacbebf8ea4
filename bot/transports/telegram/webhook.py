"""Receiving by webhook: Telegram posts each update to our address, with a secret that only it and we know."""

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from aiohttp import web

from bot.transports.telegram.api import Api
from bot.transports.telegram.receiving import ALLOWED, STOP_SECONDS, Turns, read_update

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name


def secret_of(token: str) -> str:
    """The secret for a bot: it needs no setting of its own, and does not give the token away."""
    return hmac.new(token.encode(), b"webhook", hashlib.sha256).hexdigest()


class Door(Protocol):
    """The HTTP server of this process."""

    def opened(
        self, path: str, take: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> AbstractContextManager[None]:
        """What is posted to the path is given to `take` meanwhile."""
        ...


@dataclass(slots=True)
class Webhook:
    """Takes what is posted to the path of `url`, Telegram's way to our `door`. Any number of processes may."""

    api: Api
    turns: Turns
    url: str
    door: Door

    async def run(self) -> None:
        """Receive until cancelled. Raises TelegramError when Telegram does not take the address."""
        secret = secret_of(self.api.token)
        try:
            with self.door.opened(urlsplit(self.url).path or "/", self._answering(secret)):
                await self.api.set_webhook(self.url, secret_token=secret, allowed_updates=ALLOWED)
                log.info("Telegram posts its updates to %s.", self.url)
                await asyncio.Event().wait()
        finally:
            await self.turns.finish(STOP_SECONDS)

    def _answering(self, secret: str) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def answer(request: web.Request) -> web.Response:
            if not hmac.compare_digest(request.headers.get(SECRET_HEADER, ""), secret):
                return web.Response(status=403)
            try:
                update = read_update(await request.json(), self.api)
            except ValueError:
                return web.Response(status=400)
            if update is not None:
                await self.turns.take(update)
            return web.Response()

        return answer
