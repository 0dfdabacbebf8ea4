"""Times of day and days of the week, as people write them."""

import re

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"([01]?\d|2[0-3])[:：.]([0-5]\d)")
_SEPARATORS = re.compile(r"[\s,，、]+")
_EVERY_DAY = {"every day", "daily", "all", "每天", "매일"}


def read_time(text: str) -> str | None:
    """A local time of day as HH:MM; None for what is none."""
    match = _TIME.fullmatch(text)
    return f"{int(match[1]):02}:{match[2]}" if match else None


def read_weekdays(text: str) -> tuple[int, ...] | None:
    """Days as ISO numbers from names, numbers and spans (`mon,wed`, `1-5`, `every day`); None for what is none."""
    if text.lower() in _EVERY_DAY:
        return tuple(range(1, 8))
    days: set[int] = set()
    for word in _SEPARATORS.split(text.lower()):
        first, _, last = word.partition("-")
        start, end = read_weekday(first), read_weekday(last or first)
        if start is None or end is None:
            return None
        days.update((start + step - 1) % 7 + 1 for step in range((end - start) % 7 + 1))
    return tuple(sorted(days))


def read_weekday(word: str) -> int | None:
    """A day of the week as an ISO number, from its English name or its number; None for what is none."""
    return next((n for n, name in enumerate(_WEEKDAYS, start=1) if word[:3] == name or word == str(n)), None)
