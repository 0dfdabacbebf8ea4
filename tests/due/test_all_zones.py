"""All zones of the tz database: daily digests over two years, exactly one on each local date."""

import datetime as dt
import itertools
import zoneinfo
from collections.abc import Iterator

import pytest

from bot.due import due_date, earliest, next_due
from storage.model import Settings

TIMES = ("00:00", "01:30", "02:30", "08:00")
YEARS = (2011, 2026)  # with the year after each; two zones left out a date in 2011
TICK = dt.timedelta(seconds=7)  # a tick comes a little after the moment
DAY = dt.timedelta(days=1)
ALL = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"})
# A fast sample: the largest steps, half an hour, midnight, a skipped date, more than two changes a year, none at all.
SAMPLE = [
    "Africa/Casablanca",
    "America/New_York",
    "America/Nuuk",
    "America/Sao_Paulo",
    "Antarctica/Troll",
    "Asia/Gaza",
    "Asia/Seoul",
    "Australia/Lord_Howe",
    "Europe/London",
    "Pacific/Apia",
    "Pacific/Fakaofo",
    "UTC",
]


def two_years(year: int) -> tuple[dt.datetime, dt.datetime]:
    return dt.datetime(year, 1, 1, tzinfo=dt.UTC), dt.datetime(year + 2, 1, 1, tzinfo=dt.UTC)


def dates_of(zone: str, year: int) -> list[dt.date]:
    """The local dates that the zone has, found by looking at its clock every six hours."""
    begin, end = two_years(year)
    looks = (begin + n * dt.timedelta(hours=6) for n in range(int((end - begin) / dt.timedelta(hours=6))))
    clock = zoneinfo.ZoneInfo(zone)
    return [date for date, _ in itertools.groupby(look.astimezone(clock).date() for look in looks)]


def delivered(settings: Settings, year: int) -> Iterator[tuple[dt.date, dt.datetime]]:
    """Local date and moment of each digest, found as the product finds them: one after the other.

    Where the time follows the sources, these are always in before the morning begins.
    """
    now, end = two_years(year)
    now, last_date = now - 2 * DAY, None
    while now < end + 2 * DAY:
        at = next_due(settings, now, last_date=last_date)
        at = max(now, earliest(settings, due_date(settings, at))) if settings.time_auto else at
        last_date = due_date(settings, at)
        yield last_date, at
        now = at + TICK


def says(clock: zoneinfo.ZoneInfo, at: dt.datetime, date: dt.date, time: dt.time) -> bool:
    """Whether the clock shows that date and time at that moment, for the first time."""
    shown = at.astimezone(clock)
    return (shown.date(), shown.time(), shown.fold) == (date, time, 0)


def is_skipped(clock: zoneinfo.ZoneInfo, date: dt.date, time: dt.time) -> bool:
    """Whether the clock never shows that time on that date: there and back again is somewhere else."""
    wanted = dt.datetime.combine(date, time)
    return wanted.replace(tzinfo=clock).astimezone(dt.UTC).astimezone(clock).replace(tzinfo=None, fold=0) != wanted


def check(zone: str, year: int, time: str) -> int:
    """How many digests were looked at. Each date has exactly one, when the clock shows its time or skips it."""
    dates = dates_of(zone, year)
    found = [row for row in delivered(Settings(zone=zone, time=time), year) if dates[0] <= row[0] <= dates[-1]]
    assert [date for date, _ in found] == dates, (zone, year, time)
    clock, wanted = zoneinfo.ZoneInfo(zone), dt.time.fromisoformat(time)
    wrong = [date for date, at in found if not (says(clock, at, date, wanted) or is_skipped(clock, date, wanted))]
    assert wrong == [], (zone, year, time)
    return len(found)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("zone", SAMPLE)
def test_a_sample_of_zones_has_one_digest_on_each_date(zone: str, year: int) -> None:
    assert check(zone, year, "02:30" if year == YEARS[0] else "00:00") >= 2 * 364


def check_early(zone: str, year: int, time: str) -> int:
    """How many digests that came early were looked at. Each date has exactly one, by its time at the latest."""
    dates = dates_of(zone, year)
    settings = Settings(zone=zone, time=time, time_auto=True)
    found = [row for row in delivered(settings, year) if dates[0] <= row[0] <= dates[-1]]
    assert [date for date, _ in found] == dates, (zone, year, time)
    clock = zoneinfo.ZoneInfo(zone)
    begin = min(dt.time(5), dt.time.fromisoformat(time))
    wrong = [date for date, at in found if not (says(clock, at, date, begin) or is_skipped(clock, date, begin))]
    assert wrong == [], (zone, year, time)
    return len(found)


@pytest.mark.parametrize("time", ["02:30", "05:00", "10:00", "23:45"])
@pytest.mark.parametrize("zone", SAMPLE)
def test_a_sample_of_zones_has_one_digest_on_each_date_also_when_it_comes_early(zone: str, time: str) -> None:
    assert check_early(zone, YEARS[1], time) >= 2 * 364


@pytest.mark.proof
@pytest.mark.parametrize("year", YEARS)
def test_every_zone_has_one_digest_on_each_date(year: int) -> None:
    assert len(ALL) > 400, "the tz database was not found"
    counts = [check(zone, year, time) for zone in ALL for time in TIMES]
    assert len(counts) == len(ALL) * len(TIMES)
    assert min(counts) >= 2 * 364
    assert min(check_early(zone, year, "08:00") for zone in ALL) >= 2 * 364
