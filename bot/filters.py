"""What a button may narrow a search to, beside its words: a language, a source, a month, a topic. Pure."""

import dataclasses
import datetime as dt
import re
from dataclasses import dataclass

from bot.query import Dates, Search
from bot.terms import FromSource, InLanguage, Tag, Term

_MARKS = {"L": "language", "S": "source", "D": "month", "T": "topic"}
_VALUE = re.compile(r"[\w.-]+")  # a source of another name has no filter
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search is narrowed to; "" for what it is not. `month` is YYYY-MM: from its first day on."""

    language: str = ""
    source: str = ""
    month: str = ""
    topic: str = ""

    def spelled(self) -> str:
        """As a button carries it: `Lko~D2026-11`."""
        said = ((mark, getattr(self, name)) for mark, name in _MARKS.items())
        return "~".join(mark + value for mark, value in said if value)

    def without(self, name: str) -> "Filters":
        """The others."""
        return dataclasses.replace(self, **{name: ""})


NO_FILTERS = Filters()


def read_filters(spelled: str) -> Filters:
    """The filters of a button; what is none is left out."""
    values = {
        _MARKS[part[:1]]: part[1:] for part in spelled.split("~") if part[:1] in _MARKS and _VALUE.fullmatch(part[1:])
    }
    if not _first_day(values.get("month", "")):
        values.pop("month", None)
    return Filters(**values)


def can_be(value: str) -> bool:
    """Whether a filter can have this value."""
    return _VALUE.fullmatch(value) is not None


def narrow(search: Search, filters: Filters) -> Search:
    """The search within the filters; one that looks for nothing stays that."""
    if search.term is None:
        return search
    terms: list[Term] = []
    terms += [InLanguage(filters.language)] if filters.language else []
    terms += [FromSource(filters.source)] if filters.source else []
    terms += [Tag(filters.topic)] if filters.topic else []
    return dataclasses.replace(search, only=tuple(terms), dates=search.dates & Dates(first=_first_day(filters.month)))


def _first_day(month: str) -> dt.date | None:
    match = _MONTH.fullmatch(month)
    try:
        return dt.date(int(match[1]), int(match[2]), 1) if match else None
    except ValueError:
        return None
