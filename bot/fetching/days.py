"""Places that have something for each day: which days are asked for, the newest first."""

import datetime as dt
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass

from bot.fetching.places import Found, Look, Noted

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """How many days are asked for: on the first visit, on later ones, and at most to fill back.

    `ahead` counts days that have begun elsewhere. Filling back ends after `gap` days that have nothing.
    """

    first: int
    later: int
    most: int = 3650
    gap: int = 45
    ahead: int = 0


async def by_day(look: Look, span: Span, ask: Callable[[dt.date], Awaitable[Found | None]]) -> AsyncGenerator[Found]:
    """What `ask` finds for each of the days; None of a day that has nothing."""
    newest, missing = look.now.date() + DAY * span.ahead, 0
    for back in range(span.most if look.backfill else (span.first if look.first else span.later) + span.ahead):
        date = newest - DAY * back
        if missing >= span.gap or (look.since is not None and date < look.since):
            return
        found = await ask(date)
        missing = missing + 1 if found is None or (isinstance(found, Noted) and found.empty) else 0
        if found is not None:
            yield found
