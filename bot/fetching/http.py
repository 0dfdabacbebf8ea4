"""Requests to publishers: conditional, bounded in every respect, to public addresses only, redirects checked again."""

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, replace
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import urljoin, urlsplit

import aiohttp

from bot.fetching import caching
from bot.fetching.asking import Answer, Ask
from bot.fetching.bodies import Bounds, read_bounded
from bot.fetching.errors import FetchError, GoneError, LimitedError, MissingError, RefusedError
from bot.fetching.guard import ForbiddenAddressError, Guard, GuardedResolver, Resolve

USER_AGENT = "Paperwire/0.1 (reads research-paper digests)"
_MOVED = frozenset({301, 308})
_ELSEWHERE = frozenset({301, 302, 303, 307, 308})
_LONGEST_URL = 2048
_SENTENCES: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (aiohttp.ClientSSLError, "The server's encryption (TLS) does not work."),
    (aiohttp.ClientConnectorDNSError, "The server's name is not known."),
    (TimeoutError, "The server did not answer in time."),
    (aiohttp.ClientConnectorError, "The server cannot be reached."),
    ((aiohttp.InvalidURL, ValueError), "The address cannot be read."),
)
Turns = Callable[[str], AbstractAsyncContextManager[None] | None]


class Fetcher:
    """Gets what publishers serve, between `async with`. `turns` says on whose turn an address has to wait."""

    def __init__(
        self,
        *,
        guard: Guard,
        now: Callable[[], dt.datetime],
        bounds: Bounds | None = None,
        turns: Turns = lambda _: None,
        resolve: Resolve | None = None,
    ) -> None:
        self._guard = guard
        self._now = now
        self._bounds = bounds or Bounds()
        self._turns = turns
        self._resolve = resolve
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        system = aiohttp.ThreadedResolver()
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=8,
                use_dns_cache=False,
                keepalive_timeout=10,
                resolver=GuardedResolver(self._resolve or system.resolve, self._guard),
                socket_factory=self._guard.make_socket,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"},
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._bounds.connect, sock_read=self._bounds.idle),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def fetch(self, ask: Ask) -> Answer:
        """Get it, wherever it moved. Raises FetchError."""
        async with AsyncExitStack() as stack:
            turn = self._turns(ask.note.get("moved", ask.url))
            if turn is not None:
                await stack.enter_async_context(turn)
            try:
                async with asyncio.timeout(self._bounds.total):
                    return await self._find(ask)
            except TimeoutError as error:
                raise FetchError("The server did not answer in time.") from error

    async def _find(self, ask: Ask) -> Answer:
        """Ask where it moved for good, and if nothing is there any more, where it was."""
        try:
            return await self._follow(ask)
        except MissingError:
            if "moved" not in ask.note:
                raise
            return await self._follow(replace(ask, note={}))

    async def _follow(self, ask: Ask) -> Answer:
        """Ask one address after the other until one answers."""
        url = ask.note.get("moved", ask.url)
        note, moved = dict(ask.note), True
        for _ in range(self._bounds.redirects + 1):
            _check(url)
            answer = await self._ask(ask, url, note)
            if isinstance(answer, Answer):
                return answer
            moved = moved and answer.for_good
            if moved:
                note["moved"] = answer.url
            url = answer.url
        raise RefusedError(f"The server redirects more than {self._bounds.redirects} times.")

    async def _ask(self, ask: Ask, url: str, note: Mapping[str, str]) -> "Answer | _Elsewhere":
        if self._session is None:
            raise FetchError("Nothing is fetched any more: the program is ending.")
        try:
            async with self._session.get(url, headers=_headers(ask, url, note), allow_redirects=False) as response:
                return await self._read(url, response, note)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise _failure(error) from error

    async def _read(self, url: str, response: aiohttp.ClientResponse, note: Mapping[str, str]) -> "Answer | _Elsewhere":
        headers, status = response.headers, response.status
        fresh = caching.max_age(headers, self._now())
        if status == HTTPStatus.NOT_MODIFIED:
            return Answer(url, None, {**note, **caching.validators(headers)}, fresh)
        if status in _ELSEWHERE and "Location" in headers:
            return _Elsewhere(urljoin(url, headers["Location"]), status in _MOVED)
        if status != HTTPStatus.OK:
            raise _refusal(status, headers, self._now())
        if (response.content_length or 0) > self._bounds.size:
            raise RefusedError(f"The answer is over {self._bounds.size // 2**20} MiB.")
        pieces = response.content.iter_any()
        body = await read_bounded(pieces, headers.get("Content-Encoding", ""), self._bounds)
        kept = {"moved": note["moved"]} if "moved" in note else {}
        found = {**kept, **caching.validators(headers)}
        return Answer(url, body, found, fresh, response.charset, response.content_type)


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    """A redirect, and whether it is for good."""

    url: str
    for_good: bool


def _check(url: str) -> None:
    """Raise RefusedError for what is no address of ours to ask."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise RefusedError("The address cannot be read.") from error
    if parts.scheme not in ("http", "https") or not named:
        raise RefusedError("Only http and https addresses are read.")
    if parts.username or parts.password:
        raise RefusedError("An address with a name or password in it is not read.")
    if len(url) > _LONGEST_URL:
        raise RefusedError(f"The address is longer than {_LONGEST_URL} characters.")


def _headers(ask: Ask, url: str, note: Mapping[str, str]) -> dict[str, str]:
    own = ask.headers if _origin(url) == _origin(ask.url) else {}
    return {"Accept": ask.accept, **caching.conditions(note), **own}


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _refusal(status: int, headers: Mapping[str, str], now: dt.datetime) -> FetchError:
    """What an answer means that is none."""
    wait = caching.retry_after(headers, now)
    if status == HTTPStatus.GONE:
        return GoneError("The server says that it is gone for good (410).", status=status)
    if status == HTTPStatus.NOT_FOUND:
        return MissingError("There is nothing at the address (404).", status=status)
    if status == HTTPStatus.UNAUTHORIZED:
        return FetchError("The server wants a token, or refuses the one that it got (401).", status=status)
    reset = _reset(headers, now)
    if status in (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS) and (wait is not None or reset is not None):
        return LimitedError(f"The server asks to wait ({status}).", status=status, wait=wait or reset)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return LimitedError("The server asks to wait (429).", status=status)
    return FetchError(f"The server answered {status}.", status=status, wait=wait)


def _reset(headers: Mapping[str, str], now: dt.datetime) -> dt.timedelta | None:
    """When a rate limit that is used up begins anew, as GitHub says it."""
    at = headers.get("X-RateLimit-Reset", "")
    if headers.get("X-RateLimit-Remaining") != "0" or not at.isascii() or not at.isdigit() or len(at) > 11:
        return None
    return max(dt.datetime.fromtimestamp(int(at), dt.UTC) - now, dt.timedelta())


def _failure(error: Exception) -> FetchError:
    """What an error of aiohttp says, without the address, which may hold a secret."""
    forbidden = _cause(error, ForbiddenAddressError)
    if forbidden is not None:
        return RefusedError(f"It is not read: {forbidden}.")
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        why = getattr(error.certificate_error, "verify_message", "")
        return FetchError(f"The server's certificate is not valid{f': {why}' if why else ''}.")
    said = next((sentence for kinds, sentence in _SENTENCES if isinstance(error, kinds)), None)
    return FetchError(said or f"The connection broke ({type(error).__name__}).")


def _cause(error: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    """The error of that kind in the chain of an error's causes."""
    for _ in range(10):
        if error is None or isinstance(error, kind):
            return error
        error = getattr(error, "os_error", None) or error.__cause__ or error.__context__
    return None
