"""The platform over HTTP, in a thread of its own, with connections that break when they are told to."""

import asyncio
import json
import traceback
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.discord.server.admitting import CLOUDFLARE_PAGE, admit, note_status
from tests.discord.server.connecting import Line
from tests.discord.server.faults import (
    HANGS,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    RESETS,
    STATUS_OF,
    TOO_LARGE,
    UNAUTHORIZED,
    Fault,
    FaultError,
    RefusedError,
    Rule,
)
from tests.discord.server.requests import Query, read_body
from tests.discord.server.routes import ROUTES, Route
from tests.discord.server.world import Call, World
from tests.loopback.serving import LoopbackServer, reset

API = "/api/v10"


@dataclass(slots=True)
class Answer:
    """What the client is told; no document is an answer without a body."""

    status: int
    document: Any
    headers: dict[str, str] = field(default_factory=dict)
    fault: Fault | None = None


@dataclass
class Serving(LoopbackServer):
    """The HTTP side of a world."""

    MOST_BYTES = 10 << 20

    world: World
    token: str

    def add_routes(self, app: web.Application) -> None:
        app.router.add_get("/gateway", self._connect)
        app.router.add_get("/gateway/", self._connect)
        app.router.add_route("*", "/{path:.*}", self._handle)

    async def _open(self) -> None:
        await super()._open()
        self.world.gateway.url = f"ws://127.0.0.1:{self.port}/gateway"

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        return await Line(self.world, self.token).serve(request)

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        try:
            query, route = await self._read(request)
        except RefusedError as error:
            answer = Answer(error.status, error.document(), error.headers)
            with self.world.changed:
                path = request.path.removeprefix(API)
                self._note(Query("", request.method, path, {}, {}, {}, {}), error.status, answer)
            return self._respond(request, answer)
        return await self._answer(request, query, route)

    async def _read(self, request: web.Request) -> tuple[Query, Route]:
        path = request.path.removeprefix(API)
        matches = [(route, match) for route in ROUTES if (match := route.pattern.fullmatch(path))]
        if not matches or path == request.path:
            raise NOT_FOUND.error()
        found = next((one for one in matches if one[0].method == request.method), None)
        if found is None:
            raise METHOD_NOT_ALLOWED.error()
        route, match = found
        authorized = request.headers.get("Authorization") == f"Bot {self.token}"
        if route.authorized and not authorized:
            raise UNAUTHORIZED.error()
        try:
            body, uploads = await read_body(request)
        except web.HTTPRequestEntityTooLarge:
            raise TOO_LARGE.error() from None
        numbers = {name: int(value) for name, value in match.groupdict().items() if name.endswith("_id")}
        words = {name: value for name, value in match.groupdict().items() if name not in numbers}
        params = dict(request.query)
        return Query(route.name, route.method, path, numbers, words, params, body, uploads, authorized), route

    async def _answer(self, request: web.Request, query: Query, route: Route) -> web.StreamResponse:
        with self.world.changed:
            answer = self._call(query, route)
            status = 0 if answer.fault in RESETS | HANGS else _status_of(answer)
            self._note(query, status, answer)
        if answer.fault in HANGS:
            await self._end.wait()
        if answer.fault is Fault.SLOW:
            await asyncio.sleep(self.world.slow_seconds)
        return self._respond(request, answer)

    def _call(self, query: Query, route: Route) -> Answer:
        headers: dict[str, str] = {}
        try:
            headers = admit(self.world, query, limited=route.limited)
            document = route.handler(self.world, query)
        except RefusedError as error:
            return Answer(error.status, error.document(), headers | error.headers)
        except FaultError as error:
            return Answer(502, None, headers, error.fault)
        except Exception:  # noqa: BLE001 - a mistake of this server must fail the test that meets it
            self.world.report(Rule.SERVER, traceback.format_exc())
            return Answer(500, {"message": "500: Internal Server Error", "code": 0})
        return Answer(route.status if document is not None else 204, document, headers, query.fault)

    def _note(self, query: Query, status: int, answer: Answer) -> None:
        said = answer.document if status >= 400 and isinstance(answer.document, dict) else {}
        body = query.body if isinstance(query.body, dict) else {"": query.body}
        words = (said.get("code", 0), said.get("message", ""), said.get("errors", {}))
        now = self.world.now()
        self.world.calls.append(
            Call(query.route, query.method, query.path, body, now, status, *words, params=query.params)
        )
        note_status(self.world, status)
        self.world.changed.notify_all()

    def _respond(self, request: web.Request, answer: Answer) -> web.StreamResponse:
        fault = answer.fault
        if fault in RESETS and request.transport is not None:
            reset(request.transport)
        if fault is Fault.BANNED:
            return web.Response(status=429, text=CLOUDFLARE_PAGE, content_type="text/html")
        if fault in STATUS_OF:
            return web.Response(status=STATUS_OF[fault], text="<html>broken", content_type="text/html")
        headers = answer.headers | {"Via": "1.1 google"}
        if answer.document is None and fault is not Fault.HOLLOW:
            return web.Response(status=answer.status, headers=headers)
        document = {} if fault is Fault.HOLLOW else answer.document
        body = json.dumps(document).encode("utf-8", "surrogatepass")
        return web.Response(status=answer.status, body=body, headers=headers, content_type="application/json")


def _status_of(answer: Answer) -> int:
    return answer.status if answer.fault is None else STATUS_OF.get(answer.fault, answer.status)
