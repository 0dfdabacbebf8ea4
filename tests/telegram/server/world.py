"""The state of the platform: what it knows, what readers got, what the bot did wrong. One lock guards it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tests.loopback.world import LoopbackWorld
from tests.telegram.server.faults import (
    FLOODS,
    TAKES_EFFECT,
    Fault,
    FaultError,
    Rule,
    bad_request,
    too_many_requests,
)
from tests.telegram.server.limits import Flooded, Limits, Meter, Storm
from tests.telegram.server.mailbox import Mailbox, Poll, Webhook
from tests.telegram.server.model import Chat, Kind, Media, Message, User
from tests.telegram.server.requests import Query


class Ephemeral(Enum):
    """How the server takes messages for one person in a group."""

    OFF = "off"  # before 10.2: parameters are ignored, methods are unknown
    FLAT = "10.2"  # receiver_user_id, callback_query_id
    NESTED = "10.3"  # the same in ephemeral_message_parameters; flat ones are ignored


class Fetched(Enum):
    """What the platform finds at the address of a picture."""

    PICTURE = "picture"
    NO_PICTURE = "no picture"  # a page or something else
    NOTHING = "nothing"  # it cannot be fetched
    REFUSED = "refused"  # too large, or in a way the platform does not take


class EventKind(Enum):
    """What readers notice."""

    SENT = "sent"
    EDITED = "edited"
    DELETED = "deleted"
    ANSWERED = "answered"  # a press or an inline query


@dataclass(frozen=True, slots=True)
class Event:
    """Something the bot did that readers notice. `subject` is the id of the query that was answered."""

    kind: EventKind
    chat: Chat | None
    message: Message | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A request and its answer: the status, 0 when it never got one, and what a refusal says."""

    method: str
    arguments: dict[str, str]
    at: float
    status: int
    description: str = ""


@dataclass(slots=True)
class Asked:
    """A press or an inline query that waits for its answer."""

    id: str
    user: User
    at: float
    chat: Chat | None = None
    message: Message | None = None
    answer: dict[str, Any] | None = None


@dataclass(repr=False)
class World(LoopbackWorld):
    """All of it. `privacy` says whether the bot hears only what is said to it in groups."""

    SERVER_FAILED = Rule.SERVER

    bot: User = field(default_factory=lambda: User(123456789, "Paperwire", "paperwire_bot", is_bot=True))
    privacy: bool = True
    limits: Limits = field(default_factory=Limits)
    ephemeral: Ephemeral = Ephemeral.OFF
    query_seconds: float = 15.0  # how long a press or an inline query may be answered
    inline_feedback: bool = False  # whether the bot is told which result of an inline query was taken
    pictures: dict[str, Fetched] = field(default_factory=dict)
    faults: dict[int | str, list[Fault]] = field(default_factory=dict)  # by chat id, or by method
    storms: list[Storm] = field(default_factory=list)
    users: dict[int, User] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    deactivated: set[int] = field(default_factory=set)
    inline_messages: dict[str, Message] = field(default_factory=dict)
    files: dict[str, Media] = field(default_factory=dict)
    presses: dict[str, Asked] = field(default_factory=dict)
    inline_queries: dict[str, Asked] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[dict[str, Any]]] = field(default_factory=dict)
    descriptions: dict[tuple[str, str], str] = field(default_factory=dict)
    mailbox: Mailbox = field(default_factory=Mailbox)
    poll: Poll | None = None
    webhook: Webhook | None = None
    events: list[Event] = field(default_factory=list)
    actions: list[tuple[int, str]] = field(default_factory=list)  # sendChatAction: chat and what the bot does
    floods: list[Flooded] = field(default_factory=list)
    delivered: int = 0  # messages that readers got
    logged_out: bool = False
    meter: Meter = field(default_factory=Meter)
    on_update: Callable[[], None] = lambda: None

    def next_message_id(self, chat: Chat) -> int:
        """Supergroups and channels count by themselves, all other chats together."""
        if chat.kind in (Kind.SUPERGROUP, Kind.CHANNEL):
            chat.last_message_id += 1
        else:
            chat.last_message_id = self.number("message", 100)
        return chat.last_message_id

    def happened(self, kind: EventKind, chat: Chat | None, message: Message | None = None, subject: str = "") -> None:
        """Note what readers notice; who waits for it looks again."""
        self.events.append(Event(kind, chat, message, subject))
        self.delivered += kind is EventKind.SENT
        self.changed.notify_all()

    def update(self, kind: str, document: dict[str, Any]) -> None:
        """Tell the bot something, if it asked for that kind."""
        if self.mailbox.add(kind, document) is not None:
            self.on_update()

    def find_chat(self, query: Query, name: str = "chat_id") -> Chat:
        """The chat that a request is about, by its number or @name."""
        given = query.text(name).strip()
        if not given:
            raise bad_request("chat_id is empty")
        if given.startswith("@"):
            named = [one for one in self.chats.values() if one.username.lower() == given[1:].lower() != ""]
            found = next((one for one in named if one.kind is not Kind.PRIVATE), None)
        else:
            found = self.chats.get(query.integer(name))
        if found is None:
            raise bad_request("chat not found")
        return found

    def admit(self, query: Query, chat: Chat) -> None:
        """Let a message or an edit through, or not: limits, storms and faults of the chat, just before it counts."""
        listed = self.faults.get(chat.id, [])
        self._check_limits(chat, listed)
        if not listed:
            return
        fault = listed.pop(0)
        if fault not in TAKES_EFFECT:
            raise FaultError(fault)
        query.fault = fault

    def _check_limits(self, chat: Chat, listed: list[Fault]) -> None:
        now = self.now()
        storm = next((one for one in self.storms if now < one.until and one.chat_id in (None, chat.id)), None)
        told = storm is not None or bool(FLOODS.intersection(listed[:1]))
        seconds = self.meter.wait(self.limits, chat.id, now, group=chat.kind is not Kind.PRIVATE)
        if not told and not seconds:
            self.meter.note(self.limits, chat.id, now)
            return
        self.floods.append(Flooded(chat.id, now, told))
        self.changed.notify_all()
        if storm is not None:
            raise too_many_requests(max(1, int(storm.until - now)) if storm.says_when else None)
        if told:
            raise too_many_requests(1 if listed.pop(0) is Fault.FLOOD else None)
        self.report(Rule.FLOOD, f"chat {chat.id}: come back in {seconds} s")
        raise too_many_requests(seconds)
