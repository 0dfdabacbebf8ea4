"""What an answer's headers say of the next request. Pure."""

import datetime as dt
import email.utils
import re
from collections.abc import Mapping

_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_NO_CACHE = re.compile(r"(?:^|[\s,])no-(?:cache|store)\b", re.IGNORECASE)


def max_age(headers: Mapping[str, str], now: dt.datetime) -> dt.timedelta:
    """For how long the answer stays good, by Cache-Control, else by Expires; nothing where it does not say."""
    control = headers.get("Cache-Control", "")
    if _NO_CACHE.search(control):
        return dt.timedelta()
    if found := _MAX_AGE.search(control):
        return max(dt.timedelta(seconds=int(found[1])) - _age(headers), dt.timedelta())
    expires = _moment(headers.get("Expires", ""))
    return max(expires - now, dt.timedelta()) if expires else dt.timedelta()


def retry_after(headers: Mapping[str, str], now: dt.datetime) -> dt.timedelta | None:
    """How long the server wants to be left alone, by Retry-After in seconds or as a date; None if it does not say."""
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit() and len(said) < 10:
        return dt.timedelta(seconds=int(said))
    moment = _moment(said)
    return max(moment - now, dt.timedelta()) if moment else None


def validators(headers: Mapping[str, str]) -> dict[str, str]:
    """What to note of a fresh answer, to ask whether it changed."""
    named = {"etag": headers.get("ETag", ""), "modified": headers.get("Last-Modified", "")}
    return {name: value for name, value in named.items() if value and len(value) <= 500 and value.isprintable()}


def conditions(note: Mapping[str, str]) -> dict[str, str]:
    """The headers that ask whether what was noted changed."""
    named = {"If-None-Match": note.get("etag"), "If-Modified-Since": note.get("modified")}
    return {name: value for name, value in named.items() if value}


def _age(headers: Mapping[str, str]) -> dt.timedelta:
    said = headers.get("Age", "")
    return dt.timedelta(seconds=int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0)


def _moment(said: str) -> dt.datetime | None:
    try:
        moment = email.utils.parsedate_to_datetime(said)
    except (ValueError, TypeError, IndexError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
