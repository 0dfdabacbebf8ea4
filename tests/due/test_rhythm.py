"""A source is late only beyond its own rhythm."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rhythm import LEAST_DAYS, find_rhythm, lateness

MONDAY = dt.datetime(2026, 10, 5, tzinfo=dt.UTC)
DAY, HOUR, MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)


def every(days: int, *, count: int = 20, at: dt.timedelta = 6 * HOUR, only: range = range(7)) -> list[dt.datetime]:
    """Arrivals from MONDAY on, some minutes around a time of day, on some weekdays (0 is Monday)."""
    jitter = (0, 25, 10, 30, 5)
    found = [MONDAY + n * days * DAY + at + jitter[n % 5] * MINUTE for n in range(3 * count)]
    return [arrival for arrival in found if (arrival - at).weekday() in only][:count]


def test_a_daily_source_is_late_after_its_usual_time_and_not_before():
    arrivals = every(1)
    usual = arrivals[-1].replace(hour=6, minute=30) + DAY
    assert lateness(arrivals, usual) is None
    found = lateness(arrivals, usual + MINUTE)
    assert found is not None
    assert found.expected_at == usual
    assert not found.dormant


def test_it_is_dormant_after_three_usual_gaps():
    arrivals = every(1)
    usual = arrivals[-1].replace(hour=6, minute=30)
    assert not lateness(arrivals, usual + 3 * DAY).dormant
    assert lateness(arrivals, usual + 3 * DAY + MINUTE).dormant


def test_a_publisher_that_skips_weekends_is_expected_on_monday():
    arrivals = every(1, only=range(5))
    friday = arrivals[-1]
    assert friday.weekday() == 4
    assert lateness(arrivals, friday + 2 * DAY) is None
    assert lateness(arrivals, friday + 3 * DAY + HOUR).expected_at == friday.replace(hour=6, minute=30) + 3 * DAY
    assert not lateness(arrivals, friday + 5 * DAY).dormant
    assert lateness(arrivals, friday + 6 * DAY).dormant


def test_a_weekly_source_is_not_late_after_a_day():
    arrivals = every(7)
    assert lateness(arrivals, arrivals[-1] + 6 * DAY) is None
    assert not lateness(arrivals, arrivals[-1] + 8 * DAY).dormant
    assert lateness(arrivals, arrivals[-1] + 22 * DAY).dormant


def test_a_source_with_changing_gaps_is_late_after_a_long_one_only():
    days = [0]
    for gap in (1, 2, 3, 1, 2) * 4:
        days.append(days[-1] + gap)
    arrivals = [MONDAY + day * DAY + 6 * HOUR for day in days]
    assert lateness(arrivals, arrivals[-1] + 2 * DAY + HOUR) is None
    assert not lateness(arrivals, arrivals[-1] + 3 * DAY + HOUR).dormant
    assert not lateness(arrivals, arrivals[-1] + 9 * DAY).dormant
    assert lateness(arrivals, arrivals[-1] + 9 * DAY + HOUR).dormant


def test_one_holiday_and_one_late_issue_do_not_change_the_rhythm():
    arrivals = every(1)
    usual = find_rhythm(arrivals)
    del arrivals[8:12]
    arrivals[5] += 9 * HOUR
    changed = find_rhythm(arrivals)
    assert changed.gap == usual.gap == 1
    assert lateness(arrivals, arrivals[-1] + DAY + HOUR).expected_at.time() == dt.time(6, 30)


def test_a_source_that_publishes_around_midnight_utc_is_no_different():
    arrivals = [MONDAY + n * DAY + (-20 if n % 2 else 20) * MINUTE for n in range(20)]
    assert find_rhythm(arrivals).gap == 1
    midnight = MONDAY + 20 * DAY
    assert lateness(arrivals, midnight + 20 * MINUTE) is None
    assert lateness(arrivals, midnight + 21 * MINUTE).expected_at == midnight + 20 * MINUTE


def test_an_issue_that_comes_earlier_than_ever_counts_for_its_day():
    arrivals = every(1)
    early = arrivals[-1].replace(hour=4, minute=0) + DAY
    assert lateness([*arrivals, early], early + 12 * HOUR) is None


def test_two_issues_a_day_are_one_day_in_the_rhythm():
    arrivals = [*every(1, count=10), *every(1, count=10, at=15 * HOUR)]
    assert find_rhythm(arrivals).gap == 1
    assert lateness(arrivals, max(arrivals) + 15 * HOUR) is None
    assert lateness(arrivals, max(arrivals) + 17 * HOUR).expected_at.time() == dt.time(6, 30)


@pytest.mark.parametrize("arrivals", [[], [MONDAY], [MONDAY] * 50, every(1, count=LEAST_DAYS - 1)])
def test_too_few_days_are_no_rhythm(arrivals):
    assert find_rhythm(arrivals) is None
    assert lateness(arrivals, MONDAY + 100 * DAY) is None


def test_only_the_last_twenty_issues_count():
    slow = [arrival - 300 * DAY for arrival in every(7)]
    assert find_rhythm([*slow, *every(1)]) == find_rhythm(every(1))


arrivals_of_a_source = st.lists(
    st.timedeltas(dt.timedelta(0), 150 * DAY).map(lambda since: MONDAY + since), max_size=40
)


@given(arrivals_of_a_source, st.randoms(use_true_random=False))
def test_the_order_of_arrivals_is_no_matter(arrivals, dice):
    mixed = arrivals.copy()
    dice.shuffle(mixed)
    assert find_rhythm(mixed) == find_rhythm(arrivals)


@given(arrivals_of_a_source, st.timedeltas(dt.timedelta(0), 400 * DAY))
def test_a_late_source_is_late_after_its_last_issue_and_stays_so(arrivals, wait):
    now = max(arrivals, default=MONDAY) + wait
    found = lateness(arrivals, now)
    if found is not None:
        assert max(arrivals) < found.expected_at < now
        assert lateness(arrivals, now + DAY).expected_at == found.expected_at
        assert lateness(arrivals, now + DAY).dormant >= found.dormant
