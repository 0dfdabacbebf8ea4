"""What every server of ours has: a port on loopback, and a record of what it was asked and what it sent."""

import hashlib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web


@dataclass(frozen=True)
class Asked:
    """A request and its answer: `sent` are the bytes of the body."""

    path: str
    headers: Mapping[str, str]
    status: int
    sent: int


@dataclass
class Server:
    """Answers on a port of loopback; `answer` is what each kind of server has of its own."""

    asked: list[Asked] = field(default_factory=list)
    root: str = ""
    host: str = ""
    broken: tuple[int, bytes, dict[str, str]] | None = None
    _runner: web.AppRunner | None = None

    async def start(self, tls: ssl.SSLContext | None = None) -> None:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=tls)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # noqa: SLF001 - aiohttp has no other way to say it
        self.host = f"127.0.0.1:{port}"
        self.root = f"{'https' if tls else 'http'}://{self.host}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        response = await self.answer(request) if self.broken is None else _broken(*self.broken)
        body = getattr(response, "body", None)
        self.asked.append(
            Asked(request.path_qs, dict(request.headers), response.status, len(body) if isinstance(body, bytes) else 0)
        )
        return response

    async def answer(self, request: web.Request) -> web.StreamResponse:
        raise NotImplementedError

    def breaks(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Answer so from now on, whatever is asked."""
        self.broken = (status, body, {name.replace("_", "-"): value for name, value in headers.items()})

    def asked_since(self) -> list[Asked]:
        """What was asked since this was last called."""
        asked, self.asked = self.asked, []
        return asked


def _broken(status: int, body: bytes, headers: dict[str, str]) -> web.Response:
    return web.Response(status=status, body=body, headers=headers)


def conditional(request: web.Request, body: bytes, **headers: str) -> web.Response:
    """The body with its ETag, or 304 for whoever has it."""
    etag = f'"{hashlib.sha1(body).hexdigest()}"'  # noqa: S324 - as an ETag
    named = {name.replace("_", "-"): value for name, value in headers.items()} | {"ETag": etag}
    if etag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=named)
    return web.Response(body=body, headers=named)
