"""The platform over HTTP, in a thread of its own, with connections that break when they are told to."""

import asyncio
import json
import re
import traceback
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.loopback.serving import LoopbackServer, reset
from tests.telegram.server.faults import (
    FLOODS,
    HANGS,
    RESETS,
    TAKES_EFFECT,
    Fault,
    FaultError,
    RefusedError,
    Rule,
    bad_request,
    too_many_requests,
)
from tests.telegram.server.polling import deliver_to_webhook, get_updates
from tests.telegram.server.registry import EPHEMERAL_METHODS, METHODS
from tests.telegram.server.requests import Query, read_query
from tests.telegram.server.world import Call, Ephemeral, World

WEBHOOK_PAUSE = 0.05  # seconds between two tries; the real server waits longer each time
_PATH = re.compile(r"/(?P<file>file/)?bot(?P<token>[^/]+)/(?P<rest>.+)")
_TOKEN = re.compile(r"\d+:[\w-]+")


@dataclass(slots=True)
class Answer:
    """What the client is told."""

    status: int
    document: dict[str, Any]
    fault: Fault | None = None


@dataclass
class Serving(LoopbackServer):
    """The HTTP side of a world."""

    MOST_BYTES = 50 << 20

    world: World
    token: str
    _woken: asyncio.Event = field(init=False)

    def add_routes(self, app: web.Application) -> None:
        app.router.add_route("*", "/{path:.*}", self._handle)

    async def begin(self) -> None:
        """Post updates to the webhook, if there is one."""
        self._woken = asyncio.Event()
        self.world.on_update = self.wake
        await deliver_to_webhook(self.world, self._woken, WEBHOOK_PAUSE)

    def wake(self) -> None:
        """Look for updates again, from whatever thread."""
        self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self._woken.set()
        if self.world.poll is not None:
            self.world.poll.woken.set()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        match = _PATH.fullmatch(request.path)
        if match and match["file"] and match["token"] == self.token:
            media = self.world.files.get(match["rest"].rpartition("/")[2])
            return web.Response(body=media.content) if media else self._respond(request, _not_found())
        if match is None or match["file"] or not _TOKEN.fullmatch(match["token"]):
            return self._respond(request, _not_found())
        if match["token"] != self.token:
            return self._respond(request, _refused(RefusedError(401, "Unauthorized")))
        try:
            query = await read_query(request, match["rest"].lower())
        except RefusedError as error:
            return self._respond(request, _refused(error))
        except web.HTTPRequestEntityTooLarge:
            return self._respond(request, _refused(RefusedError(413, "Request Entity Too Large")))
        return await self._answer(request, query)

    async def _answer(self, request: web.Request, query: Query) -> web.StreamResponse:
        try:
            answer = Answer(200, {"ok": True, "result": await self._call(query)}, query.fault)
        except RefusedError as error:
            answer = _refused(error)
        except FaultError as error:
            answer = _failed(error.fault)
        except Exception:  # noqa: BLE001 - a mistake of this server must fail the test that meets it
            self.world.report(Rule.SERVER, traceback.format_exc())
            answer = _refused(RefusedError(500, "Internal Server Error"))
        status = 0 if answer.fault in RESETS | HANGS else answer.status
        with self.world.changed:
            said = answer.document.get("description", "")
            self.world.calls.append(Call(query.method, query.arguments, self.world.now(), status, said))
            self.world.changed.notify_all()
        if answer.fault in HANGS:
            await self._end.wait()
        return self._respond(request, answer)

    async def _call(self, query: Query) -> Any:
        with self.world.changed:
            self._take_fault(query)
            if self.world.logged_out:
                raise bad_request("Logged out")
        if query.method == "getupdates":
            return await get_updates(self.world, query)
        later = EPHEMERAL_METHODS if self.world.ephemeral is not Ephemeral.OFF else {}
        method = METHODS.get(query.method) or later.get(query.method)
        if method is None:
            raise RefusedError(404, "Not Found")
        with self.world.changed:
            return method(self.world, query)

    def _take_fault(self, query: Query) -> None:
        """A fault of the method itself, whatever the chat."""
        name = next((one for one in self.world.faults if str(one).lower() == query.method), None)
        listed = self.world.faults[name] if name is not None else []
        if not listed:
            return
        fault = listed.pop(0)
        if fault in FLOODS:
            raise too_many_requests(1 if fault is Fault.FLOOD else None)
        if fault not in TAKES_EFFECT:
            raise FaultError(fault)
        query.fault = fault

    def _respond(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        if answer.fault in RESETS and request.transport is not None:
            reset(request.transport)
        if answer.fault in (Fault.BROKEN, Fault.BROKEN_AFTER):
            page = f"<html><h1>502 Bad Gateway</h1>{request.path}</html>"
            return web.Response(status=502, text=page, content_type="text/html")
        if answer.fault is Fault.NONSENSE:
            return web.Response(text=f"<html>nonsense {request.path}", content_type="text/html")
        document = {"ok": True} if answer.fault is Fault.HOLLOW else answer.document
        body = json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")
        return web.Response(status=answer.status, body=body, content_type="application/json")


def _not_found() -> Answer:
    return _refused(RefusedError(404, "Not Found"))


def _failed(fault: Fault) -> Answer:
    return _refused(RefusedError(401, "Unauthorized")) if fault is Fault.UNAUTHORIZED else Answer(502, {}, fault)


def _refused(error: RefusedError) -> Answer:
    return Answer(error.code, error.document())
