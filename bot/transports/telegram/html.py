"""Blocks as Telegram's HTML and as plain text: https://core.telegram.org/bots/api#html-style."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from bot.message import Block, BlockKind, Line, Room, Size, Span, Style
from bot.transports.telegram.inert import inert
from bot.transports.telegram.links import is_page

ENTITY_BYTES = 12  # of an entity's type, place and length, beside what its tags hold
REMEMBERED = 1024  # blocks: equal digests go to many chats

_TAGS = {Style.PLAIN: ("", ""), Style.BOLD: ("<b>", "</b>"), Style.ITALIC: ("<i>", "</i>"), Style.COMMAND: ("", "")}
_QUOTE = ("<blockquote expandable>", "</blockquote>")
_GAP = Size(characters=2, raw_bytes=2)  # the two line breaks to the next block


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A block as HTML, and its size."""

    html: str
    size: Size


def to_html(blocks: Sequence[Block]) -> str:
    """The blocks that show anything, with a blank line between two; quotes stand apart without one."""
    html, last = "", None
    for block in blocks:
        text = _rendered(block).html
        if text:
            gap = "\n" if BlockKind.MORE in {block.kind, last} else "\n\n"
            html += text if last is None else gap + text
            last = block.kind
    return html


def to_plain(blocks: Sequence[Block], *, addresses: bool) -> str:
    """The same without mark-up; with the addresses of links behind them, if they are wanted."""
    texts = ("\n".join(_plain(line, addresses=addresses) for line in block.lines) for block in blocks)
    return "\n\n".join(text for text in texts if text)


def measure(block: Block) -> Size:
    """The size of a block: what Telegram shows, what it is sent, what of that is mark-up."""
    return _rendered(block).size


def units(text: str) -> int:
    """The length of a text as Telegram counts it: in UTF-16."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


# Beyond 4,096 characters or 32,768 bytes a message is refused; beyond 100 entities, or 10,000 bytes of them, the rest
# of them is left out without a word.
TEXT = Room(Size(characters=4096, raw_bytes=32_768, markup_bytes=9_500, entities=100), measure)
CAPTION = Room(Size(characters=1024, raw_bytes=32_768, markup_bytes=9_500, entities=100), measure)


@lru_cache(maxsize=REMEMBERED)
def _rendered(block: Block) -> _Rendered:
    quoted = block.kind is BlockKind.MORE
    shown = [inert(line) for line in block.lines]
    html = "\n".join(map(_line, block.lines, shown))
    html = f"{_QUOTE[0]}{html}{_QUOTE[1]}" if html and quoted else html
    text = "\n".join(map("".join, shown))
    raw = len(html.encode())
    entities = quoted + sum(_entities(span) for line in block.lines for span in line)
    markup = raw - len(text.encode()) + ENTITY_BYTES * entities
    return _Rendered(html, Size(units(text), raw, markup, entities) + _GAP)


def _line(line: Line, shown: Sequence[str]) -> str:
    return "".join(_span(span, text) for span, text in zip(line, shown, strict=True) if text)


def _span(span: Span, text: str) -> str:
    begin, end = _TAGS[span.style]
    html = f"{begin}{escape(text, quote=False)}{end}"
    return f'<a href="{escape(span.url)}">{html}</a>' if span.url and is_page(span.url) else html


def _entities(span: Span) -> int:
    return (span.style is not Style.PLAIN) + (span.url is not None and is_page(span.url))


def _plain(line: Line, *, addresses: bool) -> str:
    return "".join(
        f"{text} ({span.url})" if addresses and text and is_page(span.url) else text
        for span, text in zip(line, inert(line), strict=True)
    )
