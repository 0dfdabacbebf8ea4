"""Blocks as Discord's markdown: https://discord.com/developers/docs/reference#message-formatting.

What people and publishers wrote is inert: each character that could begin mark-up has a backslash before it, and what
servers and clients look for in the text itself (mentions, time stamps, addresses, invitations) is broken up by a word
joiner, which no one sees.
"""

import re
from functools import lru_cache

from bot.message import Block, BlockKind, Line, Room, Size, Span, Style
from bot.transports.discord.links import is_page, masked
from bot.transports.text import JOINED, broken_up, isolated

# Of all texts of a message: https://discord.com/developers/docs/components/reference#text-display
MOST_CHARACTERS = 4000
# Beyond these, and twelve for each text, it answers 500: https://github.com/discord/discord-api-docs/issues/8554
MOST_BYTES, BYTES_OF_A_TEXT = 10_170, 12
REMEMBERED = 1024  # blocks: equal digests go to many chats

_MARKUP = re.compile(r"[\\*_~|`<>\[\]()]")
_AT_BEGIN = re.compile(r"(?P<blanks>\s*)(?:(?P<sign>[#+-])|(?P<number>\d{1,9})(?P<dot>[.)]))")
# After the character that begins a mention, a custom emoji or command, the rest of an address with a scheme, an emoji
# in words; and in the addresses that are invitations.
_TRIGGERS = re.compile(
    r"@(?=\w)|<(?=[@#:/a-z])|(?<=[a-z]):(?=//)|:(?=\w+:)|(?<=discord)(?:app)?\.(?=\w)", re.IGNORECASE
)
_STYLES = {Style.BOLD: "**", Style.ITALIC: "*"}
_PREFIXES = {BlockKind.PARAGRAPH: "", BlockKind.MORE: "> ", BlockKind.FOOTER: "-# "}
_GAP = 2  # the line breaks to the next block, where two share a text


def units(text: str) -> int:
    """The length of a text, in UTF-16: never less than Discord counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


@lru_cache(maxsize=REMEMBERED)
def to_markdown(block: Block) -> str:
    """The block as its readers see it; "" where it shows nothing."""
    lines = [_line(line) for line in block.lines]
    if not any(line.strip() for line in lines):
        return ""
    prefix = _PREFIXES[block.kind]
    return "\n".join(f"{prefix}{line}" if line.strip() or block.kind is BlockKind.MORE else "" for line in lines)


def measure(block: Block) -> Size:
    """The size of a block: what Discord counts of it."""
    text = to_markdown(block)
    return Size(units(text) + _GAP, len(text.encode()) + BYTES_OF_A_TEXT) if text else Size()


TEXT = Room(Size(characters=MOST_CHARACTERS, raw_bytes=MOST_BYTES), measure)


def _line(line: Line) -> str:
    shown = ""
    for span, text in zip(line, broken_up(line, _TRIGGERS), strict=True):
        marked = _span(span, text)
        touching = shown.endswith("*") and marked.startswith("*")  # would be one mark
        shown += f"{JOINED}{marked}" if touching else marked
    return _at_begin(shown)


def _span(span: Span, text: str) -> str:
    """The text as the span has it; blanks stay outside, because mark-up must touch what it marks."""
    said = text.strip()
    if not said:
        return text
    begin, _, end = text.partition(said)
    shown = isolated(_MARKUP.sub(lambda found: "\\" + found.group(), said))
    if span.url is not None and is_page(span.url):
        shown = f"[{shown}]({masked(span.url)})"
    mark = _STYLES.get(span.style, "")
    return f"{begin}{mark}{shown}{mark}{end}"


def _at_begin(text: str) -> str:
    """The text without what makes a heading, a list or small print at the begin of a line."""
    found = _AT_BEGIN.match(text)
    if found is None:
        return text
    sign = found["sign"]
    shown = f"\\{sign}" if sign else f"{found['number']}\\{found['dot']}"
    return found["blanks"] + shown + text[found.end() :]
