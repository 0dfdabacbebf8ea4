"""One HTTP server for all that a process answers: our own pages, and what a platform posts to us."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.errors import SettingsError

log = logging.getLogger(__name__)

MOST_BYTES = 1 << 20  # of a request's body
CLOSE_SECONDS = 1.0  # for what is being answered when it closes


@dataclass(slots=True)
class Serving:
    """Answers `routes` at a host and port from `open` to `close`; POST requests go to who opened their path."""

    host: str
    port: int
    routes: Iterable[web.AbstractRouteDef]
    middlewares: Iterable[Middleware] = ()
    _posted: dict[str, Handler] = field(default_factory=dict, init=False)
    _runner: web.AppRunner | None = field(default=None, init=False)

    @property
    def address(self) -> str:
        """Where it listens; with port 0, on the port that it was given."""
        if self._runner is None or not self._runner.addresses:
            return f"http://{self.host}:{self.port}"
        host, port, *_ = self._runner.addresses[0]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def open(self) -> None:
        """Listen. Raises SettingsError where that cannot be."""
        app = web.Application(client_max_size=MOST_BYTES, middlewares=self.middlewares)
        app.add_routes([*self.routes, web.route("*", "/{path:.*}", self._take)])
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSE_SECONDS)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self.host, self.port).start()
        except OSError as error:
            await self.close()
            where = f"{self.host}, port {self.port}"
            raise SettingsError(
                f"Cannot listen on {where}: {error.strerror}. Set PAPERWIRE_HTTP_HOST or PAPERWIRE_HTTP_PORT to others."
            ) from error
        log.info("Listening at %s.", self.address)

    async def close(self) -> None:
        """Answer nothing more."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @contextmanager
    def opened(self, path: str, take: Handler) -> Iterator[None]:
        """What is posted to the path is given to `take` meanwhile."""
        self._posted[path] = take
        try:
            yield
        finally:
            del self._posted[path]

    async def _take(self, request: web.Request) -> web.StreamResponse:
        take = self._posted.get(request.path) if request.method == "POST" else None
        if take is None:
            raise web.HTTPNotFound
        return await take(request)
