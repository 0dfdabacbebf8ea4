"""Requests to the Bot API over aiohttp, with errors that tell what was not sent from what may have been.

The bot's token is part of every address. So nothing raised here has a cause, quotes aiohttp, or names an address.
"""

import io
import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 100

# Everything that aiohttp raises before it has a connection to write to: https://docs.aiohttp.org/en/stable/
# client_reference.html#hierarchy-of-exceptions. ConnectionTimeoutError is also that of the wait for a free one.
_BEFORE = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)


class NotSentError(NetworkError):
    """The request failed before its first byte was written: the server knows nothing of it."""


class TooManyRequestsError(NetworkError):
    """429 that does not say for how long: nothing was done."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds for a free connection, for making one, for writing a request, and between two pieces of an answer.

    Without files they are less together than a sender waits for a transport (`bot.delivery.SendSettings`). `idle` is
    how long a connection is kept unused: one that rested longer may be half closed, and what is written to it in doubt.
    """

    pool: float = 2.0
    connect: float = 5.0
    write: float = 5.0
    write_files: float = 60.0
    read: float = 15.0
    idle: float = 10.0


class AiohttpRequest(BaseRequest):
    """The library's requests on one aiohttp session, between `initialize` and `shutdown`.

    Raises NotSentError for what the server never saw, and TelegramError of other classes for everything else.
    """

    __slots__ = ("_connections", "_proxy", "_session", "_timeouts")

    def __init__(
        self, timeouts: Timeouts | None = None, *, connections: int = CONNECTIONS, proxy: str | None = None
    ) -> None:
        self._timeouts = timeouts or Timeouts()
        self._connections = connections
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds between two pieces of an answer, where a call does not say."""
        return self._timeouts.read

    async def initialize(self) -> None:
        """Open the session, if it is not open."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=self._timeouts.idle),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT, "Accept-Encoding": "identity"},
            )

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(  # noqa: PLR0913, PLR0917 - the signature is the library's
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Send one request; the status and the body of its answer. Raises TelegramError."""
        if self._session is None:
            raise NotSentError("The bot is not started, or stopped.")
        with_files = request_data is not None and request_data.contains_files
        asked = (pool_timeout, connect_timeout, write_timeout, read_timeout)
        body, headers = _multipart(request_data) if with_files else _json(request_data)
        failure: TelegramError | None
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                headers=headers,
                timeout=self._limits(asked, with_files=with_files),
                allow_redirects=False,  # the address, and with it the token, is for this server only
                proxy=self._proxy,
            ) as response:
                status, answer = response.status, await response.read()
        except (aiohttp.ClientError, OSError) as error:
            failure = _failure(error)
        else:
            failure = _misread(method, status, answer)
        if failure is not None:
            raise failure  # here, where the error of aiohttp is not its context
        return status, answer

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer of the Bot API. Raises TelegramError, which does not quote it, if it is none."""
        document = _document(payload)
        if document is None:
            raise NetworkError("The answer is none of the Bot API.")
        return document

    def _limits(self, asked: tuple[Any, Any, Any, Any], *, with_files: bool) -> aiohttp.ClientTimeout:
        own = self._timeouts
        defaults = (own.pool, own.connect, own.write_files if with_files else own.write, own.read)
        pool, connect, write, read = (
            default if value is BaseRequest.DEFAULT_NONE or value is None else value
            for value, default in zip(asked, defaults, strict=True)
        )
        return aiohttp.ClientTimeout(
            total=pool + connect + write + read, connect=pool + connect, sock_connect=connect, sock_read=read
        )


def _failure(error: Exception) -> TelegramError:
    """What an error of aiohttp says about the request: that it was not sent, or that nobody knows."""
    kind = type(error).__name__  # its text may hold the address
    if isinstance(error, _BEFORE):
        return NotSentError(f"The Bot API cannot be reached ({kind}).")
    if isinstance(error, TimeoutError):
        return TimedOut(f"The Bot API did not answer in time ({kind}).")
    return NetworkError(f"The connection to the Bot API broke ({kind}).")


def _misread(method: str, status: int, answer: bytes) -> TelegramError | None:
    """What to raise where the library would misread an answer, such as the 403 of a proxy on the way."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        fits = method != "POST" or b'"result"' in answer  # else it is a file
        return None if fits else NetworkError("The answer has no result.")
    document = _document(answer)
    if status == HTTPStatus.TOO_MANY_REQUESTS and not _says_when(document):
        return TooManyRequestsError("Too many requests.")
    if document is None:
        return NetworkError(f"The answer is none of the Bot API (status {status}).")
    return None


def _document(payload: bytes) -> dict[str, Any] | None:
    """The answer as the Bot API gives them; None for anything else."""
    try:
        document = json.loads(payload)
    except ValueError:
        return None
    if isinstance(document, dict) and ("result" in document or document.get("ok") is False):
        return document
    return None


def _says_when(document: dict[str, Any] | None) -> bool:
    parameters = document.get("parameters") if document else None
    return isinstance(parameters, dict) and bool(parameters.get("retry_after"))


def _json(data: RequestData | None) -> tuple[bytes | None, dict[str, str]]:
    if data is None:
        return None, {}
    body = json.dumps(data.parameters, ensure_ascii=False, separators=(",", ":"))
    return body.encode("utf-8", "replace"), {"Content-Type": "application/json"}


def _multipart(data: RequestData | None) -> tuple[aiohttp.FormData, dict[str, str]]:
    form = aiohttp.FormData(quote_fields=False)  # names of files as they are, not percent-encoded
    if data is not None:
        for name, value in data.json_parameters.items():
            form.add_field(name, value)
        for name, (filename, content, mime_type) in data.multipart_data.items():
            stream = io.BytesIO(content) if isinstance(content, bytes) else content
            form.add_field(name, stream, filename=filename, content_type=mime_type)
    return form, {}
