"""Addresses that Discord takes."""

import re
from functools import lru_cache

from bot.transports.text import clean

LONGEST_ADDRESS = (
    2048  # characters: https://discord.com/developers/docs/components/reference#unfurled-media-item-structure
)
LONGEST_OF_BUTTON = 512  # https://discord.com/developers/docs/components/reference#button

_PAGE = re.compile(r"https?://[^\s\"<>\\^`{|}/?#]+[^\s\"<>\\^`{|}]*", re.IGNORECASE)
# What would end the address of a masked link, or begin mark-up in it.
_IN_MARKUP = str.maketrans({"(": "%28", ")": "%29", "*": "%2A", "[": "%5B", "]": "%5D"})


@lru_cache(maxsize=4096)
def is_page(url: str | None) -> bool:
    """Whether it is the address of a web page."""
    return url is not None and _PAGE.fullmatch(url) is not None and clean(url) == url and len(url) <= LONGEST_ADDRESS


def opens(url: str) -> bool:
    """Whether a button may open it."""
    return is_page(url) and len(url) <= LONGEST_OF_BUTTON


def masked(url: str) -> str:
    """The address as it stands in a masked link."""
    return url.translate(_IN_MARKUP)
