"""Time zones as people name them: an IANA name, a city in English, Chinese or Korean, or an offset from UTC."""

import datetime as dt
import functools
import re
import zoneinfo

from babel.dates import get_timezone_location

from adapters.text import fold, title_key

CHOICES = 8
_LOCALES = ("en", "zh", "ko")
_OFFSET = re.compile(r"(?:utc|gmt)? ?([+-]) ?(\d{1,2})(?::?([0-5]\d))?")
_AREAS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
# The zones offered first: those with most people who read digests.
LARGEST = [
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Taipei",
    "Asia/Tokyo",
    "Asia/Singapore",
    "Asia/Kolkata",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Australia/Sydney",
]
# Cities of readers that give no zone its name.
_MORE_CITIES = {
    "Asia/Shanghai": ("Beijing", "北京", "베이징", "Shenzhen", "深圳", "Hangzhou", "杭州", "Guangzhou", "广州"),
    "Asia/Seoul": ("Busan", "부산", "Daejeon", "대전", "Korea", "한국", "韩国"),
    "America/New_York": ("Boston", "Pittsburgh"),
    "America/Los_Angeles": ("San Francisco", "Seattle"),
    "Europe/London": ("Cambridge", "Oxford"),
    "Europe/Zurich": ("Geneva", "Lausanne"),
}


def find_zones(text: str, now: dt.datetime) -> tuple[str, ...]:
    """The IANA zones that the text may mean, best first, at most CHOICES.

    One zone for an IANA name or a city; several for an offset, because an offset is no zone (it does not say when
    clocks change); none when nothing is meant.
    """
    folded = fold(text).strip()
    if folded in {"utc", "gmt"}:
        return ("UTC",)
    offset = _OFFSET.fullmatch(folded)
    if offset:
        return _zones_at(offset, now)
    found = _by_name().get(title_key(folded))
    return (found,) if found else ()


def suggest_zones(text: str, now: dt.datetime) -> tuple[str, ...]:
    """The zones that are called so, then those whose names begin so, then those that hold it; the largest for ""."""
    wanted = title_key(fold(text))
    if not wanted:
        return tuple(LARGEST)
    names = _by_name()
    begins = (zone for name, zone in names.items() if name.startswith(wanted))
    holds = (zone for name, zone in names.items() if wanted in name)
    return tuple(dict.fromkeys([*find_zones(text, now), *begins, *holds]))


def _zones_at(offset: re.Match[str], now: dt.datetime) -> tuple[str, ...]:
    sign, hours, minutes = offset.groups(default="0")
    wanted = dt.timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    zones = dict.fromkeys([*LARGEST, *_zone_names()])
    return tuple(name for name in zones if now.astimezone(zoneinfo.ZoneInfo(name)).utcoffset() == wanted)[:CHOICES]


@functools.cache
def _zone_names() -> tuple[str, ...]:
    return tuple(sorted(name for name in zoneinfo.available_timezones() if name.startswith(_AREAS)))


@functools.cache
def _by_name() -> dict[str, str]:
    names = {title_key(fold(city)): zone for zone, cities in _MORE_CITIES.items() for city in cities}
    for zone in (*LARGEST, *_zone_names()):
        cities = [get_timezone_location(zone, locale=locale, return_city=True) for locale in _LOCALES]
        for name in (zone, zone.rsplit("/", 1)[-1], *cities):
            names.setdefault(title_key(fold(name)), zone)
    return names
