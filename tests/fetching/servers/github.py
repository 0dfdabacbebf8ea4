"""The API of GitHub, as far as trees and blobs go, with its rate limit.

https://docs.github.com/en/rest/git/trees and https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

import hashlib
import json
from dataclasses import dataclass, field

from aiohttp import web

from tests.fetching.servers.serving import Server, conditional


@dataclass
class GitHub(Server):
    """One repository. `left` requests are answered, then 403 until `reset` (UTC epoch); 304 costs none."""

    repo: str = "ann/digests"
    files: dict[str, bytes] = field(default_factory=dict)
    token: str | None = None
    left: int = 5000
    reset: int = 0
    moved: bool = False

    def put(self, path: str, text: str) -> None:
        self.files[path] = text.encode()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if self.token and request.headers.get("Authorization") != f"Bearer {self.token}":
            return self._json({"message": "Not Found"}, 404)
        start = f"/repos/{self.repo}/git"
        if self.moved and request.path.startswith(start):
            return web.Response(
                status=301, headers={"Location": f"/repositories/7/git{request.path[len(start) :]}?recursive=1"}
            )
        start = "/repositories/7/git" if self.moved else start
        if not request.path.startswith(start):
            return self._json({"message": "Not Found"}, 404)
        return self._counted(self._find(request, request.path[len(start) :]))

    def _find(self, request: web.Request, path: str) -> web.Response:
        if path.startswith("/trees/none"):
            return self._json({"message": "Not Found"}, 404)
        if path.startswith("/trees/"):
            tree = [{"path": name, "type": "blob", "sha": sha(data)} for name, data in sorted(self.files.items())]
            tree.append({"path": "folder", "type": "tree", "sha": "0" * 40})
            body = json.dumps({"sha": "1", "tree": tree, "truncated": False}).encode()
            return conditional(request, body, Cache_Control="private, max-age=60, s-maxage=60")
        blobs = {sha(data): data for data in self.files.values()}
        found = blobs.get(path.removeprefix("/blobs/"))
        if found is None or "raw" not in request.headers["Accept"]:
            return self._json({"message": "Not Found"}, 404)
        return conditional(request, found)

    def _counted(self, response: web.Response) -> web.Response:
        if response.status != 304:
            if self.left == 0:
                response = self._json({"message": "API rate limit exceeded"}, 403)
            self.left = max(self.left - 1, 0)
        response.headers["X-RateLimit-Remaining"] = str(self.left)
        response.headers["X-RateLimit-Reset"] = str(self.reset)
        return response

    @staticmethod
    def _json(value: object, status: int) -> web.Response:
        return web.json_response(value, status=status)


def sha(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()  # noqa: S324 - as git does
