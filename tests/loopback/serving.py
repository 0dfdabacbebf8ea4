"""A platform over HTTP, in a thread of its own, with connections that break when they are told to."""

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, ClassVar

from aiohttp import web

LINGER_NOT = struct.pack("ii", 1, 0)  # closing sends RST


@dataclass
class LoopbackServer:
    """A server on 127.0.0.1. It may be closed and opened again; the port stays."""

    MOST_BYTES: ClassVar[int]  # of a file

    port: int = field(default=0, init=False)
    _thread: threading.Thread = field(init=False)
    _loop: asyncio.AbstractEventLoop = field(init=False)
    _end: asyncio.Event = field(init=False)
    _runner: web.AppRunner = field(init=False)
    _site: web.TCPSite | None = field(default=None, init=False)

    def start(self) -> None:
        listening = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve(listening)), name=type(self).__module__)
        self._thread.start()
        assert listening.wait(30)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def open(self) -> None:
        """Take connections."""
        self._run(self._open())

    def close(self) -> None:
        """Refuse connections and break those that are open."""
        self._run(self._close())

    def add_routes(self, app: web.Application) -> None:
        """What the server answers."""
        raise NotImplementedError

    async def begin(self) -> None:
        """What goes on beside answering; called when the server begins, in its loop."""

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    async def _serve(self, listening: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        self._end = asyncio.Event()
        app = web.Application(client_max_size=self.MOST_BYTES + (1 << 20))
        self.add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.01)
        await self._runner.setup()
        beside = asyncio.create_task(self.begin())
        await self._open()
        listening.set()
        await self._end.wait()
        beside.cancel()
        await asyncio.gather(beside, return_exceptions=True)
        await self._close()
        await self._runner.cleanup()

    async def _open(self) -> None:
        self._site = web.TCPSite(self._runner, "127.0.0.1", self.port, backlog=1000)
        await self._site.start()
        self.port = self._runner.addresses[0][1]

    async def _close(self) -> None:
        if self._site is not None:
            await self._site.stop()
            self._site = None
        for connection in list(self._runner.server.connections if self._runner.server else ()):
            if connection.transport is not None:
                reset(connection.transport)


def reset(transport: asyncio.BaseTransport) -> None:
    """Break a connection so that the other side gets an error, not an end."""
    taken: socket.socket | None = transport.get_extra_info("socket")
    if taken is not None and taken.fileno() >= 0:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
