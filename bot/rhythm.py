"""A source's own rhythm, learnt from when its issues arrived, and whether it is late by it. Pure.

A source has no day of ours: one that publishes around midnight UTC would seem to publish twice on one day and not on
the next. So its days begin after the longest hours in which it never publishes, and are numbered from 1 January
of the year 1, a Monday. Gaps count only the weekdays on which it publishes: a publisher that skips weekends has a gap
of one day from Friday to Monday.
"""

import datetime as dt
import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

ISSUES = 20
LEAST_DAYS = 5  # fewer say nothing about a rhythm
USUALLY = 0.9
GAPS_TO_DORMANT = 3
_DAY = dt.timedelta(days=1)
_EPOCH = dt.datetime(1, 1, 1, tzinfo=dt.UTC)
_Value = TypeVar("_Value", int, dt.timedelta)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a source usually publishes; "usually" is nine times of ten.

    `begin` is the time of day (UTC, since midnight) at which its days begin, `by` how long after that an issue has
    usually arrived. `weekdays` (0 is Monday) are those of its days that had issues, `gap` how many of those usually
    lie from one issue to the next, and `last` is the number of the last day that had one.
    """

    begin: dt.timedelta
    by: dt.timedelta
    weekdays: frozenset[int]
    gap: int
    last: int


@dataclass(frozen=True, slots=True)
class Lateness:
    """A source that is late: since when, and whether so long that it is dormant and only `/status` names it."""

    expected_at: dt.datetime
    dormant: bool


def lateness(arrivals: Sequence[dt.datetime], now: dt.datetime) -> Lateness | None:
    """How late a source is at `now` by its own rhythm; None when it is not, or has shown no rhythm yet.

    `arrivals` (UTC, in any order) are those of issues that came as news: a first read of old issues has no rhythm.
    """
    rhythm = find_rhythm(arrivals)
    if rhythm is None:
        return None
    expected_at = _expected(rhythm, rhythm.gap)
    if now <= expected_at:
        return None
    return Lateness(expected_at, dormant=now > _expected(rhythm, GAPS_TO_DORMANT * rhythm.gap))


def find_rhythm(arrivals: Sequence[dt.datetime]) -> Rhythm | None:
    """The rhythm of the last ISSUES arrivals (UTC, in any order); None when they fall on fewer than LEAST_DAYS days."""
    recent = sorted(arrivals)[-ISSUES:]
    begin = _begin(recent)
    firsts: dict[int, dt.timedelta] = {}
    for arrival in recent:
        day, since = divmod(arrival - _EPOCH - begin, _DAY)
        firsts.setdefault(day, since)
    if len(firsts) < LEAST_DAYS:
        return None
    weekdays = frozenset(day % 7 for day in firsts)
    gaps = [_count(weekdays, *pair) for pair in itertools.pairwise(firsts)]
    return Rhythm(begin, _usual(firsts.values()), weekdays, _usual(gaps), max(firsts))


def _begin(arrivals: Sequence[dt.datetime]) -> dt.timedelta:
    """The time of day at which the longest span without an arrival ends."""
    times = sorted({(arrival - _EPOCH) % _DAY for arrival in arrivals})
    if not times:
        return dt.timedelta()
    spans = itertools.pairwise([*times, times[0] + _DAY])
    return max(spans, key=lambda span: span[1] - span[0])[1] % _DAY


def _usual(values: Iterable[_Value]) -> _Value:
    """The smallest of the values that USUALLY of them do not exceed."""
    ordered = sorted(values)
    return ordered[math.ceil(USUALLY * len(ordered)) - 1]


def _count(weekdays: frozenset[int], earlier: int, later: int) -> int:
    """How many days after `earlier`, up to `later`, fall on the weekdays."""
    return sum(day % 7 in weekdays for day in range(earlier + 1, later + 1))


def _expected(rhythm: Rhythm, gap: int) -> dt.datetime:
    """When the issue that lies so many of the source's weekdays after its last has usually arrived."""
    days = (day for day in itertools.count(rhythm.last + 1) if day % 7 in rhythm.weekdays)
    day = next(itertools.islice(days, gap - 1, None))
    return _EPOCH + rhythm.begin + day * _DAY + rhythm.by
