"""What is said in a chat, independent of the platform: transports turn it into HTML, components or plain text."""

from dataclasses import dataclass
from enum import Enum

from storage.model import ChatKind, Place


class Style(Enum):
    """How a span looks; never the only carrier of a meaning."""

    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style, linked when `url` is given. The text is inert: transports escape it."""

    text: str
    style: Style = Style.PLAIN
    url: str | None = None


Line = tuple[Span, ...]


class BlockKind(Enum):
    """What a block is to its reader."""

    PARAGRAPH = "paragraph"
    MORE = "more"  # the long part of something: collapsed or quoted where the platform can
    FOOTER = "footer"  # small print


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together; a message is never split inside one unless it alone is too long."""

    lines: tuple[Line, ...]
    kind: BlockKind = BlockKind.PARAGRAPH


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a message: `action` comes back as `Request.action` when pressed; `url` opens a page instead."""

    label: str
    action: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `buttons` are rows. `replaces` asks to edit the message whose button was pressed."""

    blocks: tuple[Block, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """Something a person said or pressed. Exactly one of `text` and `action` is given.

    `client_language` is what the platform says of the client (`ko`, `zh-Hant`, …), "" when it says nothing.
    `is_admin` says whether the platform lets the person change this chat; always true in private. `message_id` is the
    platform's id of the message whose button was pressed, where it says.
    """

    place: Place
    kind: ChatKind
    user_id: str
    text: str = ""
    action: str = ""
    client_language: str = ""
    is_admin: bool = True
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request; `private` when only the person who asked should see it."""

    messages: tuple[Message, ...]
    private: bool = False
