"""What is said: messages with all their versions, and interactions with their answers."""

from dataclasses import dataclass, field
from enum import Enum, IntEnum

from tests.discord.server.faults import Json
from tests.discord.server.markup import Mark, read_markup
from tests.discord.server.model import Channel, User, walk


class Flag(IntEnum):
    """Flags of a message."""

    CROSSPOSTED = 1 << 0
    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a message."""

    id: int
    filename: str
    content_type: str
    content: bytes
    description: str | None = None

    @property
    def is_picture(self) -> bool:
        return self.content_type.startswith("image/")


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says; an edit replaces it."""

    content: str = ""
    embeds: tuple[Json, ...] = ()
    components: tuple[Json, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    flags: int = 0


class Standing(Enum):
    """Whether an interaction was answered."""

    OPEN = "open"  # nothing came yet
    DEFERRED = "deferred"  # a message or an update was promised
    ANSWERED = "answered"


@dataclass(eq=False)
class Message:
    """A message with everything it ever said. `only_for` is the one person who sees an ephemeral one."""

    id: int
    channel: Channel
    author: User
    at: float
    versions: list[Content]
    nonce: str | int | None = None
    reference: int | None = None
    interaction: "Interaction | None" = None
    only_for: User | None = None
    pings: tuple[str, ...] = ()
    mentions: tuple[int, ...] = ()
    edited_at: float | None = None
    deleted: bool = False
    crossposted: bool = False
    thread: Channel | None = None

    def __repr__(self) -> str:
        return f"<Message {self.id} {self.text!r}>"

    @property
    def now(self) -> Content:
        return self.versions[-1]

    @property
    def content(self) -> str:
        return self.now.content

    @property
    def embeds(self) -> tuple[Json, ...]:
        return self.now.embeds

    @property
    def components(self) -> tuple[Json, ...]:
        return self.now.components

    @property
    def flags(self) -> int:
        return self.now.flags | (Flag.CROSSPOSTED if self.crossposted else 0)

    @property
    def ephemeral(self) -> bool:
        return self.only_for is not None

    @property
    def silent(self) -> bool:
        return bool(self.flags & Flag.SUPPRESS_NOTIFICATIONS)

    @property
    def loading(self) -> bool:
        """Whether it says only that something is coming."""
        return bool(self.flags & Flag.LOADING)

    @property
    def text(self) -> str:
        """All that can be read in it, a line each: its content, its embeds and its text displays."""
        return "\n".join(words_of(self.now))

    @property
    def shown(self) -> str:
        """All that can be read in it, as clients show it: without the signs of its markdown."""
        return "\n".join(read_markup(line).text for line in words_of(self.now))

    @property
    def marks(self) -> list[Mark]:
        """What is more than plain text in it."""
        return [mark for line in words_of(self.now) for mark in read_markup(line).marks]

    def marked(self, kind: str) -> list[str]:
        """What is marked in a way: "bold", "heading", "mention" …"""
        return [one.text for one in self.marks if one.kind == kind]

    @property
    def buttons(self) -> list[Json]:
        return [one for one in walk(self.components) if one["type"] == 2]

    @property
    def selects(self) -> list[Json]:
        return [one for one in walk(self.components) if one["type"] in (3, 5, 6, 7, 8)]

    @property
    def labels(self) -> list[str]:
        """What stands on its buttons; an emoji where there are no words."""
        return [one.get("label") or one.get("emoji", {}).get("name", "") for one in self.buttons]

    @property
    def links(self) -> list[tuple[str, str]]:
        """Its links, those of buttons too: what is shown and the address."""
        written = [(one.text, one.target) for one in self.marks if one.kind == "link"]
        return written + [(one.get("label", ""), one["url"]) for one in self.buttons if one.get("url")]


@dataclass(eq=False)
class Interaction:
    """What somebody did that the bot must answer."""

    id: int
    token: str
    type: int
    user: User
    channel: Channel
    at: float
    document: Json
    message: Message | None = None
    standing: Standing = Standing.OPEN
    acknowledged_at: float | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    shown: list[Message] = field(default_factory=list)  # what was new or changed, in the order in which it came
    choices: list[Json] | None = None
    modal: Json | None = None
    callback: int = 0
    user_install: bool = False
    followup_count: int = 0


def words_of(content: Content) -> list[str]:
    """All that can be read in it, a line each."""
    lines = [content.content] if content.content else []
    for embed in content.embeds:
        fields = [line for one in embed.get("fields", ()) for line in (one["name"], one["value"])]
        around = [embed.get("author", {}).get("name"), embed.get("title"), embed.get("description")]
        lines += [line for line in [*around, *fields, embed.get("footer", {}).get("text")] if line]
    return lines + [one["content"] for one in walk(content.components) if one["type"] == 10]
