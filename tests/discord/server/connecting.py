"""The gateway over a websocket: HELLO, IDENTIFY, READY, RESUME, heartbeats, and how connections end."""

import asyncio
import json
import zlib
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from tests.discord.server.faults import Json, Rule
from tests.discord.server.sessions import ALL_INTENTS, PRIVILEGED, Close, Connection, Frame, Intent, Op, Session
from tests.discord.server.shapes import guild_json, own_user_json, unavailable_json
from tests.discord.server.world import World

VERSION = "10"
MOST_GUILDS_PER_SHARD = 2500
MOST_A_MINUTE, MINUTE = 120, 60.0


@dataclass
class ClosedError(Exception):
    """The bot did what ends its connection."""

    code: Close | None


class Line:
    """One websocket: a reader that handles what the bot says, and a writer that sends what is queued for it."""

    def __init__(self, world: World, token: str) -> None:
        self.world = world
        self.token = token
        self.socket = web.WebSocketResponse(autoping=True, compress=False)
        self.woken = asyncio.Event()
        self.loop = asyncio.get_running_loop()
        self.connection = Connection(self._wake)
        self.deflate: zlib._Compress | None = None

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Talk until either side ends it."""
        if request.query.get("compress") == "zlib-stream":
            self.deflate = zlib.compressobj()
        await self.socket.prepare(request)
        self.world.gateway.connections.append(self.connection)
        self.connection.send(Op.HELLO, {"heartbeat_interval": int(self.world.heartbeat_interval * 1000)})
        if request.query.get("v") != VERSION or request.query.get("encoding") != "json":
            self.connection.put(Close.INVALID_VERSION)
        writer = asyncio.create_task(self._write(request))
        try:
            await self._read()
        finally:
            with self.world.changed:
                self._hang_up()
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)
        return self.socket

    def _wake(self) -> None:
        """Look for frames, from whatever thread."""
        self.loop.call_soon_threadsafe(self.woken.set)

    def _hang_up(self) -> None:
        self.world.gateway.connections.remove(self.connection)
        session = self.connection.session
        if session is not None and session.connection is self.connection:
            session.connection = None
        self.world.changed.notify_all()

    async def _write(self, request: web.Request) -> None:
        while True:
            await self.woken.wait()
            self.woken.clear()
            while self.connection.frames:
                await self._send(self.connection.frames.pop(0), request)

    async def _send(self, frame: Frame, request: web.Request) -> None:
        if isinstance(frame, Close):
            self.world.gateway.closes[frame] += 1
            await self.socket.close(code=frame)
        elif frame is None:
            if request.transport is not None:
                request.transport.abort()
        elif self.deflate is not None and isinstance(frame, str):
            data = self.deflate.compress(frame.encode()) + self.deflate.flush(zlib.Z_SYNC_FLUSH)
            await self.socket.send_bytes(data)
        elif isinstance(frame, str):
            await self.socket.send_str(frame)
        else:
            await self.socket.send_bytes(frame)

    async def _read(self) -> None:
        over = False
        async for message in self.socket:
            if over or message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                continue
            try:
                with self.world.changed:
                    self._handle(_read_payload(message.data))
                    self.world.changed.notify_all()
            except ClosedError as error:
                self.connection.put(error.code)
                over = True

    def _handle(self, payload: Json) -> None:
        self.world.gateway.received.append(payload)
        op, data = payload.get("op"), payload.get("d")
        self._check_pace(op)
        if op == Op.HEARTBEAT:
            if not self.world.gateway.deaf:
                self.connection.send(Op.HEARTBEAT_ACK)
        elif op == Op.IDENTIFY:
            self._identify(_object(data))
        elif op == Op.RESUME:
            self._resume(_object(data))
        elif op not in (Op.PRESENCE, Op.VOICE_STATE, Op.REQUEST_MEMBERS):
            raise ClosedError(Close.UNKNOWN_OPCODE)
        elif self.connection.session is None:
            raise ClosedError(Close.NOT_AUTHENTICATED)

    def _check_pace(self, op: Any) -> None:
        """So many payloads a minute and no more; heartbeats count, too."""
        now = self.world.now()
        self.connection.spoken.append(now)
        while self.connection.spoken[0] <= now - MINUTE:
            self.connection.spoken.popleft()
        if len(self.connection.spoken) > MOST_A_MINUTE:
            self.world.report(Rule.FLOOD, f"more than {MOST_A_MINUTE} gateway payloads a minute, the last of op {op}")
            raise ClosedError(Close.RATE_LIMITED)

    def _identify(self, data: Json) -> None:
        world, gateway = self.world, self.world.gateway
        gateway.identifies += 1
        if self.connection.session is not None:
            raise ClosedError(Close.ALREADY_AUTHENTICATED)
        if gateway.refuse_with:
            raise ClosedError(gateway.refuse_with.pop(0))
        if data.get("token") != self.token:
            raise ClosedError(Close.AUTHENTICATION_FAILED)
        shard = self._shard(data)
        self._check_intents(int(data.get("intents", -1)))
        session = Session(f"{world.number('session'):032x}", shard, int(data["intents"]), self.connection)
        gateway.sessions[session.id] = session
        self.connection.session = session
        self._say_ready(session)

    def _shard(self, data: Json) -> tuple[int, int]:
        number, count = data.get("shard", (0, 1))
        if not 0 <= number < count:
            raise ClosedError(Close.INVALID_SHARD)
        guilds = sum(one.installed for one in self.world.guilds.values())
        if count < self.world.shards or guilds > MOST_GUILDS_PER_SHARD * count:
            raise ClosedError(Close.SHARDING_REQUIRED)
        return number, count

    def _check_intents(self, intents: int) -> None:
        if not 0 <= intents <= ALL_INTENTS:
            raise ClosedError(Close.INVALID_INTENTS)
        asked = intents & PRIVILEGED & ~self.world.privileged
        if asked:
            self.world.report(Rule.PRIVILEGED, repr(Intent(asked)))
            raise ClosedError(Close.DISALLOWED_INTENTS)

    def _say_ready(self, session: Session) -> None:
        world = self.world
        guilds = [one for one in world.guilds.values() if one.installed and session.hears(one.id)]
        ready: Json = {
            "v": int(VERSION),
            "user": own_user_json(world.bot),
            "guilds": [unavailable_json(one) for one in guilds],
            "session_id": session.id,
            "resume_gateway_url": world.gateway.url,
            "shard": list(session.shard),
            "application": {"id": str(world.bot.id), "flags": 0},
        }
        session.dispatch("READY", ready)
        for guild in guilds:
            if guild.available and session.intents & Intent.GUILDS:
                session.dispatch("GUILD_CREATE", guild_json(world, guild))

    def _resume(self, data: Json) -> None:
        self.world.gateway.resumes += 1
        session = self.world.gateway.sessions.get(str(data.get("session_id")))
        if data.get("token") != self.token:
            raise ClosedError(Close.AUTHENTICATION_FAILED)
        if session is None or not session.valid:
            self.connection.send(Op.INVALID_SESSION, data=False)
            return
        seq = int(data.get("seq") or 0)
        if seq > len(session.log):
            session.valid = False
            raise ClosedError(Close.INVALID_SEQUENCE)
        session.connection, self.connection.session = self.connection, session
        for number in range(seq + 1, len(session.log) + 1):
            session.tell(number)
        session.dispatch("RESUMED", {})


def _object(data: Any) -> Json:
    if not isinstance(data, dict):
        raise ClosedError(Close.DECODE_ERROR)
    return data


def _read_payload(data: str | bytes) -> Json:
    try:
        payload = json.loads(data)
    except ValueError:
        raise ClosedError(Close.DECODE_ERROR) from None
    if not isinstance(payload, dict):
        raise ClosedError(Close.DECODE_ERROR)
    return payload
