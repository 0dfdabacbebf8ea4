"""Discord as somebody else understood it: simcord's model of it behind an HTTP server and a gateway.

simcord runs a bot inside its own process, in the place of the library's connections. Ours is to keep its connections,
so that this server puts them in front of simcord's routes and events. What Discord accepts, answers, refuses and shows
is simcord's word alone.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Self, TypeVar

import discord
import simcord
from aiohttp import WSMsgType, web
from simcord.backend import serializers
from simcord.backend.errors import BackendError
from simcord.http import router

T = TypeVar("T")

TOKEN = "MTIz.independent.token"  # noqa: S105 - of nobody
HEARTBEAT_MILLISECONDS = 41_250
PREFIX = "/api/v10"
DISPATCH, HEARTBEAT, IDENTIFY, HELLO, ACKNOWLEDGED = 0, 1, 2, 10, 11


class Simulated:
    """A server for one bot, in a thread of its own. Its people are simcord's: `do` what they do in its loop."""

    token = TOKEN

    def __init__(self) -> None:
        self.lost: list[str] = []  # what simcord does not know
        self.identified = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._served = asyncio.Condition()  # told of each request
        self._thread = threading.Thread(target=self._loop.run_forever, name="simcord")
        self._gateways: list[web.WebSocketResponse] = []
        self._number = 0
        self._telling: set[asyncio.Task[None]] = set()

    def __enter__(self) -> Self:
        self._thread.start()
        self.do(self._start())
        return self

    def __exit__(self, *_: object) -> None:
        self.do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self._port}/gateway"

    def wait_for_bot(self, *, seconds: float) -> None:
        """Wait until it receives."""
        assert self.identified.wait(seconds)

    def do(self, what: Coroutine[Any, Any, T]) -> T:
        """Await it in the server's loop."""
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(30)

    def make(self, what: Callable[[simcord.Env], T]) -> T:
        """Call it in the server's loop."""

        async def call() -> T:
            return what(self.env)

        return self.do(call())

    def answered(self, what: Coroutine[Any, Any, Any]) -> Any:
        """Do something that the bot has to answer with a message; what came of it, once that is there."""

        async def act() -> Any:
            result = await what
            await self._until(lambda: result.response and result.response.components)
            return result

        return self.do(act())

    def offered(self, what: Coroutine[Any, Any, Any]) -> dict[str, str]:
        """Type something; what the bot offers for it."""

        async def act() -> dict[str, str]:
            await what  # which does not wait for a bot outside of its process
            typed = list(self.env.backend.interactions.values())[-1]
            await self._until(lambda: typed.autocomplete_choices is not None)
            return {choice["name"]: choice["value"] for choice in typed.autocomplete_choices or ()}

        return self.do(act())

    async def _until(self, holds: Callable[[], Any]) -> None:
        async with asyncio.timeout(20), self._served:
            await self._served.wait_for(holds)

    async def _start(self) -> None:
        onlooker = discord.Client(intents=discord.Intents(guilds=True))  # simcord is for a client of its own process
        self.env = simcord.Env(onlooker)
        await self.env.start()
        self.env.backend.subscribers.append(self._tell)
        application = web.Application()
        application.router.add_get("/gateway/", self._gateway)
        application.router.add_get("/gateway", self._gateway)
        application.router.add_route("*", PREFIX + "/{path:.*}", self._serve)
        self._runner = web.AppRunner(application)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._port = self._runner.addresses[0][1]

    async def _end(self) -> None:
        for socket in self._gateways:
            await socket.close()
        await self._runner.cleanup()
        await self.env.shutdown()

    async def _serve(self, request: web.Request) -> web.Response:
        answer = await self._answered(request)
        async with self._served:
            self._served.notify_all()
        return answer

    async def _answered(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix(PREFIX)
        if "/callback" not in path and request.headers.get("Authorization") != f"Bot {TOKEN}":
            return _answer({"code": 0, "message": "401: Unauthorized"}, 401)
        if path == "/gateway/bot":
            limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
            return _answer({"url": self.gateway_url, "shards": 1, "session_start_limit": limit})
        body = await request.json() if request.can_read_body else None
        try:
            answer = router.dispatch(
                self.env.backend, request.method, path, json=body, params=dict(request.query), files=[]
            )
        except BackendError as error:
            if error.status == web.HTTPNotImplemented.status_code:
                self.lost.append(str(error))
            return _answer(error.to_json(), error.status)
        return web.Response(status=204) if answer is None else _answer(answer)

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": HELLO, "d": {"heartbeat_interval": HEARTBEAT_MILLISECONDS}})
        async for frame in socket:
            if frame.type is WSMsgType.TEXT:
                await self._hear(socket, json.loads(frame.data))
        return socket

    async def _hear(self, socket: web.WebSocketResponse, said: dict[str, Any]) -> None:
        if said["op"] == HEARTBEAT:
            await socket.send_json({"op": ACKNOWLEDGED})
        elif said["op"] == IDENTIFY:
            assert said["d"]["token"] == TOKEN
            await self._welcome(socket)

    async def _welcome(self, socket: web.WebSocketResponse) -> None:
        backend = self.env.backend
        ready = {
            "v": 10,
            "user": serializers.user_payload(backend.bot_user),
            "guilds": [{"id": str(guild), "unavailable": True} for guild in backend.guilds],
            "session_id": "one",
            "resume_gateway_url": self.gateway_url,
            "shard": [0, 1],
            "application": {"id": str(backend.application_id), "flags": 0},
        }
        await self._dispatch(socket, "READY", ready)
        for guild in backend.guilds.values():
            await self._dispatch(socket, "GUILD_CREATE", serializers.guild_create_payload(backend, guild))
        self._gateways.append(socket)
        self.identified.set()

    def _tell(self, event: str, payload: Any) -> None:
        """What happens in simcord's model, to the bot."""
        for socket in self._gateways:
            task = self._loop.create_task(self._dispatch(socket, event, payload))
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _dispatch(self, socket: web.WebSocketResponse, event: str, payload: Any) -> None:
        self._number += 1
        await socket.send_json({"op": DISPATCH, "t": event, "s": self._number, "d": payload})


def _answer(document: Any, status: int = 200) -> web.Response:
    """JSON as Discord sends it, without a charset: the library reads no other."""
    return web.Response(body=json.dumps(document).encode(), status=status, content_type="application/json")
