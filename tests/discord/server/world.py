"""The state of the platform: what it knows, what people saw, what the bot did wrong. One lock guards it."""

from collections import deque
from dataclasses import dataclass, field
from enum import Enum

from tests.discord.server.faults import Fault, Json, Rule
from tests.discord.server.limits import Flooded, Limits, Meter, Storm
from tests.discord.server.model import Channel, Guild, User
from tests.discord.server.sessions import Gateway
from tests.discord.server.talk import Interaction, Message
from tests.loopback.world import LoopbackWorld

EPOCH = 1_420_070_400.0  # the first second of 2015, where the platform's ids begin


class EventKind(Enum):
    """What people notice."""

    SENT = "sent"
    EDITED = "edited"
    DELETED = "deleted"
    CROSSPOSTED = "crossposted"
    THREAD = "thread"  # a thread or a post began
    ANSWERED = "answered"  # an interaction was acknowledged, or got choices or a modal


@dataclass(frozen=True, slots=True)
class Event:
    """Something the bot did that people notice."""

    kind: EventKind
    channel: Channel
    message: Message | None = None
    interaction: Interaction | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A request and its answer: the status, 0 when it never got one, and what a refusal says."""

    route: str
    method: str
    path: str
    body: Json
    at: float
    status: int
    code: int = 0
    message: str = ""
    errors: Json = field(default_factory=dict)
    params: dict[str, str] = field(default_factory=dict)

    def where(self) -> dict[str, str]:
        """What is wrong where: the path of each field, with the error's code."""
        return dict(_flatten(self.errors, ""))


@dataclass(repr=False)
class World(LoopbackWorld):
    """All of it."""

    SERVER_FAILED = Rule.SERVER

    bot: User = field(default_factory=lambda: User(1_234_567_890_123_456_789, "Paperwire", bot=True))
    limits: Limits = field(default_factory=Limits)
    heartbeat_interval: float = 41.25
    shards: int = 1  # how many shards the platform asks for
    privileged: int = 0  # privileged intents that were granted to the bot
    first_response_seconds: float = 3.0
    token_seconds: float = 900.0
    nonce_seconds: float = 180.0  # the platform says "a few minutes"
    slow_seconds: float = 0.05
    most_dms: int | None = None  # private conversations that may be opened before it is too fast
    faults: dict[int | str, list[Fault]] = field(default_factory=dict)  # by channel id, or by a route's name
    storms: list[Storm] = field(default_factory=list)
    users: dict[int, User] = field(default_factory=dict)
    guilds: dict[int, Guild] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    dms: dict[int, Channel] = field(default_factory=dict)  # by person
    installed_by: set[int] = field(default_factory=set)  # people who have the app for themselves
    closed_dms: set[int] = field(default_factory=set)  # people who take no messages from the bot
    commands: dict[int, list[Json]] = field(default_factory=dict)  # by server, 0 for those of everywhere
    command_permissions: dict[tuple[int, int], dict[int, bool]] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)  # by token
    nonces: dict[str, tuple[float, Message]] = field(default_factory=dict)
    gateway: Gateway = field(default_factory=Gateway)
    events: list[Event] = field(default_factory=list)
    floods: list[Flooded] = field(default_factory=list)
    invalid: deque[float] = field(default_factory=deque)  # when 401, 403 and 429 were answered
    delivered: int = 0  # messages that people got
    opened_dms: int = 0
    meter: Meter = field(default_factory=Meter)
    _last_id: int = 0

    def snowflake(self) -> int:
        """A new id; it says when it was made, and is larger than all before."""
        made = int((self.now() - EPOCH) * 1000) << 22
        self._last_id = max(made, self._last_id + 1)
        return self._last_id

    def happened(
        self, kind: EventKind, channel: Channel, message: Message | None = None, interaction: Interaction | None = None
    ) -> None:
        """Note what people notice; who waits for it looks again."""
        self.events.append(Event(kind, channel, message, interaction))
        self.delivered += kind is EventKind.SENT
        if interaction is not None and message is not None and message not in interaction.shown:
            interaction.shown.append(message)
        self.changed.notify_all()

    def channel_of(self, number: int) -> Channel | None:
        """A channel or thread that exists."""
        found = self.channels.get(number)
        return None if found is None or found.deleted else found

    def invalid_requests(self, seconds: float = 600.0) -> int:
        """How many 401, 403 and 429 were answered lately: 10,000 in ten minutes are banned by address."""
        return sum(at > self.now() - seconds for at in self.invalid)


def _flatten(errors: Json, path: str) -> list[tuple[str, str]]:
    found = [(path, one["code"]) for one in errors.get("_errors", ())]
    for key, value in errors.items():
        if key != "_errors":
            found += _flatten(value, f"{path}.{key}" if path else key)
    return found
