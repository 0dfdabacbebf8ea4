"""What the errors of Discord mean for a message: the one place that reads them."""

from enum import Enum
from http import HTTPStatus

import aiohttp
from discord import Forbidden, HTTPException, LoginFailure, NotFound, RateLimited

from bot.transports.base import TransportError

# Everything that aiohttp raises before it has a connection to write to: https://docs.aiohttp.org/en/stable/
# client_reference.html#hierarchy-of-exceptions. ConnectionTimeoutError is also that of the wait for a free one.
_BEFORE = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)
# What may come of a request that was begun; LookupError, TypeError and ValueError are the library's words for an
# answer that is none of Discord's.
FAILURES = (HTTPException, RateLimited, LoginFailure, aiohttp.ClientError, OSError, LookupError, TypeError, ValueError)
LONG_PAUSE = 60.0  # seconds to leave a server alone that turns everybody away


class Refusal(Enum):
    """Why Discord refused a request. Whatever the reason: it did nothing."""

    GONE = "gone"  # the chat takes no messages of the bot any more
    CLOSED = "closed"  # the thread is archived or locked
    NO_TEXTS = "no texts"  # the channel takes no messages: a forum, in which posts are begun
    TAG = "tag"  # posts of the forum must have a tag
    NOT_THERE = "not there"  # the message or the interaction is gone, too old or answered
    OTHER = "other"  # what was sent is wrong


# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
_REFUSALS = {
    10003: Refusal.GONE,  # unknown channel
    10004: Refusal.GONE,  # unknown server
    10013: Refusal.GONE,  # unknown user
    50001: Refusal.GONE,  # missing access
    50007: Refusal.GONE,  # this person takes no messages
    50013: Refusal.GONE,  # missing permissions
    50278: Refusal.GONE,  # no server in common with this person
    50083: Refusal.CLOSED,  # the thread is archived
    160005: Refusal.CLOSED,  # the thread is locked
    50008: Refusal.NO_TEXTS,
    50024: Refusal.NO_TEXTS,  # not on a channel of this type
    40067: Refusal.TAG,
    10008: Refusal.NOT_THERE,  # unknown message
    10015: Refusal.NOT_THERE,  # unknown webhook: the interaction was never answered
    10062: Refusal.NOT_THERE,  # unknown interaction
    40060: Refusal.NOT_THERE,  # the interaction is answered already
    50027: Refusal.NOT_THERE,  # the interaction is too old
}
_TOO_FAST = {40003}  # private chats are opened too fast
_ON_THE_WAY = {0, 40333}


class RefusedError(TransportError):
    """Discord refused it with a code of its own: nothing was done, so that something else may be tried."""

    def __init__(self, reason: str, refusal: Refusal) -> None:
        # What is wrong with a message stays wrong: for whoever tries no other form of it, it counts as a message of
        # which nobody knows, so that it is neither repeated without end nor the end of its chat.
        permanent = refusal in {Refusal.GONE, Refusal.CLOSED, Refusal.NO_TEXTS}
        super().__init__(reason, permanent=permanent, delivered_unknown=not permanent)
        self.refusal = refusal


def transport_error(error: BaseException) -> TransportError:  # noqa: PLR0911 - a line for each meaning
    """What an error says of a request."""
    if isinstance(error, RateLimited):
        return TransportError("Discord: too many requests.", retry_after=error.retry_after)
    if isinstance(error, LoginFailure):
        return TransportError("Discord refuses the token.", permanent=True, whole_bot=True)
    if isinstance(error, HTTPException):
        return _answered(error)
    kind = type(error).__name__
    if isinstance(error, _BEFORE):
        return TransportError(f"Discord cannot be reached ({kind}).")
    if isinstance(error, TimeoutError):
        return TransportError("Discord did not answer in time.", delivered_unknown=True)
    if isinstance(error, aiohttp.ClientError | OSError):
        return TransportError(f"The connection to Discord broke ({kind}).", delivered_unknown=True)
    return TransportError(f"The answer is none of Discord's ({kind}).", delivered_unknown=True)


def _answered(error: HTTPException) -> TransportError:
    reason = f"Discord: {error.status} {error.code}: {error.text}"
    if error.status == HTTPStatus.TOO_MANY_REQUESTS:
        return TransportError(reason, retry_after=_seconds(error), whole_bot=not _is_of_route(error))
    if error.code in _TOO_FAST:
        return TransportError(reason, retry_after=LONG_PAUSE)
    if error.status == HTTPStatus.UNAUTHORIZED and error.code not in _REFUSALS:
        return TransportError(reason, permanent=True, whole_bot=True)
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TransportError(reason, delivered_unknown=True)
    if error.code in _ON_THE_WAY:  # of something on the way, which stops no chat
        return TransportError(reason)
    fallback = Refusal.GONE if isinstance(error, Forbidden | NotFound) else Refusal.OTHER
    return RefusedError(reason, _REFUSALS.get(error.code, fallback))


def _seconds(error: HTTPException) -> float:
    try:
        return float(error.response.headers.get("Retry-After", LONG_PAUSE))
    except ValueError:
        return LONG_PAUSE


def _is_of_route(error: HTTPException) -> bool:
    """Whether one route is meant: an answer of Discord's own that does not speak of all."""
    headers = error.response.headers
    return "Via" in headers and "X-RateLimit-Global" not in headers
