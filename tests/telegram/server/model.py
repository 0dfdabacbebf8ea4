"""What the platform knows: accounts, chats with their members and topics, and messages with all their versions."""

import json
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tests.telegram.server.markup import Entity
from tests.telegram.server.texts import NO_TEXT, Text

GENERAL = 1  # the topic that every forum has


class Kind(Enum):
    """What a chat is."""

    PRIVATE = "private"
    GROUP = "group"  # a basic group: small, becomes a supergroup one day
    SUPERGROUP = "supergroup"
    CHANNEL = "channel"


class Standing(Enum):
    """What somebody is in a chat."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    RESTRICTED = "restricted"  # may do less than the others
    LEFT = "left"  # or never was there
    KICKED = "kicked"  # in a private chat: has blocked


ADMIN_RIGHTS = frozenset(
    {
        "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
        "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
        "can_delete_stories", "can_post_messages", "can_edit_messages", "can_pin_messages", "can_manage_topics",
    }
)  # fmt: skip
PERMISSIONS = frozenset(
    {
        "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
        "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
        "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
        "can_edit_tag", "can_react_to_messages",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class User:
    """An account."""

    id: int
    first_name: str
    username: str = ""
    language_code: str = ""
    is_bot: bool = False


# Who stands in for those who speak as a chat, and who forwards what a channel says to its group.
ANONYMOUS_ADMIN = User(1087968824, "Group", "GroupAnonymousBot", is_bot=True)
CHANNEL_BOT = User(136817688, "Channel", "Channel_Bot", is_bot=True)
TELEGRAM = User(777000, "Telegram")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody's place in a chat. `rights` are an administrator's, or what a restricted member may still do."""

    standing: Standing = Standing.LEFT
    rights: frozenset[str] = frozenset()
    anonymous: bool = False
    title: str = ""

    @property
    def inside(self) -> bool:
        return self.standing not in (Standing.LEFT, Standing.KICKED)

    @property
    def admin(self) -> bool:
        return self.standing in (Standing.CREATOR, Standing.ADMINISTRATOR)

    def may(self, right: str) -> bool:
        return self.standing is Standing.CREATOR or right in self.rights


class TopicState(Enum):
    """Whether a topic takes messages."""

    OPEN = "open"
    CLOSED = "closed"  # from those who may manage topics only
    DELETED = "deleted"


@dataclass(slots=True)
class Topic:
    """A topic of a forum."""

    id: int
    name: str
    state: TopicState = TopicState.OPEN


@dataclass(frozen=True, slots=True)
class Button:
    """A choice under a message: exactly one of `data`, `url` and `other` (a JSON field's name) says what it does."""

    label: str
    data: str = ""
    url: str = ""
    other: str = ""


Buttons = tuple[tuple[Button, ...], ...]


class MediaKind(Enum):
    """What a message shows beside its text."""

    PHOTO = "photo"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or a document. `source` is the address it was fetched from, `content` what was uploaded."""

    kind: MediaKind
    file_id: str
    name: str = ""
    content_type: str = ""
    content: bytes = b""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says; an edit replaces it."""

    text: Text = NO_TEXT
    buttons: Buttons = ()
    media: Media | None = None
    location: tuple[float, float] | None = None
    service: tuple[tuple[str, object], ...] = ()  # fields of a message that reports an event, such as a migration
    preview: bool = True  # whether a link in it may be shown with a picture
    keyboard: str = ""  # JSON of what replaces the keyboard of the person's device


@dataclass(eq=False)
class Chat:
    """A chat. `started` says of a private one that the person has written; `mute` that writing is forbidden to all."""

    id: int
    kind: Kind
    title: str = ""
    username: str = ""
    forum: bool = False
    members: dict[int, Member] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    messages: dict[int, "Message"] = field(default_factory=dict)
    ephemerals: dict[int, "Message"] = field(default_factory=dict)  # each seen by one person only
    permissions: frozenset[str] = PERMISSIONS
    linked: "Chat | None" = None
    migrated_to: "Chat | None" = None
    deleted: bool = False
    started: bool = False
    mute: bool = False
    last_message_id: int = 0

    def member(self, user_id: int) -> Member:
        return self.members.get(user_id, Member())

    @property
    def is_group(self) -> bool:
        return self.kind in (Kind.GROUP, Kind.SUPERGROUP)


@dataclass(eq=False, repr=False)
class Message:
    """A message as its readers see it now, with its earlier versions.

    `receiver` is the only person who sees it, if there is one; `ephemeral_id` is then its number, and `replaces` the
    message in whose place that person sees it.
    """

    id: int
    chat: Chat
    date: int
    versions: list[Content]
    sender: User | None = None
    sender_chat: Chat | None = None
    thread: int | None = None
    reply_to: "Message | None" = None
    silent: bool = False
    protected: bool = False
    receiver: User | None = None
    ephemeral_id: int | None = None
    replaces: "Message | None" = None
    via_bot: bool = False
    inline_id: str = ""
    automatic: bool = False  # forwarded to the linked group by the platform
    signature: str = ""
    edit_date: int | None = None
    deleted: bool = False
    at: float = 0.0  # seconds of the server's clock

    @property
    def content(self) -> Content:
        return self.versions[-1]

    @property
    def text(self) -> str:
        return self.content.text.text

    @property
    def entities(self) -> tuple[Entity, ...]:
        return self.content.text.entities

    @property
    def buttons(self) -> Buttons:
        return self.content.buttons

    @property
    def media(self) -> Media | None:
        return self.content.media

    @property
    def keyboard(self) -> Any:
        """What replaces the keyboard of the person's device, such as a button that shares a location."""
        return json.loads(self.content.keyboard) if self.content.keyboard else None

    @property
    def labels(self) -> list[str]:
        """What is written on the buttons, row by row."""
        return [button.label for row in self.buttons for button in row]

    @property
    def links(self) -> list[tuple[str, str]]:
        """The linked words and where each leads."""
        text = self.content.text
        return [(text.of(entity), entity.argument) for entity in text.entities if entity.kind == "text_link"]

    @property
    def detected(self) -> list[tuple[str, str]]:
        """What a client makes of the plain text by itself: kind and words."""
        return [(entity.kind, self.content.text.of(entity)) for entity in self.content.text.detected]

    def marked(self, kind: str) -> list[str]:
        """The words that look in one way: `bold`, `italic`, `expandable_blockquote`, …"""
        return [self.content.text.of(entity) for entity in self.entities if entity.kind == kind]

    def button(self, label_or_data: str) -> Button:
        """Find a button by what is written on it or by its data."""
        found = [one for row in self.buttons for one in row if label_or_data in (one.label, one.data)]
        assert found, f"no button {label_or_data!r} among {self.labels}"
        return found[0]

    def __repr__(self) -> str:
        return f"<message {self.id or self.ephemeral_id} in {self.chat.id}: {self.text[:60]!r} {self.labels}>"
