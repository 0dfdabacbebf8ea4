"""A repository on GitHub, or on a server that speaks as it does: its tree says by hashes what changed.

https://docs.github.com/en/rest/git/trees, and about conditional requests, which cost nothing of the rate limit:
https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
"""

import asyncio
import datetime as dt
import json
import posixpath
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from adapters import markdown as md
from adapters import registry, retrieve
from adapters.model import Issue, Ref
from bot.fetching.asking import Answer, Ask
from bot.fetching.errors import FetchError, MissingError
from bot.fetching.patterns import matcher
from bot.fetching.places import Document, Found, Look, Noted, Unread, Web

AT_FIRST = 30  # issues that are read on a first visit
TREE = ""  # the key of the tree's note
_PUBLIC_API = "https://api.github.com"
_LARGEST_TREE = 100_000  # files
_LONGEST_PATH = 255


@dataclass(frozen=True, slots=True)
class Repository:
    """`github:OWNER/REPO/PATTERN@BRANCH#ADAPTER`; an empty `branch` is the default one."""

    owner: str
    repo: str
    pattern: str = ""
    branch: str = ""
    adapter: str | None = None
    every: dt.timedelta = dt.timedelta(minutes=15)

    @property
    def address(self) -> str:
        """What the store knows it by."""
        path = "/".join(part for part in (self.owner, self.repo, self.pattern) if part)
        branch = f"@{self.branch}" if self.branch else ""
        return f"github:{path}{branch}{f'#{self.adapter}' if self.adapter else ''}"

    @property
    def name(self) -> str:
        """What readers know it by."""
        return self.adapter or f"{self.owner}/{self.repo}"

    @property
    def under(self) -> str:
        """How the keys of its issues begin."""
        return f"github.com/{self.owner}/{self.repo}/"

    async def look(self, web: Web, look: Look) -> AsyncGenerator[Found]:
        """The files that are new or changed, newest first; then the tree, which is known only when they are."""
        noted = look.notes.get(TREE, {})
        answer = await self._tree(web, {} if look.backfill else noted)
        if answer.body is None:
            yield Noted(TREE, answer.note, answer.fresh)
            return
        hashes = await asyncio.to_thread(self._hashes, answer.body)
        for path in look.notes.keys() - hashes.keys() - {TREE}:
            yield Noted(path, None)
        wanted = _wanted(hashes, look)
        read = _how_many(look, len(wanted))
        for path in wanted[:read]:
            yield await self._document(web, path, hashes[path])
        for path in wanted[read:]:
            yield Noted(path, {"hash": hashes[path], "left": True})
        if look.first or not look.backfill:
            yield Noted(TREE, answer.note, answer.fresh)

    async def paths(self, web: Web) -> list[str]:
        """All its files that may be issues, the newest first. Raises FetchError."""
        answer = await self._tree(web, {})
        return sorted(self._hashes(answer.body or b""), key=_age, reverse=True)

    def read(self, document: Document) -> Iterable[Issue | Unread]:
        """The issue that a file is."""
        text = retrieve.decode(document.body, document.url)
        yield registry.parse(text, Ref(self._issue_key(document.key), document.url), self.adapter)

    def _issue_key(self, path: str) -> str:
        return f"{self.under}{path}"

    async def _tree(self, web: Web, note: Mapping[str, str]) -> Answer:
        try:
            return await web.fetch(self._ask_tree(web, note))
        except MissingError as error:
            branch = f" with a branch {self.branch}" if self.branch else ""
            raise FetchError(f"There is no repository {self.owner}/{self.repo}{branch} that we may read.") from error

    def _ask_tree(self, web: Web, note: Mapping[str, str]) -> Ask:
        url = f"{web.github_api}/repos/{self.owner}/{self.repo}/git/trees/{quote(self.branch or 'HEAD', safe='')}"
        return Ask(f"{url}?recursive=1", note, _headers(web), "application/vnd.github+json")

    def _hashes(self, body: bytes) -> dict[str, str]:
        """The hashes of the files that may be issues, by path. Raises FetchError."""
        tree = _tree(body)
        wanted = matcher(self.pattern)
        files = {one["path"]: one["sha"] for one in tree if _is_file(one)}
        return {path: found for path, found in files.items() if _is_digest(path) and wanted.fullmatch(path)}

    async def _document(self, web: Web, path: str, found: str) -> Document:
        try:
            answer = await web.fetch(self._ask_file(web, path, found))
        except MissingError as error:
            raise FetchError(f"{path} is in the tree, and is not there.") from error
        url = f"https://github.com/{self.owner}/{self.repo}/blob/{quote(self.branch or 'HEAD')}/{quote(path)}"
        return Document(path, url, answer.body or b"", {"hash": found})

    def _ask_file(self, web: Web, path: str, found: str) -> Ask:
        """From the API where it is not GitHub's own, or there is a token: else sixty files would use up an hour."""
        if web.github_token or web.github_api != _PUBLIC_API:
            url = f"{web.github_api}/repos/{self.owner}/{self.repo}/git/blobs/{found}"
            return Ask(url, headers=_headers(web), accept="application/vnd.github.raw+json")
        return Ask(f"{web.github_raw}/{self.owner}/{self.repo}/{quote(self.branch or 'HEAD')}/{quote(path)}")


def _wanted(hashes: Mapping[str, str], look: Look) -> list[str]:
    """The paths to read, the newest issues first."""

    def is_wanted(path: str) -> bool:
        known = look.notes.get(path)
        if look.backfill and not look.first:  # what is new is news, and comes with the next visit
            return known is not None and bool(known.get("left")) and _age(path)[0] >= (look.since or dt.date.min)
        return known is None or known.get("hash") != hashes[path]

    return sorted(filter(is_wanted, hashes), key=_age, reverse=True)


def _age(path: str) -> tuple[dt.date, str]:
    return md.date_of_file(path) or dt.date.min, path


def _how_many(look: Look, wanted: int) -> int:
    """How many of them are read: on a first visit, which may be in its second part, only the newest."""
    if look.backfill or not look.first:
        return wanted
    return max(AT_FIRST - sum(key != TREE for key in look.notes), 0)


def _headers(web: Web) -> dict[str, str]:
    version = {"X-GitHub-Api-Version": "2022-11-28"}
    return {**version, "Authorization": f"Bearer {web.github_token}"} if web.github_token else version


def _tree(body: bytes) -> list[Mapping[str, str]]:
    try:
        document = json.loads(body)
        tree = document["tree"]
        truncated = document.get("truncated")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise FetchError("The answer is no tree of a repository.") from error
    if truncated or not isinstance(tree, list) or len(tree) > _LARGEST_TREE:
        raise FetchError("The repository has too many files to be listed.")
    return tree


def _is_file(one: object) -> bool:
    return (
        isinstance(one, dict)
        and one.get("type") == "blob"
        and isinstance(one.get("path"), str)
        and isinstance(one.get("sha"), str)
    )


def _is_digest(path: str) -> bool:
    if len(path) > _LONGEST_PATH or any(part.startswith(".") for part in path.split("/")):
        return False
    return posixpath.splitext(path)[1].lower() in retrieve.MARKDOWN_SUFFIXES
