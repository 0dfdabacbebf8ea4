"""When a chat's digest is due. Pure: moments are aware UTC datetimes, and the clock is passed in.

A daily digest belongs to a local date. Its moment is the chat's time on that date where it exists; an hour that a
clock change skips is read with the offset before the change (02:30 becomes 03:30), a doubled hour is its first pass,
and a date that a zone left out has no digest. So every local date has exactly one moment.

A zone that the tz database no longer has is read as UTC: a digest at an odd hour, under a time whose zone is named,
can be put right by its reader; a chat without digests cannot be told from one that broke.
"""

import dataclasses
import datetime as dt
import functools
import itertools
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from storage.model import Chat, Settings

ON_TIME = dt.timedelta(minutes=15)  # a tick may come this much later before a digest counts as missed
LEAST_BEFORE_NEXT = dt.timedelta(hours=6)
EARLIEST = "05:00"  # for a digest that comes when its sources are in
NIGHT = dt.time(22)
MORNING = dt.time(8)
_DAY = dt.timedelta(days=1)
_REMEMBERED = 1 << 17  # more than the zones × times × weekdays × dates that a million chats use at one time


class RecoveryAction(Enum):
    """What becomes of a digest whose moment has passed."""

    SEND_NOW = "send_now"  # on time, or missed by so little that it still makes sense
    MERGE_INTO_NEXT = "merge_into_next"  # the next digest covers both


@dataclass(frozen=True, slots=True)
class Recovery:
    """What becomes of a digest that is due, and the moment at which it goes out: now, or with the next."""

    action: RecoveryAction
    at: dt.datetime


@functools.lru_cache(maxsize=1024)
def zone_of(name: str) -> dt.tzinfo:
    """The zone of that IANA name; UTC for a name that the tz database does not have."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; no key at all; a folder of zones, such as "America"
        return dt.UTC


def next_due(settings: Settings, after: dt.datetime, *, last_date: dt.date | None) -> dt.datetime:
    """The first moment after `after` at which a digest is due, for a wanted weekday later than `last_date`.

    `last_date` is the local date of the chat's last daily digest. Whether the chat is paused is not looked at.
    ValueError when no weekday is wanted.
    """
    local = _local_date(settings.zone, after)
    date = local if last_date is None else max(local, last_date)
    for found, at in _around(settings.zone, settings.time, settings.weekdays, date):
        if at > after and (last_date is None or found > last_date):
            break
    return at


def due_date(settings: Settings, moment: dt.datetime) -> dt.date:
    """The local date to which a digest sent at `moment` belongs: the latest whose digest is due, or may come, by then.

    That may be a date before the local one: a digest that was missed, or one whose skipped hour ran past midnight.
    ValueError when no weekday is wanted.
    """
    if settings.time_auto:
        settings = dataclasses.replace(settings, time=_earliest_time(settings))
    return due_by(settings, moment)[0]


def earliest(settings: Settings, date: dt.date) -> dt.datetime:
    """When the digest of that date may come at the earliest, where its time follows the sources."""
    return _moment(settings.zone, _earliest_time(settings), date)


def _earliest_time(settings: Settings) -> str:
    return min(EARLIEST, settings.time)


def due_by(settings: Settings, moment: dt.datetime) -> tuple[dt.date, dt.datetime]:
    """The latest local date whose digest is due by `moment`, and when that digest was due."""
    date = _local_date(settings.zone, moment)
    while True:
        for found, at in reversed(_around(settings.zone, settings.time, settings.weekdays, date)):
            if at <= moment:
                return found, at
        date -= _DAY


def last_due(chat: Chat) -> tuple[dt.datetime, ...]:
    """The moment of the chat's last daily digest; none if it had none."""
    if chat.last_date is None:
        return ()
    return (_moment(chat.settings.zone, chat.settings.time, chat.last_date),)


def applies(settings: Settings, now: dt.datetime, *, last_date: dt.date | None) -> dt.date:
    """The local date from which settings that were just changed hold: that of the first digest under them.

    Today when its time is still to come and no digest of today exists, else the next wanted date.
    """
    return due_date(settings, next_due(settings, now, last_date=last_date))


def recover(settings: Settings, due: dt.datetime, now: dt.datetime) -> Recovery:
    """What becomes at `now` of the digest that was due at `due`.

    A missed digest goes out by day, outside quiet hours, and at least LEAST_BEFORE_NEXT before the next; otherwise the
    next covers both. One that is on time goes out: what quiet hours do to it is the caller's, by `quiet_ends`.
    """
    if now - due <= ON_TIME:
        return Recovery(RecoveryAction.SEND_NOW, now)
    following = next_due(settings, now, last_date=None)
    if _is_night(settings, now) or is_quiet(settings, now) or following - now < LEAST_BEFORE_NEXT:
        return Recovery(RecoveryAction.MERGE_INTO_NEXT, following)
    return Recovery(RecoveryAction.SEND_NOW, now)


def weekly(settings: Settings) -> Settings | None:
    """The chat's weekly schedule, as that of a digest on one weekday; None when it has none."""
    if settings.weekly is None:
        return None
    weekday, _, time = settings.weekly.partition(" ")
    return dataclasses.replace(settings, weekdays=(int(weekday),), time=time, time_auto=False)


def today(settings: Settings, now: dt.datetime) -> dt.date:
    """The date that it is for the chat."""
    return _local_date(settings.zone, now)


def by_day(settings: Settings, now: dt.datetime) -> dt.datetime:
    """`now` itself by day, else the moment at which the night ends for the chat."""
    if not _is_night(settings, now):
        return now
    morning = min(MORNING, dt.time.fromisoformat(settings.time)).isoformat("minutes")
    today = _local_date(settings.zone, now)
    return next(at for date in (today, today + _DAY) if (at := _moment(settings.zone, morning, date)) > now)


def is_quiet(settings: Settings, now: dt.datetime) -> bool:
    """Whether `now` is in the chat's quiet hours, the end not included."""
    return quiet_ends(settings, now) > now


def quiet_ends(settings: Settings, now: dt.datetime) -> dt.datetime:
    """The first moment from `now` on outside the chat's quiet hours: `now` itself when it is outside them."""
    if settings.quiet is None:
        return now
    for begin, end in _quiet_spans(settings.zone, settings.quiet, now):
        if begin <= now < end:
            now = end  # the next span may have begun: a day with a skipped hour is shorter than its clock
    return now


def _quiet_spans(zone: str, quiet: str, now: dt.datetime) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    begin, end = quiet.split("-")
    over_midnight = _DAY if end < begin else dt.timedelta()
    today = _local_date(zone, now)
    for date in (today - _DAY, today, today + _DAY):
        yield _moment(zone, begin, date), _moment(zone, end, date + over_midnight)


def _is_night(settings: Settings, now: dt.datetime) -> bool:
    """Night ends in the morning, or at the chat's own time when that is earlier."""
    time = now.astimezone(zone_of(settings.zone)).time()
    return time >= NIGHT or time < min(MORNING, dt.time.fromisoformat(settings.time))


@functools.lru_cache(maxsize=_REMEMBERED)
def _around(zone: str, time: str, weekdays: tuple[int, ...], date: dt.date) -> tuple[tuple[dt.date, dt.datetime], ...]:
    """The first three wanted dates that the zone has, from the day before `date` on, each with its digest's moment.

    The third is always later than `date` and than all its moments. The day before counts because a time at its end
    that a clock change skips is due on `date`.
    """
    if not weekdays:
        raise ValueError("No weekday is wanted, so no digest is ever due. Choose at least one of 1 (Monday) to 7.")
    dates = (date + days * _DAY for days in itertools.count(-1))
    wanted = (day for day in dates if day.isoweekday() in weekdays and _has(zone, day))
    return tuple((day, _moment(zone, time, day)) for day in itertools.islice(wanted, 3))


@functools.lru_cache(maxsize=1024)  # all chats of a tick ask for one moment
def _local_date(zone: str, moment: dt.datetime) -> dt.date:
    return moment.astimezone(zone_of(zone)).date()


def _has(zone: str, date: dt.date) -> bool:
    """Whether a zone has a date: Pacific/Apia went from 29 to 31 December 2011."""
    return _local_date(zone, _moment(zone, "00:00", date)) == date


@functools.lru_cache(maxsize=_REMEMBERED)
def _moment(zone: str, time: str, date: dt.date) -> dt.datetime:
    local = dt.datetime.combine(date, dt.time.fromisoformat(time), zone_of(zone))
    return local.astimezone(dt.UTC)
