"""Text of which no client makes a mention, a tag, a number to call, a link, or a command that is not ours to give."""

import re
from collections.abc import Sequence
from functools import partial
from itertools import accumulate

from bot.message import Line, Style
from bot.transports.text import broken_up, isolated

# Where a word joiner takes the sense from what servers and clients look for: after the character that begins a mention
# or an e-mail's domain, a hashtag, a cashtag, a command, the rest of an address with a scheme, a telephone number, the
# next part of a domain or of an IP address; and within what is as long as the number of a bank card. No expression of
# https://github.com/tdlib/td/blob/master/td/telegram/MessageEntity.cpp goes on behind a word joiner.
# The expression begins with one class of characters, so that the others are passed over quickly.
_TRIGGERS = re.compile(
    r"[@＠#＃$/:+.0-9](?:"
    r"(?<=[@＠])(?=\S)"
    r"|(?<=[#＃])(?=[\w\u00b7\u0d80-\u0dff\u200c])"
    r"|(?<=\$)(?=[A-Z]|1INCH)"
    r"|(?<=/)(?<!\w/)(?=\w)"
    r"|(?<=:)(?=//)"
    r"|(?<=\+)(?=[\d(])"
    r"|(?<=\S\.)(?=[^\W\d_])"
    r"|(?<=\d\.)(?=\d{1,3}\.\d)"
    r"|(?<=[0-9])(?:[ -]*[0-9]){11}[ -]*(?=[0-9])"
    r")"
)

_OURS = re.compile("/[a-z]+")


def inert(line: Line) -> list[str]:
    """The texts of the line's spans, cleaned and with word joiners where one is needed across all of them."""
    return [isolated(text) for text in broken_up(line, _TRIGGERS, partial(_commands, line))]


def _commands(line: Line, texts: Sequence[str]) -> set[int]:
    """The places behind the slashes of commands that are ours to give."""
    begins = accumulate(map(len, texts), initial=0)
    spans = zip(line, texts, begins, strict=False)
    return {begin + 1 for span, text, begin in spans if span.style is Style.COMMAND and _OURS.fullmatch(text)}
