"""What becomes of a digest that was missed, and when a chat is quiet."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.due import LEAST_BEFORE_NEXT, RecoveryAction, is_quiet, next_due, quiet_ends, recover, zone_of
from storage.model import Settings

SEOUL = Settings(zone="Asia/Seoul")  # 08:00, every day
SEND, MERGE = RecoveryAction.SEND_NOW, RecoveryAction.MERGE_INTO_NEXT


def local(text: str, zone: str = "Asia/Seoul") -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone_of(zone)).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("changes", "due", "now", "expected"),
    [
        pytest.param({}, "2026-11-20T08:00", "2026-11-20T08:00", SEND, id="on time"),
        pytest.param({}, "2026-11-20T08:00", "2026-11-20T13:00", SEND, id="by day"),
        pytest.param({}, "2026-11-20T08:00", "2026-11-20T21:59", SEND, id="just before 22:00"),
        pytest.param({}, "2026-11-20T08:00", "2026-11-20T22:00", MERGE, id="22:00"),
        pytest.param({}, "2026-11-20T08:00", "2026-11-21T00:30", MERGE, id="after midnight is night, too"),
        pytest.param({}, "2026-11-17T08:00", "2026-11-20T13:00", SEND, id="several days missed: one digest"),
        pytest.param({"time": "18:00"}, "2026-11-20T18:00", "2026-11-21T03:00", MERGE, id="nobody is woken at 03:00"),
        pytest.param({"time": "18:00"}, "2026-11-20T18:00", "2026-11-21T12:00", SEND, id="six hours before the next"),
        pytest.param({"time": "18:00"}, "2026-11-20T18:00", "2026-11-21T12:01", MERGE, id="less than six hours"),
        pytest.param({"time": "02:00"}, "2026-11-20T02:00", "2026-11-20T05:00", SEND, id="a chat that reads at night"),
        pytest.param({"time": "23:30"}, "2026-11-20T23:30", "2026-11-20T23:40", SEND, id="its own time is at night"),
        pytest.param({"quiet": "12:00-14:00"}, "2026-11-20T08:00", "2026-11-20T13:00", MERGE, id="quiet hours"),
        pytest.param({"quiet": "12:00-14:00"}, "2026-11-20T08:00", "2026-11-20T14:00", SEND, id="their end"),
        pytest.param({"quiet": "07:00-09:00"}, "2026-11-20T08:00", "2026-11-20T08:01", SEND, id="on time and quiet"),
        pytest.param({"weekdays": (5,)}, "2026-11-20T08:00", "2026-11-21T09:00", SEND, id="Friday's on Saturday"),
    ],
)
def test_a_missed_digest_goes_out_or_joins_the_next(changes, due, now, expected):
    settings = dataclasses.replace(SEOUL, **changes)
    found = recover(settings, local(due), local(now))
    assert found.action is expected
    assert found.at == (local(now) if expected is SEND else next_due(settings, local(now), last_date=None))


@pytest.mark.parametrize(
    ("quiet", "now", "ends"),
    [
        pytest.param("22:00-07:00", "2026-11-20T23:00", "2026-11-21T07:00", id="before midnight"),
        pytest.param("22:00-07:00", "2026-11-21T03:00", "2026-11-21T07:00", id="after midnight"),
        pytest.param("22:00-07:00", "2026-11-20T22:00", "2026-11-21T07:00", id="the begin is quiet"),
        pytest.param("22:00-07:00", "2026-11-21T07:00", None, id="the end is not"),
        pytest.param("22:00-07:00", "2026-11-20T12:00", None, id="by day"),
        pytest.param("12:00-14:00", "2026-11-20T13:59", "2026-11-20T14:00", id="within a day"),
        pytest.param("12:00-14:00", "2026-11-20T23:00", None, id="within a day, at night"),
        pytest.param("12:00-12:00", "2026-11-20T12:00", None, id="from noon to noon is never"),
        pytest.param(None, "2026-11-20T03:00", None, id="none"),
    ],
)
def test_quiet_hours(quiet, now, ends):
    settings = dataclasses.replace(SEOUL, quiet=quiet)
    assert is_quiet(settings, local(now)) is (ends is not None)
    assert quiet_ends(settings, local(now)) == local(ends or now)


def test_quiet_hours_end_once_when_their_end_comes_twice():
    settings = Settings(zone="America/New_York", quiet="22:00-01:30")
    first_pass = dt.datetime(2026, 11, 1, 5, 15, tzinfo=dt.UTC)  # 01:15, and again an hour later
    assert quiet_ends(settings, first_pass) == dt.datetime(2026, 11, 1, 5, 30, tzinfo=dt.UTC)
    assert not is_quiet(settings, first_pass + dt.timedelta(hours=1))


def test_quiet_hours_whose_end_is_skipped_last_as_long_as_ever():
    settings = Settings(zone="America/New_York", quiet="22:00-02:30")
    now = dt.datetime(2026, 3, 8, 6, 0, tzinfo=dt.UTC)
    assert quiet_ends(settings, now) == local("2026-03-08T03:30", "America/New_York")


def test_quiet_hours_that_begin_again_before_they_end_go_on():
    settings = Settings(zone="America/New_York", quiet="03:00-02:30")  # 02:30 becomes 03:30 on 8 March
    now = dt.datetime(2026, 3, 7, 12, 0, tzinfo=dt.UTC)
    assert quiet_ends(settings, now) == local("2026-03-09T02:30", "America/New_York")


times = st.times().map("{:%H:%M}".format)
any_settings = st.builds(
    Settings,
    time=times,
    weekdays=st.sets(st.integers(1, 7), min_size=1).map(tuple),
    zone=st.sampled_from(["UTC", "Asia/Seoul", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]),
    quiet=st.none() | st.builds("{}-{}".format, times, times),
)
begin = dt.datetime(2011, 1, 1, tzinfo=dt.UTC)
moments = st.timedeltas(dt.timedelta(0), dt.timedelta(days=20 * 365)).map(lambda since: begin + since)


@given(any_settings, moments)
def test_quiet_hours_end_within_two_days_and_nothing_is_quiet_then(settings, now):
    ends = quiet_ends(settings, now)
    assert now <= ends <= now + dt.timedelta(days=2)
    assert not is_quiet(settings, ends)


@given(any_settings, moments, st.timedeltas(dt.timedelta(hours=1), dt.timedelta(days=9)))
def test_a_missed_digest_never_comes_at_night_in_quiet_hours_or_close_to_the_next(settings, due, late):
    now = due + late
    found = recover(settings, due, now)
    following = next_due(settings, now, last_date=None)
    if found.action is SEND:
        assert found.at == now <= following - LEAST_BEFORE_NEXT
        assert now.astimezone(zone_of(settings.zone)).hour < 22
        assert not is_quiet(settings, now)
    else:
        assert found.at == following
