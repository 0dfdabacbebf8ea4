"""When a place is visited next: decided from values alone."""

import datetime as dt

from bot.fetching.errors import FetchError, GoneError, LimitedError
from storage.watched import Visited

FIRST_WAIT, LONGEST_WAIT = dt.timedelta(minutes=5), dt.timedelta(hours=6)
LONGEST_FRESH = dt.timedelta(days=1)  # however long a server says that nothing will change
LONGEST_ASKED = dt.timedelta(days=7)
JITTER = 0.1  # of a wait, at most, is added so that sources do not come together


def after_success(
    before: Visited, now: dt.datetime, every: dt.timedelta, fresh: dt.timedelta, *, dice: float
) -> Visited:
    """A visit went well. `every` is the place's own interval, `fresh` what its server says; `dice` is in [0, 1)."""
    wait = max(every, min(fresh, LONGEST_FRESH)) * (1 + JITTER * dice)
    return Visited(before.address, now, now + wait)


def after_failure(before: Visited, now: dt.datetime, error: FetchError, *, dice: float) -> Visited:
    """A visit failed, or was interrupted by a rate limit, which is no failure."""
    if isinstance(error, GoneError):
        return Visited(before.address, now, None, before.failed + 1, error.reason)
    limited = isinstance(error, LimitedError)
    failed = before.failed + (not limited)
    back_off = min(FIRST_WAIT * 2 ** min(failed - 1, 16) if failed else FIRST_WAIT, LONGEST_WAIT)
    asked = None if error.wait is None else min(error.wait, LONGEST_ASKED)
    wait = back_off if asked is None else asked if limited else max(asked, FIRST_WAIT)
    return Visited(before.address, now, now + wait * (1 + JITTER * dice), failed)
