"""Addresses that Telegram takes."""

import re
from functools import lru_cache

from bot.transports.text import clean

LONGEST_ADDRESS = 2048  # bytes

_PAGE = re.compile(r"https?://[^\s\"<>\\^`{|}/?#]+[^\s\"<>\\^`{|}]*", re.IGNORECASE)
_OF_TELEGRAM = re.compile(r"tg://[^\s\"<>\\^`{|}]+", re.IGNORECASE)


@lru_cache(maxsize=4096)
def is_page(url: str | None) -> bool:
    """Whether it is the address of a web page."""
    return url is not None and _PAGE.fullmatch(url) is not None and _is_sound(url)


def opens(url: str) -> bool:
    """Whether a button may open it."""
    return is_page(url) or (_OF_TELEGRAM.fullmatch(url) is not None and _is_sound(url))


def _is_sound(url: str) -> bool:
    return clean(url) == url and len(url.encode()) <= LONGEST_ADDRESS
