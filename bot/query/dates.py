"""What `before:` and `after:` are told: `2024`, `2024-01`, `2024-01-05`, `2024年1月`, `7d`, today."""

import datetime as dt
import re
from dataclasses import dataclass

_DATE = re.compile(
    r"(?P<year>\d{4})(?:[-./年](?P<month>\d{1,2})(?:[-./月](?P<day>\d{1,2})日?)?|년(?P<m>\d{1,2})월(?:(?P<d>\d{1,2})일)?)?[年月년]?"
)
_AGO = re.compile(r"(?P<number>\d{1,4})(?P<unit>[dwmy天日周週月年일주달년])")
_DAYS = {"d": 1, "天": 1, "日": 1, "일": 1, "w": 7, "周": 7, "週": 7, "주": 7, "m": 30, "月": 30, "달": 30}
_DAYS |= {"y": 365, "年": 365, "년": 365}
_TODAY = {"today": 0, "今天": 0, "오늘": 0, "yesterday": 1, "昨天": 1, "어제": 1}


@dataclass(frozen=True, slots=True)
class Dates:
    """Days from `first` to `last`, both included; None is without bound."""

    first: dt.date | None = None
    last: dt.date | None = None

    def __and__(self, other: "Dates") -> "Dates":
        """The days of both."""
        firsts = [date for date in (self.first, other.first) if date]
        lasts = [date for date in (self.last, other.last) if date]
        return Dates(max(firsts, default=None), min(lasts, default=None))


EVERY_DAY = Dates()


def read_dates(field: str, value: str, today: dt.date, *, negative: bool = False) -> Dates | None:
    """The days that `after:value` or `before:value` leaves: from its first day on, or up to the day before it."""
    date = read_date(value, today)
    if date is None:
        return None
    if (field == "after") is not negative:
        return Dates(first=date)
    return Dates(last=date - dt.timedelta(days=1) if date > dt.date.min else date)


def read_date(text: str, today: dt.date) -> dt.date | None:
    """The day that a folded text names, the first one of a year or month; None where it names none."""
    if text in _TODAY:
        return _back(today, _TODAY[text])
    if ago := _AGO.fullmatch(text):
        return _back(today, int(ago["number"]) * _DAYS[ago["unit"]])
    if named := _DATE.fullmatch(text):
        parts = (named["year"], named["month"] or named["m"] or 1, named["day"] or named["d"] or 1)
        try:
            return dt.date(*map(int, parts))
        except ValueError:
            return None
    return None


def _back(today: dt.date, days: int) -> dt.date:
    return dt.date.fromordinal(max(1, today.toordinal() - days))
