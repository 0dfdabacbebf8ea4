"""Periods of days, tokens of PostgreSQL's index: by them it passes over what is too old without looking at it."""

from collections.abc import Iterator

LENGTHS = (32, 512)  # days, each dividing the next


def periods_of(day: int) -> Iterator[str]:
    """The periods that a day is in, by its number in the calendar."""
    return (_name(length, day // length) for length in LENGTHS)


def covering(first: int, last: int) -> Iterator[str]:
    """Few periods that hold all days from the first to the last, and some days before and after."""
    short, long = LENGTHS
    day = first // short * short
    while day <= last:
        length = long if day % long == 0 and day + long <= last + short else short
        yield _name(length, day // length)
        day += length


def _name(length: int, number: int) -> str:
    return f"{length}x{number}"
