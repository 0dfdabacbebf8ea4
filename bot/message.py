"""What is said in a chat, independent of the platform: transports turn it into HTML, components or plain text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from storage.model import ChatKind, Place

ACTION_BYTES = 64  # of UTF-8 in a button's action: what the narrowest platform takes


class Style(Enum):
    """How a span looks; never the only carrier of a meaning."""

    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    COMMAND = "command"  # one of our own commands, in our own words: said by a tap, where the platform can


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
class Size:
    """What a platform counts of a message: UTF-16 units shown, bytes as sent, bytes of the mark-up, entities."""

    characters: int = 0
    raw_bytes: int = 0
    markup_bytes: int = 0
    entities: int = 0

    def __add__(self, other: "Size") -> "Size":
        return Size(
            self.characters + other.characters,
            self.raw_bytes + other.raw_bytes,
            self.markup_bytes + other.markup_bytes,
            self.entities + other.entities,
        )

    def fits(self, most: "Size") -> bool:
        """Whether no count is above that of `most`."""
        return (
            self.characters <= most.characters
            and self.raw_bytes <= most.raw_bytes
            and self.markup_bytes <= most.markup_bytes
            and self.entities <= most.entities
        )


@dataclass(frozen=True, slots=True)
class Room:
    """What one message of a platform holds; `measure` is the size of a block there, with the gap to the next."""

    most: Size
    measure: Callable[[Block], Size]

    def holds(self, *blocks: Block) -> bool:
        """Whether one message holds all the blocks."""
        return sum(map(self.measure, blocks), Size()).fits(self.most)


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a message: `action` comes back as `Request.action` when pressed; `url` opens a page instead.

    A `private` one leads to the person's private chat instead, to do it there (`bot.actions.deep_link_payload`).
    """

    label: str
    action: str = ""
    url: str | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `buttons` are rows. `replaces` asks to edit the message whose button was pressed.

    `picture` is the address of one to show with it, where the platform can fetch it. `continues`: it goes on where the
    message before it ended. `about` names what it is about, for platforms that file messages under tags. Where the
    platform has these, an `embedded` one is shown as an embed, a `published` one is passed on to who follows the chat.
    """

    blocks: tuple[Block, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    silent: bool = False
    replaces: bool = False
    picture: str | None = None
    continues: bool = False
    about: tuple[str, ...] = ()
    embedded: bool = False
    published: bool = False


@dataclass(frozen=True, slots=True)
class Location:
    """A place that a person shared, in degrees; kept nowhere."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Request:
    """Something a person said, pressed or shared. Exactly one of `text`, `action` and `location` is given.

    `client_language` is what the platform says of the client (`ko`, `zh-Hant`, …), "" when it says nothing.
    `is_admin` says whether the platform lets the person change this chat; always true in private. `user_name` is what
    others call the person, `place_name` what they call the thread. `can_post` says whether the person may write here.
    `admins` are the names of those who may change this chat, by their ids, where a command asks for them.
    `message_id` is the platform's id of the message whose button was pressed, `own_message` says that only this person
    sees it, and `answered` is the text that it answers, "" where that is not known. Of a text in a group, `answered`
    is the text of the bot's message that it answers. `room` is what one message of the platform holds; None for one
    without bounds. `whispers`: the platform can answer the caller alone wherever they ask. `listens`: it brings us text
    that is no command.
    """

    place: Place
    kind: ChatKind
    user_id: str
    text: str = ""
    action: str = ""
    client_language: str = ""
    is_admin: bool = True
    location: Location | None = None
    user_name: str = ""
    message_id: str = ""
    own_message: bool = False
    answered: str = ""
    room: Room | None = None
    can_post: bool = True
    admins: Mapping[str, str] = field(default_factory=dict)
    place_name: str = ""
    whispers: bool = False
    listens: bool = True


class Audience(Enum):
    """Who is to see an answer."""

    CHAT = "chat"  # everybody in the chat
    CALLER = "caller"  # only the person who asked, where the platform can do that
    PERSON = "person"  # the person's private chat, wherever they asked


@dataclass(frozen=True, slots=True)
class File:
    """A document that goes with an answer."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request: nothing at all without messages, toast and files.

    `toast` are a few words that appear at the button that was pressed, and all there is to say without messages.
    `brief` is what a group sees instead of the messages where the caller cannot be answered alone.
    """

    messages: tuple[Message, ...]
    audience: Audience = Audience.CHAT
    toast: str = ""
    files: tuple[File, ...] = ()
    brief: Message | None = None
