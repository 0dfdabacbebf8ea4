"""A request to the platform: its method and parameters, however they were sent."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.telegram.server.faults import Fault, RefusedError, bad_request


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in the body of a request."""

    name: str
    content_type: str
    content: bytes


@dataclass(slots=True)
class Query:
    """A call of a method. `fault` is what is to happen to its answer once it took effect."""

    method: str
    arguments: dict[str, str]
    uploads: dict[str, Upload] = field(default_factory=dict)
    fault: Fault | None = None

    def text(self, name: str) -> str:
        return self.arguments.get(name, "")

    def flag(self, name: str) -> bool:
        return self.text(name).lower() in ("true", "yes", "1")

    def integer(self, name: str) -> int:
        """A number; what is none counts as 0, as on the real server."""
        try:
            return int(self.text(name))
        except ValueError:
            return 0

    def document(self, name: str) -> Any:
        """A JSON value, None when there is none."""
        if not self.text(name):
            return None
        try:
            return json.loads(self.text(name))
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def upload(self, name: str) -> Upload | None:
        """Find the file of a parameter, sent as its value or beside it (attach://)."""
        return self.uploads.get(self.text(name).removeprefix("attach://") or name)


async def read_query(request: web.Request, method: str) -> Query:
    """Read a request; parameters come in its address, as JSON, as a form or in parts."""
    arguments = {name: str(value) for name, value in request.query.items()}
    if request.content_type == "application/json":
        return Query(method, arguments | _from_json(await request.read()))
    uploads: dict[str, Upload] = {}
    for name, value in (await request.post()).items():
        if isinstance(value, web.FileField):
            with value.file:
                uploads[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            arguments[name] = value if isinstance(value, str) else bytes(value).decode()
    return Query(method, arguments, uploads)


def _from_json(body: bytes) -> dict[str, str]:
    try:
        document = json.loads(body or b"{}")
    except ValueError:
        raise RefusedError(400, "Bad Request: can't parse JSON object") from None
    if not isinstance(document, dict):
        raise RefusedError(400, "Bad Request: can't parse JSON object")
    shown = {name: value for name, value in document.items() if value is not None}
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in shown.items()}
