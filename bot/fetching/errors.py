"""What can go wrong while something is fetched.

FetchError        a request got no usable answer; the next visit tries again
├── RefusedError  we will not speak to that address, or not go on: asking again changes nothing until it changes
├── GoneError     410: never asked again
├── MissingError  404: not there, or not yet
└── LimitedError  a rate limit is used up: no failure, the visit goes on later
"""

import datetime as dt

from bot.errors import BotError


class FetchError(BotError):
    """`str()` is one sentence for the operator, without credentials.

    `wait` is how long the server asks to be left alone, `status` that of its answer, where it gave one.
    """

    def __init__(self, reason: str, *, status: int | None = None, wait: dt.timedelta | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.wait = wait


class RefusedError(FetchError):
    """An address, a redirect or a body that is outside of the bounds."""


class GoneError(FetchError):
    """410: what was there is gone for good."""


class MissingError(FetchError):
    """404: nothing is there."""


class LimitedError(FetchError):
    """A rate limit is used up; `wait` says until when."""
