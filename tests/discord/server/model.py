"""What the platform knows: accounts, and servers with their channels, roles and members."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from tests.discord.server.faults import Json
from tests.discord.server.permissions import EVERYONE, NOTHING, May

if TYPE_CHECKING:
    from tests.discord.server.talk import Message


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
    def is_hidden_thread(self) -> bool:
        """Whether only those who were added to it, and moderators, see it."""
        return self.type is ChannelType.PRIVATE_THREAD

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


def walk(components: Any) -> list[Json]:
    """Every component, those inside others too, in reading order."""
    found: list[Json] = []
    for one in components or ():
        found.append(one)
        found += walk(one.get("components"))
        found += walk([one["accessory"]] if one.get("accessory") else ())
        found += walk([one["component"]] if one.get("component") else ())
    return found
