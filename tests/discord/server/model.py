"""What the platform knows: accounts, servers with their channels, roles and members, and messages with all versions."""

from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import Any

from tests.discord.server.permissions import EVERYONE, NOTHING, May

Json = dict[str, Any]


class ChannelType(IntEnum):
    """What a channel is, in the platform's numbers."""

    TEXT = 0
    DM = 1
    VOICE = 2
    GROUP_DM = 3
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


THREADS = {ChannelType.ANNOUNCEMENT_THREAD, ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD}
SILENT = {ChannelType.CATEGORY, ChannelType.FORUM}  # these hold no messages of their own
REQUIRE_TAG = 1 << 4  # of a forum's flags
PINNED = 1 << 1  # of a post's flags


class Flag(IntEnum):
    """Flags of a message."""

    CROSSPOSTED = 1 << 0
    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


@dataclass(frozen=True, slots=True)
class User:
    """An account."""

    id: int
    name: str
    locale: str = "en-US"
    bot: bool = False


@dataclass(slots=True)
class Role:
    """A role; that of everyone has the server's id."""

    id: int
    name: str
    permissions: May = NOTHING
    mentionable: bool = False


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What a channel gives and takes from a role or a member."""

    allow: May = NOTHING
    deny: May = NOTHING


@dataclass(slots=True)
class Member:
    """Somebody in a server."""

    user: User
    roles: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a forum; a moderated one is applied only by those who manage threads."""

    id: int
    name: str
    moderated: bool = False


@dataclass(eq=False)
class Channel:
    """A channel, a thread of one, a forum or its post, or a private conversation.

    `recipients` are those in a private one; `owner_id` is who began a thread.
    """

    id: int
    type: ChannelType
    name: str = ""
    guild: "Guild | None" = None
    parent: "Channel | None" = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    recipients: list[int] = field(default_factory=list)
    topic: str | None = None
    owner_id: int = 0
    tags: list[Tag] = field(default_factory=list)
    applied_tags: list[int] = field(default_factory=list)
    flags: int = 0
    archived: bool = False
    locked: bool = False
    auto_archive_minutes: int = 4320
    created_at: float = 0.0
    deleted: bool = False
    messages: "dict[int, Message]" = field(default_factory=dict)
    thread_members: set[int] = field(default_factory=set)

    def __repr__(self) -> str:
        return f"<{self.type.name} {self.id} {self.name!r}>"

    @property
    def is_thread(self) -> bool:
        return self.type in THREADS

    @property
    def is_private(self) -> bool:
        return self.guild is None

    def overwrite(self, who: "Role | Member | User", *, allow: May = NOTHING, deny: May = NOTHING) -> None:
        """Give to or take from a role or a person what the roles of the server say otherwise."""
        subject = who.user.id if isinstance(who, Member) else who.id
        self.overwrites[subject] = Overwrite(allow, deny)


@dataclass(eq=False)
class Guild:
    """A server."""

    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    features: list[str] = field(default_factory=list)
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    available: bool = True
    installed: bool = True  # with the bot's account; else only its commands may be there

    def __post_init__(self) -> None:
        self.roles.setdefault(self.id, Role(self.id, "@everyone", EVERYONE))

    def __repr__(self) -> str:
        return f"<Guild {self.id} {self.name!r}>"

    @property
    def everyone(self) -> Role:
        return self.roles[self.id]


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
        return "\n".join(_read(self.now))

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
        """Its link buttons: label and address."""
        return [(one.get("label", ""), one["url"]) for one in self.buttons if one.get("url")]


@dataclass(eq=False)
class Interaction:
    """What somebody did that the bot must answer. `responses` are the messages it answered with."""

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
    choices: list[Json] | None = None
    modal: Json | None = None
    callback: int = 0
    user_install: bool = False
    followup_count: int = 0

    @property
    def responses(self) -> list[Message]:
        own = self.original if self.original is not self.message else None
        return [*([own] if own is not None else []), *self.followups]


def walk(components: Any) -> list[Json]:
    """Every component, those inside others too, in reading order."""
    found: list[Json] = []
    for one in components or ():
        found.append(one)
        found += walk(one.get("components"))
        found += walk([one["accessory"]] if one.get("accessory") else ())
        found += walk([one["component"]] if one.get("component") else ())
    return found


def _read(content: Content) -> list[str]:
    lines = [content.content] if content.content else []
    for embed in content.embeds:
        fields = [line for one in embed.get("fields", ()) for line in (one["name"], one["value"])]
        around = [embed.get("author", {}).get("name"), embed.get("title"), embed.get("description")]
        lines += [line for line in [*around, *fields, embed.get("footer", {}).get("text")] if line]
    return lines + [one["content"] for one in walk(content.components) if one["type"] == 10]
