"""Messages as JSON and back: what the ledger keeps, so that a retry sends the same message."""

import hashlib
import json
from typing import Any

from bot.message import Block, BlockKind, Button, Line, Message, Span, Style

_RARE = ("continues", "about", "embedded", "published")  # written only where they say something


def to_json(message: Message) -> str:
    """The message in a form that is the same for equal messages."""
    blocks = [{"kind": block.kind.value, "lines": [_line(line) for line in block.lines]} for block in message.blocks]
    buttons = [[_button(button) for button in row] for row in message.buttons]
    document = {
        "blocks": blocks,
        "buttons": buttons,
        "silent": message.silent,
        "replaces": message.replaces,
        "picture": message.picture,
    }
    document |= {name: getattr(message, name) for name in _RARE if getattr(message, name)}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def from_json(payload: str) -> Message:
    """The message that `to_json` wrote."""
    document = json.loads(payload)
    return Message(
        blocks=tuple(_read_block(block) for block in document["blocks"]),
        buttons=tuple(tuple(Button(*button) for button in row) for row in document["buttons"]),
        silent=document["silent"],
        replaces=document["replaces"],
        picture=document["picture"],
        continues=document.get("continues", False),
        about=tuple(document.get("about", ())),
        embedded=document.get("embedded", False),
        published=document.get("published", False),
    )


def content_hash(payload: str) -> str:
    """The name of a payload: equal payloads have the same."""
    return hashlib.sha256(payload.encode()).hexdigest()


def _button(button: Button) -> list[str | bool | None]:
    said: list[str | bool | None] = [button.label, button.action, button.url]
    return [*said, True] if button.private else said


def _line(line: Line) -> list[list[str | None]]:
    return [[span.text, span.style.value, span.url] for span in line]


def _read_block(block: dict[str, Any]) -> Block:
    lines = tuple(tuple(Span(text, Style(style), url) for text, style, url in line) for line in block["lines"])
    return Block(lines, BlockKind(block["kind"]))
