"""Our own words as spans: the commands that they name are told from what looks like one in what others wrote."""

import re
from collections.abc import Iterator

from bot.catalog import COMMAND_MARK
from bot.message import Line, Span, Style

_NAME = re.compile("/[a-z]+")


def spoken(text: str) -> Line:
    """A line of text, as `Catalog.said` and `Catalog.text` give them."""
    return tuple(_spans(text)) or (Span(text),)


def _spans(text: str) -> Iterator[Span]:
    before, *marked = text.split(COMMAND_MARK)
    if before:
        yield Span(before)
    for part in marked:
        name = _NAME.match(part)
        end = name.end() if name else 0
        if end:
            yield Span(part[:end], Style.COMMAND)
        if part[end:]:
            yield Span(part[end:])
