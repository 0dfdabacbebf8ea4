"""What a request asks for: its route, its path, its body and the files that come with it."""

import json
from dataclasses import dataclass, field

from aiohttp import BodyPartReader, web

from tests.discord.server.faults import BAD_JSON, Fault, Json
from tests.discord.server.forms import Form


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a request."""

    name: str
    content_type: str
    content: bytes


@dataclass
class Query:
    """A request. `numbers` are the ids of its path; `fault` is what happens to its answer."""

    route: str
    method: str
    path: str
    numbers: dict[str, int]
    words: dict[str, str]
    params: dict[str, str]
    body: Json | list[Json]
    uploads: dict[int, Upload] = field(default_factory=dict)
    authorized: bool = True
    fault: Fault | None = None

    @property
    def form(self) -> Form:
        """The body, to be read field by field."""
        return Form(self.body if isinstance(self.body, dict) else {})

    @property
    def major(self) -> str:
        """What a bucket is kept for, beside the route."""
        first = next((name for name in ("channel_id", "guild_id", "webhook_id") if name in self.numbers), "")
        return f"{self.numbers.get(first, '')}{self.words.get('token', '')}"

    def wants(self, param: str) -> bool:
        return self.params.get(param, "").lower() in ("1", "true")


async def read_body(request: web.Request) -> tuple[Json | list[Json], dict[int, Upload]]:
    """The body of a request in JSON, or in parts of which `payload_json` is the body and the rest are files."""
    if request.content_type == "multipart/form-data":
        return await _read_parts(request)
    raw = await request.read()
    if not raw:
        return {}, {}
    return _parse(raw), {}


async def _read_parts(request: web.Request) -> tuple[Json | list[Json], dict[int, Upload]]:
    body: Json | list[Json] = {}
    uploads: dict[int, Upload] = {}
    async for part in await request.multipart():
        assert isinstance(part, BodyPartReader)
        content = bytes(await part.read(decode=True))
        if part.name == "payload_json":
            body = _parse(content)
        elif part.name and part.name.startswith("files["):
            kind = part.headers.get("Content-Type", "application/octet-stream")
            uploads[int(part.name[6:-1])] = Upload(part.filename or "file", kind, content)
    return body, uploads


def _parse(raw: bytes) -> Json | list[Json]:
    try:
        parsed = json.loads(raw)
    except ValueError:
        raise BAD_JSON.error() from None
    if not isinstance(parsed, dict | list):
        raise BAD_JSON.error()
    return parsed
