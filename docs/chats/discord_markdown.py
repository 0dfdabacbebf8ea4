"""Discord's markdown as the bot writes it, in lines of runs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docs.chats.runs import Line, Look, Run, trimmed, visible

_SIGNS = re.compile(r"\\(?P<shown>[^0-9A-Za-z\s])|(?P<bold>\*\*)|(?P<italic>\*)|(?P<begin>\[)|(?P<end>\]\([^\s()]*\))")
_LOOKS = {"bold": Look.BOLD, "italic": Look.ITALIC, "begin": Look.LINK, "end": Look.LINK}


@dataclass(frozen=True, slots=True)
class Passage:
    """A line as it is shown: small print, or quoted beside a bar."""

    line: Line
    small: bool = False
    quoted: bool = False


def read(markdown: str) -> Iterator[Passage]:
    """Every line of a text."""
    for text in markdown.split("\n"):
        small, quoted = text.startswith("-# "), text.startswith("> ")
        yield Passage(trimmed(_runs(text[3 * small + 2 * quoted :])), small, quoted)


def _runs(text: str) -> Iterator[Run]:
    look, at = Look.PLAIN, 0
    for sign in _SIGNS.finditer(text):
        yield Run(visible(text[at : sign.start()]), look)
        at = sign.end()
        if sign["shown"]:
            yield Run(sign["shown"], look)
        else:
            look ^= _LOOKS[sign.lastgroup or ""]
    yield Run(visible(text[at:]), look)
