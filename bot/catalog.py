"""The texts shown to people, by language: gettext catalogs under `bot/locales`, one file a language."""

import datetime as dt
import functools
import gettext
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

import opencc
from babel import Locale
from babel.dates import format_date, get_timezone_location
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LANGUAGES = ("en", "zh", "ko")

# LDML patterns (https://unicode.org/reports/tr35/tr35-dates.html): with the weekday, without, with the year.
_DATE = {"en": "EEE d MMM", "zh": "M月d日 EEEE", "ko": "M월 d일 EEEE"}
_DAY = {"en": "d MMM", "zh": "M月d日", "ko": "M월 d일"}
_FULL = {"en": "d MMM y", "zh": "y年M月d日", "ko": "y년 M월 d일"}
_WEEKDAY = {"en": "EEE", "zh": "EEE", "ko": "EEEE"}
_BETWEEN_SENTENCES = {"en": " ", "zh": "", "ko": " "}
_OBVIOUS = dt.timedelta(days=180)  # a date within it has no other year
_MONDAY = dt.date(2024, 1, 1)


# Stands before a command in what `Catalog.said` gives. Unicode never assigns it, and no other text has it from here.
COMMAND_MARK = "\ufdd0"
_COMMAND = re.compile(r"(?<![\w/])(?=/[a-z]{2})")


@dataclass(frozen=True, slots=True)
class Catalog:
    """The texts of one language. A key or a value that is missing raises KeyError.

    Values are inserted as they are: braces in them mean nothing.
    """

    language: str
    texts: frozenset[str]
    counts: frozenset[str]
    _translations: gettext.GNUTranslations

    @staticmethod
    def load(language: str) -> "Catalog":
        """The catalog of one of LANGUAGES; read once a process."""
        return _load(language)

    def text(self, key: str, **values: object) -> str:
        """The text of `key` with `values` in its placeholders."""
        if key not in self.texts:
            raise KeyError(key)
        return _unmarked(self._translations.gettext(key).format(**values))

    def said(self, key: str, n: int | None = None, **values: object) -> str:
        """The text, or count, of `key` with its own commands marked: those in values are not."""
        plain = self._translations.gettext(key) if n is None else self._translations.ngettext(key, key, n)
        if key not in (self.texts if n is None else self.counts):
            raise KeyError(key)
        numbers = {} if n is None else {"n": self.number(n)}
        unmarked = {name: _unmarked(str(value)) for name, value in values.items()}
        return _COMMAND.sub(COMMAND_MARK, plain).format(**numbers, **unmarked)

    def count(self, key: str, n: int, **values: object) -> str:
        """The text of `key` in the form for `n`, which stands in it as {n}."""
        if key not in self.counts:
            raise KeyError(key)
        return _unmarked(self._translations.ngettext(key, key, n).format(n=self.number(n), **values))

    def number(self, n: int) -> str:
        """A number with the language's grouping."""
        return _number(n, self.language)

    def ordinal(self, n: int) -> str:
        """A place in an order: 7th, 7, 7."""
        return self.text(f"ordinal.{_ordinal_form(n, self.language)}", n=self.number(n))

    def join(self, names: Iterable[str]) -> str:
        """Names one after another, as the language lists them."""
        return self.text("list.separator").join(names)

    def date(self, date: dt.date) -> str:
        """A date of these days, with its weekday: Wed 24 Jan, 1月24日 星期三, 1월 24일 수요일."""
        return _date(date, _DATE[self.language], self.language)

    def dates(self, first: dt.date, last: dt.date) -> str:
        """The dates from the first to the last; the years where they are not obvious."""
        if first == last:
            return self.date(last)
        shown = self.date if last - first < _OBVIOUS else functools.partial(self.day, year=True)
        return self.text("time.span", first=shown(first), last=shown(last))

    def day(self, date: dt.date, *, year: bool = False) -> str:
        """A date without its weekday, with the year where it is not obvious: 24 Jan, 2024年1月24日."""
        patterns = _FULL if year else _DAY
        return _date(date, patterns[self.language], self.language)

    def weekday(self, date: dt.date) -> str:
        """The day of the week of a date of these days: Mon, 周一, 월요일."""
        return _date(date, _WEEKDAY[self.language], self.language)

    def moment(self, local: dt.datetime, today: dt.date) -> str:
        """A local moment of these days: yesterday 08:00, Fri 14 Nov 08:00."""
        key = {0: "time.today", 1: "time.yesterday"}.get((today - local.date()).days)
        time = f"{local:%H:%M}"
        return self.text(key, time=time) if key else self.text("time.on_day", date=self.date(local.date()), time=time)

    def sentences(self, said: Iterable[str]) -> str:
        """Sentences one after another; those that are "" are left out."""
        return _BETWEEN_SENTENCES[self.language].join(sentence for sentence in said if sentence)

    def weekdays(self, weekdays: Iterable[int]) -> str:
        """The days of the week on which something happens, by ISO number (1 is Monday)."""
        days = sorted(set(weekdays))
        if len(days) == 7:
            return self.text("time.every_day")
        return self.join(format_date(_MONDAY + dt.timedelta(day - 1), "EEE", locale=self.language) for day in days)

    def zone(self, name: str) -> str:
        """How people call the time of an IANA zone: Seoul time, 首尔时间, 서울 시간, UTC."""
        if name in {"UTC", "Etc/UTC"}:
            return "UTC"
        if name == "Asia/Shanghai":  # nobody in China calls it by the zone's city
            return self.text("time.zone_of_china")
        return self.text("time.zone", city=get_timezone_location(name, locale=self.language, return_city=True))

    def language_name(self, code: str) -> str:
        """The name of a language in this one, as one says of a text that it is in it."""
        if code in LANGUAGES:
            return self.text(f"language.{code}")
        return str(Locale(self.language).languages.get(code, code))


def language_for(client_language: str) -> str:
    """The catalog for a client's language tag (`zh-Hant`, `ko_KR`, …); English for all that have none."""
    primary = client_language.replace("_", "-").split("-")[0].lower()
    return primary if primary in LANGUAGES else "en"


def _unmarked(text: str) -> str:
    return text.replace(COMMAND_MARK, "") if COMMAND_MARK in text else text


def traditional(text: str) -> str:
    """Chinese in traditional characters and the words of Taiwan."""
    return str(_to_traditional().convert(text))


@functools.cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2twp")


# The same few dates and numbers stand in every message of a day.
@functools.lru_cache(1024)
def _number(n: int, language: str) -> str:
    return format_decimal(n, locale=language)


@functools.lru_cache(1024)
def _date(date: dt.date, pattern: str, language: str) -> str:
    return format_date(date, pattern, locale=language)


@functools.lru_cache(1024)
def _ordinal_form(n: int, language: str) -> str:
    return Locale(language).ordinal_form(n)


@functools.cache
def _load(language: str) -> Catalog:
    if language not in LANGUAGES:
        raise KeyError(language)
    file = resources.files("bot").joinpath("locales", f"{language}.po")
    messages = read_po(io.StringIO(file.read_text(encoding="utf-8")), locale=language, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    translated = [message for message in messages if message.id]
    return Catalog(
        language,
        frozenset(str(message.id) for message in translated if not message.pluralizable),
        frozenset(message.id[0] for message in translated if message.pluralizable),
        gettext.GNUTranslations(compiled),
    )
