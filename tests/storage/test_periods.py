"""Few periods hold the days that are looked through, and hardly any others."""

from hypothesis import given
from hypothesis import strategies as st

from storage.periods import LENGTHS, covering, periods_of

SHORT, LONG = LENGTHS
DAYS = st.integers(1, 3_000_000)


@given(first=DAYS, days=st.integers(0, 40_000), day=st.integers(-2 * LONG, 42_000))
def test_periods_hold_the_days_asked_for_and_few_others(first: int, days: int, day: int) -> None:
    asked = list(covering(first, first + days))
    is_held = not set(asked).isdisjoint(periods_of(first + day))
    if 0 <= day <= days:
        assert is_held
    if day <= -SHORT or day >= days + 2 * SHORT:
        assert not is_held
    assert len(asked) <= days // LONG + 2 * LONG // SHORT + 1


def test_no_days_have_no_periods() -> None:
    assert list(covering(9 * LONG, 8 * LONG)) == []
