"""Receiving by webhook: Telegram posts each update to our address, with a secret that only it and we know."""

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from bot.transports.telegram.api import Api
from bot.transports.telegram.receiving import ALLOWED, STOP_SECONDS, Turns, read_update

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - its name
MOST_BYTES = 1 << 20  # of an update


def secret_of(token: str) -> str:
    """The secret for a bot: it needs no setting of its own, and does not give the token away."""
    return hmac.new(token.encode(), b"webhook", hashlib.sha256).hexdigest()


@dataclass(slots=True)
class Webhook:
    """Serves the path of `url`, Telegram's way to us, on this host and port. Any number of processes may."""

    api: Api
    turns: Turns
    url: str
    host: str
    port: int

    async def run(self) -> None:
        """Receive until cancelled. Raises TelegramError when Telegram does not take the address."""
        secret = secret_of(self.api.token)
        app = web.Application(client_max_size=MOST_BYTES)
        app.router.add_post(urlsplit(self.url).path or "/", self._answering(secret))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.host, self.port).start()
            await self.api.set_webhook(self.url, secret_token=secret, allowed_updates=ALLOWED)
            log.info("Telegram posts its updates to %s.", self.url)
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()
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
