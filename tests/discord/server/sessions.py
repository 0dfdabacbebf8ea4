"""Sessions of the gateway: who is connected, what each was told, and what it may be told again."""

import json
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag

from tests.discord.server.faults import Json


class Op(IntEnum):
    """What a gateway payload is."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Close(IntEnum):
    """With which number the gateway ends a connection, and whether one may come back."""

    UNKNOWN_ERROR = 4000
    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004  # for good
    ALREADY_AUTHENTICATED = 4005
    INVALID_SEQUENCE = 4007
    RATE_LIMITED = 4008
    SESSION_TIMED_OUT = 4009
    INVALID_SHARD = 4010  # for good
    SHARDING_REQUIRED = 4011  # for good
    INVALID_VERSION = 4012  # for good
    INVALID_INTENTS = 4013  # for good
    DISALLOWED_INTENTS = 4014  # for good


class Intent(IntFlag):
    """What a bot wants to be told."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT
ALL_INTENTS = (1 << 26) - 1
Frame = str | bytes | Close | None  # None breaks the connection without a word


@dataclass(eq=False)
class Connection:
    """One websocket. `frames` wait to be written."""

    wake: Callable[[], None]
    frames: list[Frame] = field(default_factory=list)
    session: "Session | None" = None
    spoken: deque[float] = field(default_factory=deque)  # when the bot said something lately

    def send(self, op: Op, data: object = None, event: str | None = None, seq: int | None = None) -> None:
        self.put(json.dumps({"op": op, "d": data, "s": seq, "t": event}))

    def put(self, frame: Frame) -> None:
        self.frames.append(frame)
        self.wake()


@dataclass(eq=False)
class Session:
    """A shard that identified itself. `log` holds every event, to be told again when it resumes."""

    id: str
    shard: tuple[int, int]
    intents: int
    connection: Connection | None = None
    log: list[tuple[str, object]] = field(default_factory=list)
    valid: bool = True

    def dispatch(self, event: str, data: object) -> None:
        self.log.append((event, data))
        self.tell(len(self.log))

    def tell(self, seq: int) -> None:
        """Send an event of the log, if anybody is there."""
        if self.connection is not None:
            event, data = self.log[seq - 1]
            self.connection.send(Op.DISPATCH, data, event, seq)

    def hears(self, guild_id: int) -> bool:
        """Whether what happens in a server comes to this shard; private conversations (0) come to the first."""
        return (guild_id >> 22) % self.shard[1] == self.shard[0]


@dataclass
class Gateway:
    """The gateway's memory, and what tests tell it to do wrong."""

    url: str = ""
    sessions: dict[str, Session] = field(default_factory=dict)
    connections: list[Connection] = field(default_factory=list)
    received: list[Json] = field(default_factory=list)  # every payload of the bot
    refuse_with: list[Close | None] = field(default_factory=list)  # how the next IDENTIFYs end
    deaf: bool = False  # heartbeats are not acknowledged
    most_identifies: int = 1000  # a day
    identifies: int = 0
    resumes: int = 0
    closes: Counter[int] = field(default_factory=Counter)  # how the server ended connections

    def live(self, shard: int | None = None) -> list[Session]:
        """Sessions that somebody is connected to."""
        found = [one for one in list(self.sessions.values()) if one.valid and one.connection is not None]
        return [one for one in found if shard in (None, one.shard[0])]

    def dispatch(self, event: str, data: object, *, guild_id: int = 0, intent: int = 0) -> None:
        """Tell what happened to the shards that should know; `intent` 0 needs none."""
        for session in self.sessions.values():
            if session.valid and session.hears(guild_id) and (not intent or session.intents & intent):
                session.dispatch(event, data)

    def heartbeats(self) -> int:
        return sum(one.get("op") == Op.HEARTBEAT for one in self.received)

    def reconnect(self, shard: int | None = None) -> None:
        """Ask to come back and resume (op 7)."""
        for line in self._lines(shard):
            line.send(Op.RECONNECT)

    def invalidate(self, *, resumable: bool, shard: int | None = None) -> None:
        """Say that the session is no good (op 9): to be resumed, or begun anew."""
        for line in self._lines(shard):
            if line.session is not None:
                line.session.valid = resumable
            line.send(Op.INVALID_SESSION, resumable)

    def ask_for_heartbeat(self) -> None:
        for line in self._lines():
            line.send(Op.HEARTBEAT)

    def send_raw(self, frame: str | bytes, shard: int | None = None) -> None:
        """Send whatever it is: what is no JSON, or JSON that makes no sense."""
        for line in self._lines(shard):
            line.put(frame)

    def close(self, code: Close | None, shard: int | None = None) -> None:
        """End the connections with a code, or without a word."""
        for line in self._lines(shard):
            line.put(code)

    def _lines(self, shard: int | None = None) -> list[Connection]:
        """The connections of sessions; each may be gone a moment later."""
        found = [one.connection for one in self.live(shard)]
        return [one for one in found if one is not None]
