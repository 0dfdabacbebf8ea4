"""A digest is due once on each wanted local date, whatever clocks do."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.due import applies, due_date, next_due, zone_of
from storage.model import Settings

EVERY_DAY = (1, 2, 3, 4, 5, 6, 7)
ZONES = ("UTC", "Asia/Seoul", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Nuuk", "Asia/Kolkata")


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def deliveries(settings: Settings, after: str, count: int) -> list[tuple[str, str]]:
    """The next digests as a tick finds them, some seconds late: local date and UTC moment of each."""
    now, last_date = utc(after), None
    found = []
    for _ in range(count):
        now = next_due(settings, now, last_date=last_date)
        last_date = due_date(settings, now)
        found.append((last_date.isoformat(), f"{now:%m-%d %H:%M}"))
        now += dt.timedelta(seconds=7)
    return found


CLOCK_CHANGES = [
    pytest.param(
        "Asia/Seoul",
        "08:00",
        "2026-11-17T20:00",
        [("2026-11-18", "11-17 23:00"), ("2026-11-19", "11-18 23:00")],
        id="Seoul has no change: 08:00 is always 23:00 UTC of the day before",
    ),
    pytest.param(
        "America/New_York",
        "02:30",
        "2026-03-07T00:00",
        [("2026-03-07", "03-07 07:30"), ("2026-03-08", "03-08 07:30"), ("2026-03-09", "03-09 06:30")],
        id="New York, spring: 02:30 is skipped and becomes 03:30",
    ),
    pytest.param(
        "America/New_York",
        "01:30",
        "2026-10-31T00:00",
        [("2026-10-31", "10-31 05:30"), ("2026-11-01", "11-01 05:30"), ("2026-11-02", "11-02 06:30")],
        id="New York, autumn: 01:30 comes twice and delivers the first time",
    ),
    pytest.param(
        "Europe/London",
        "01:30",
        "2026-03-28T00:00",
        [("2026-03-28", "03-28 01:30"), ("2026-03-29", "03-29 01:30"), ("2026-03-30", "03-30 00:30")],
        id="London, spring: 01:30 is skipped and becomes 02:30",
    ),
    pytest.param(
        "Europe/London",
        "01:00",
        "2026-10-24T12:00",
        [("2026-10-25", "10-25 00:00"), ("2026-10-26", "10-26 01:00")],
        id="London, autumn: 01:00 comes twice, at 00:00 and at 01:00 UTC",
    ),
    pytest.param(
        "Australia/Lord_Howe",
        "02:15",
        "2026-10-02T20:00",
        [("2026-10-04", "10-03 15:45"), ("2026-10-05", "10-04 15:15")],
        id="Lord Howe, spring: half an hour is skipped, 02:15 becomes 02:45",
    ),
    pytest.param(
        "Australia/Lord_Howe",
        "01:45",
        "2026-04-04T12:00",
        [("2026-04-05", "04-04 14:45"), ("2026-04-06", "04-05 15:15")],
        id="Lord Howe, autumn: half an hour comes twice",
    ),
    pytest.param(
        "Pacific/Apia",
        "08:00",
        "2011-12-29T00:00",
        [("2011-12-29", "12-29 18:00"), ("2011-12-31", "12-30 18:00"), ("2012-01-01", "12-31 18:00")],
        id="Apia had no 30 December 2011: no digest belongs to it",
    ),
    pytest.param(
        "Africa/Casablanca",
        "02:30",
        "2026-02-14T00:00",
        [("2026-02-14", "02-14 01:30"), ("2026-02-15", "02-15 01:30"), ("2026-02-16", "02-16 02:30")],
        id="Casablanca goes back when Ramadan begins: 02:30 comes twice",
    ),
    pytest.param(
        "Africa/Casablanca",
        "02:30",
        "2026-03-21T12:00",
        [("2026-03-22", "03-22 02:30"), ("2026-03-23", "03-23 01:30")],
        id="Casablanca goes forward when Ramadan ends: 02:30 is skipped",
    ),
    pytest.param(
        "America/Sao_Paulo",
        "00:00",
        "2018-11-03T12:00",
        [("2018-11-04", "11-04 03:00"), ("2018-11-05", "11-05 02:00")],
        id="Sao Paulo skipped midnight: the digest of that date came at 01:00",
    ),
    pytest.param(
        "America/Sao_Paulo",
        "23:30",
        "2018-02-16T12:00",
        [("2018-02-16", "02-17 01:30"), ("2018-02-17", "02-18 01:30"), ("2018-02-18", "02-19 02:30")],
        id="Sao Paulo had the hour before midnight twice",
    ),
    pytest.param(
        "America/Nuuk",
        "23:30",
        "2026-03-28T12:00",
        [("2026-03-28", "03-29 01:30"), ("2026-03-29", "03-30 00:30")],
        id="Nuuk skips the hour before midnight: the digest comes at 00:30 and still is that of the date before",
    ),
]


@pytest.mark.parametrize(("zone", "time", "after", "expected"), CLOCK_CHANGES)
def test_clock_changes_deliver_once_on_each_local_date(zone, time, after, expected):
    assert deliveries(Settings(zone=zone, time=time), after, len(expected)) == expected


def test_a_digest_whose_skipped_hour_ran_past_midnight_is_still_due_after_midnight():
    settings, after_midnight = Settings(zone="America/Nuuk", time="23:30"), utc("2026-03-29T01:10")
    assert next_due(settings, after_midnight, last_date=dt.date(2026, 3, 27)) == utc("2026-03-29T01:30")


@pytest.mark.parametrize(
    ("weekdays", "expected"),
    [
        (EVERY_DAY, ["2026-11-20", "2026-11-21", "2026-11-22"]),
        ((1, 2, 3, 4, 5), ["2026-11-20", "2026-11-23", "2026-11-24"]),
        ((7,), ["2026-11-22", "2026-11-29", "2026-12-06"]),
    ],
)
def test_only_wanted_weekdays_have_digests(weekdays, expected):
    found = deliveries(Settings(zone="Asia/Seoul", weekdays=weekdays), "2026-11-19T12:00", 3)
    assert [date for date, _ in found] == expected


def test_a_weekday_is_that_of_the_chat_and_not_of_utc():
    mondays = Settings(zone="Asia/Seoul", weekdays=(1,))
    assert next_due(mondays, utc("2026-11-20T00:00"), last_date=None) == utc("2026-11-22T23:00")


def test_fridays_in_a_week_whose_friday_a_zone_left_out():
    fridays = Settings(zone="Pacific/Apia", weekdays=(5,))
    assert [date for date, _ in deliveries(fridays, "2011-12-20T00:00", 2)] == ["2011-12-23", "2012-01-06"]
    assert due_date(fridays, utc("2012-01-05T12:00")) == dt.date(2011, 12, 23)


def test_a_digest_at_this_very_moment_is_not_the_next():
    settings = Settings(zone="UTC")
    assert next_due(settings, utc("2026-11-20T07:59:59"), last_date=None) == utc("2026-11-20T08:00")
    assert next_due(settings, utc("2026-11-20T08:00"), last_date=None) == utc("2026-11-21T08:00")


def test_no_weekday_is_refused_with_a_sentence():
    with pytest.raises(ValueError, match="Choose at least one"):
        next_due(Settings(weekdays=()), utc("2026-11-20T08:00"), last_date=None)


@pytest.mark.parametrize("zone", ["Asia/Atlantis", "America", "", "../etc/passwd", "/etc/localtime", "zone.tab", "\0"])
def test_a_zone_that_is_gone_is_read_as_utc(zone):
    assert zone_of(zone) is dt.UTC
    assert next_due(Settings(zone=zone), utc("2026-11-20T07:00"), last_date=None) == utc("2026-11-20T08:00")


@pytest.mark.parametrize(
    ("time", "last_date", "expected"),
    [
        pytest.param("18:00", dt.date(2026, 11, 19), "2026-11-20", id="later today, none of today yet: today"),
        pytest.param("18:00", None, "2026-11-20", id="a new chat"),
        pytest.param("18:00", dt.date(2026, 11, 20), "2026-11-21", id="later today, today's was sent: tomorrow"),
        pytest.param("08:00", dt.date(2026, 11, 19), "2026-11-21", id="earlier than now: tomorrow"),
        pytest.param("12:00", dt.date(2026, 11, 19), "2026-11-21", id="now: tomorrow"),
    ],
)
def test_from_when_a_new_time_applies(time, last_date, expected):
    now = utc("2026-11-20T12:00")
    assert applies(Settings(time=time), now, last_date=last_date).isoformat() == expected


def test_a_new_zone_gives_no_second_digest_of_one_date():
    now = utc("2026-11-19T23:30")  # 20 November, 08:30 in Seoul, where today's was sent; 18:30 of the 19th in New York
    moved = Settings(zone="America/New_York", time="19:00")
    assert applies(moved, now, last_date=dt.date(2026, 11, 20)).isoformat() == "2026-11-21"


def test_a_last_date_far_ahead_is_waited_for():
    assert next_due(Settings(), utc("2026-11-20T00:00"), last_date=dt.date(2027, 1, 1)) == utc("2027-01-02T08:00")


settings_of_any_chat = st.builds(
    Settings,
    time=st.times().map("{:%H:%M}".format),
    weekdays=st.sets(st.sampled_from(EVERY_DAY), min_size=1).map(lambda days: tuple(sorted(days))),
    zone=st.sampled_from(ZONES),
)
moments = st.timedeltas(dt.timedelta(0), dt.timedelta(days=30 * 365)).map(lambda since: utc("2005-01-01") + since)


@given(settings_of_any_chat, moments)
def test_the_next_digest_is_later_and_of_a_wanted_weekday(settings, now):
    at = next_due(settings, now, last_date=None)
    assert at > now
    assert at.tzinfo is dt.UTC
    assert due_date(settings, at).isoweekday() in settings.weekdays
    assert due_date(settings, at) > due_date(settings, now)


@given(settings_of_any_chat, moments, st.timedeltas(dt.timedelta(0), dt.timedelta(days=20)))
def test_asking_again_before_it_is_due_gives_the_same_digest(settings, now, wait):
    at = next_due(settings, now, last_date=None)
    later = min(now + wait, at - dt.timedelta(microseconds=1))
    assert next_due(settings, later, last_date=None) == at


@given(settings_of_any_chat, moments, st.integers(-3, 12))
def test_a_date_that_had_its_digest_never_has_another(settings, now, days):
    last_date = now.date() + dt.timedelta(days=days)
    assert applies(settings, now, last_date=last_date) > last_date
