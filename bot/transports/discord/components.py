"""A message as Discord takes it: https://discord.com/developers/docs/components/reference.

In its newer form everything is a component, in a container; in the older one there are embeds, with rows of buttons
below. A message that does not fit becomes several.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, IntFlag
from typing import Any

from bot.columns import cut
from bot.message import Button, Message
from bot.packing import pack
from bot.transports.discord import tickets
from bot.transports.discord.links import is_page, opens
from bot.transports.discord.markdown import TEXT, to_markdown
from bot.transports.text import clean, isolated

MOST_COMPONENTS = 40
BUTTONS_IN_A_ROW, ROWS_OF_EMBEDS = 5, 5
LABEL_COLUMNS = 76  # 80 characters, of which two may isolate what is written from the right
NO_LABEL = "…"
NOBODY: dict[str, Any] = {"parse": []}  # who is told of a message that mentions them


class Kind(IntEnum):
    """Kinds of components."""

    ROW = 1
    BUTTON = 2
    TEXT = 10
    GALLERY = 12
    CONTAINER = 17


class ButtonStyle(IntEnum):
    """What a button looks like, and does."""

    SECONDARY = 2
    LINK = 5


class Flags(IntFlag):
    """Flags of messages: https://discord.com/developers/docs/resources/message#message-object-message-flags."""

    NONE = 0
    EPHEMERAL = 1 << 6
    SILENT = 1 << 12
    COMPONENTS = 1 << 15


@dataclass(frozen=True, slots=True)
class Look:
    """How a message is shown. `bare`: without what a publisher could have got wrong, pictures and buttons with pages.

    `answered` is what the message answers, for buttons that need it when they are pressed.
    """

    embedded: bool = False
    bare: bool = False
    answered: str = ""


Row = tuple[Button, ...]


def sheets(message: Message, look: Look) -> list[dict[str, Any]]:
    """The message in as few documents as hold it, buttons under the last. Raises ValueError for impossible buttons."""
    *before, last = pack(message, TEXT)
    first, *others = _groups(_rows(message.buttons, look), look)
    parts = [*before, replace(last, buttons=first)]
    parts += [Message((), buttons) for buttons in others]
    return [_sheet(part, look) for part in parts]


def _sheet(message: Message, look: Look) -> dict[str, Any]:
    document = _embeds(message, look) if look.embedded else _components(message, look)
    return document | {"allowed_mentions": NOBODY}


def _components(message: Message, look: Look) -> dict[str, Any]:
    rows = _action_rows(message, look)
    texts = _texts(message) or ([] if rows else [NO_LABEL])
    gallery = [_gallery(message.picture)] if message.picture and is_page(message.picture) and not look.bare else []
    left = MOST_COMPONENTS - 1 - len(gallery) - _count(message.buttons)
    parts = [{"type": Kind.TEXT, "content": text} for text in _at_most(texts, left)] + gallery + rows
    container = [{"type": Kind.CONTAINER, "components": parts}] if len(parts) > 1 or gallery else parts
    return {"flags": int(Flags.COMPONENTS), "components": container}


def _embeds(message: Message, look: Look) -> dict[str, Any]:
    embed: dict[str, Any] = {"description": "\n\n".join(_texts(message)) or NO_LABEL}
    if message.picture and is_page(message.picture) and not look.bare:
        embed["image"] = {"url": message.picture}
    return {"flags": 0, "embeds": [embed], "components": _action_rows(message, look)}


def _texts(message: Message) -> list[str]:
    return [text for block in message.blocks if (text := to_markdown(block))]


def _gallery(url: str) -> dict[str, Any]:
    return {"type": Kind.GALLERY, "items": [{"media": {"url": url}}]}


def _at_most(texts: Sequence[str], most: int) -> list[str]:
    """The texts, the last of them in one where there are too many."""
    if len(texts) <= most:
        return list(texts)
    return [*texts[: most - 1], "\n\n".join(texts[most - 1 :])]


def _rows(given: Sequence[Row], look: Look) -> list[Row]:
    """The rows without what cannot be pressed, none too long; filled up where they are too many for one message."""
    rows = [part for row in given for part in _cut([button for button in row if _works(button, look)])]
    return rows if _fit(rows, look) else _cut([button for row in rows for button in row])


def _cut(buttons: Sequence[Button]) -> list[Row]:
    return [tuple(buttons[at : at + BUTTONS_IN_A_ROW]) for at in range(0, len(buttons), BUTTONS_IN_A_ROW)]


def _groups(rows: Sequence[Row], look: Look) -> Iterator[tuple[Row, ...]]:
    """The rows in groups that one message takes."""
    group: list[Row] = []
    for row in rows:
        if not _fit([*group, row], look):
            yield tuple(group)
            group = []
        group.append(row)
    yield tuple(group)


def _fit(rows: Sequence[Row], look: Look) -> bool:
    """Whether one message has room for the rows, beside its container, a text and a picture."""
    return len(rows) <= ROWS_OF_EMBEDS if look.embedded else _count(rows) + 3 <= MOST_COMPONENTS


def _count(rows: Sequence[Row]) -> int:
    """The components that rows are."""
    return sum(1 + len(row) for row in rows)


def _works(button: Button, look: Look) -> bool:
    return button.url is None or (opens(button.url) and not look.bare)


def _action_rows(message: Message, look: Look) -> list[dict[str, Any]]:
    pressed = [button for row in message.buttons for button in row if button.url is None]
    carried = iter(tickets.write(pressed, look.answered))
    return [
        {"type": Kind.ROW, "components": [_button(button, carried) for button in row]} for row in message.buttons if row
    ]


def _button(button: Button, carried: Iterator[str]) -> dict[str, Any]:
    label = isolated(cut(clean(button.label).strip(), LABEL_COLUMNS)) or NO_LABEL
    shown = {"type": Kind.BUTTON, "label": label}
    if button.url is not None:
        return shown | {"style": ButtonStyle.LINK, "url": button.url}
    return shown | {"style": ButtonStyle.SECONDARY, "custom_id": next(carried)}
