"""What the platform answers instead of a result, and how a connection breaks when a test tells it to.

Words and numbers of refusals: https://docs.discord.com/developers/topics/opcodes-and-status-codes
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any

Json = dict[str, Any]


class Fault(Enum):
    """What happens to one request, in the order of its list; a request without one is served."""

    FLOOD = "flood"  # 429 of the route
    GLOBAL_FLOOD = "global flood"  # 429 of everything
    BANNED = "banned"  # 429 in HTML without a Via header, as Cloudflare answers those it has had enough of
    BLOCKED = "blocked"  # 403 in JSON, as Cloudflare answers an address that it does not like
    RESET_BEFORE = "reset before"  # the connection breaks, nothing took effect
    RESET_AFTER = "reset after"  # it took effect, then the connection breaks
    HANG_BEFORE = "hang before"  # never an answer, nothing took effect
    HANG_AFTER = "hang after"  # it took effect, but never an answer
    BROKEN = "broken"  # 502 in HTML, nothing took effect; discord.py waits and tries again
    BROKEN_AFTER = "broken after"  # it took effect, then 502
    UNAVAILABLE = "unavailable"  # 503, nothing took effect; discord.py gives up at once
    UNAVAILABLE_AFTER = "unavailable after"  # it took effect, then 503
    NONSENSE = "nonsense"  # it took effect, the answer is no JSON
    HOLLOW = "hollow"  # it took effect, the answer is JSON but says nothing of it
    SLOW = "slow"  # it takes effect, and the answer comes `World.slow_seconds` later


FLOODS = {Fault.FLOOD, Fault.GLOBAL_FLOOD, Fault.BANNED}
RESETS = {Fault.RESET_BEFORE, Fault.RESET_AFTER}
HANGS = {Fault.HANG_BEFORE, Fault.HANG_AFTER}
TAKES_EFFECT = {
    Fault.RESET_AFTER, Fault.HANG_AFTER, Fault.BROKEN_AFTER, Fault.UNAVAILABLE_AFTER, Fault.NONSENSE, Fault.HOLLOW,
    Fault.SLOW,
}  # fmt: skip
STATUS_OF = {
    Fault.BROKEN: 502,
    Fault.BROKEN_AFTER: 502,
    Fault.UNAVAILABLE: 503,
    Fault.UNAVAILABLE_AFTER: 503,
    Fault.NONSENSE: 200,
    Fault.BANNED: 429,
}


@dataclass
class RefusedError(Exception):
    """An answer that is not ok: the status, Discord's own code, its words, and the tree of what is wrong where."""

    status: int
    code: int
    message: str
    errors: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    more: Json = field(default_factory=dict)

    def document(self) -> Json:
        document: Json = {"message": self.message, "code": self.code} | self.more
        return document | ({"errors": self.errors} if self.errors else {})


@dataclass
class FaultError(Exception):
    """A fault that comes before the request takes effect."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal with a fixed number and fixed words."""

    status: int
    code: int
    message: str

    def error(self) -> RefusedError:
        return RefusedError(self.status, self.code, self.message)


UNAUTHORIZED = Refusal(401, 0, "401: Unauthorized")
NOT_FOUND = Refusal(404, 0, "404: Not Found")
METHOD_NOT_ALLOWED = Refusal(405, 0, "405: Method Not Allowed")
UNKNOWN_CHANNEL = Refusal(404, 10003, "Unknown Channel")
UNKNOWN_GUILD = Refusal(404, 10004, "Unknown Guild")
UNKNOWN_MEMBER = Refusal(404, 10007, "Unknown Member")
UNKNOWN_MESSAGE = Refusal(404, 10008, "Unknown Message")
UNKNOWN_USER = Refusal(404, 10013, "Unknown User")
UNKNOWN_WEBHOOK = Refusal(404, 10015, "Unknown Webhook")
UNKNOWN_INTERACTION = Refusal(404, 10062, "Unknown interaction")
UNKNOWN_COMMAND = Refusal(404, 10063, "Unknown application command")
MOST_COMMANDS = Refusal(400, 30032, "Maximum number of application commands reached (100)")
TOO_LARGE = Refusal(413, 40005, "Request entity too large. Try sending something smaller.")
ALREADY_CROSSPOSTED = Refusal(400, 40033, "This message has already been crossposted.")
ALREADY_ACKNOWLEDGED = Refusal(400, 40060, "Interaction has already been acknowledged.")
TAG_REQUIRED = Refusal(400, 40067, "A tag is required to create a forum post in this channel")
BLOCKED = Refusal(403, 40333, "internal network error")
MOST_FOLLOWUPS = Refusal(400, 40094, "This interaction has hit the maximum number of follow up messages.")
MISSING_ACCESS = Refusal(403, 50001, "Missing Access")
NOT_YOURS = Refusal(403, 50005, "Cannot edit a message authored by another user")
EMPTY_MESSAGE = Refusal(400, 50006, "Cannot send an empty message")
CANNOT_DM = Refusal(403, 50007, "Cannot send messages to this user")
NOT_TEXT = Refusal(400, 50008, "Cannot send messages in a non-text channel")
INTERNAL_ERROR = Refusal(500, 0, "500: Internal Server Error")
MISSING_PERMISSIONS = Refusal(403, 50013, "Missing Permissions")
BAD_TOKEN = Refusal(401, 50027, "Invalid Webhook Token")
BAD_CHANNEL_TYPE = Refusal(400, 50024, "Cannot execute action on this channel type")
BAD_RECIPIENT = Refusal(400, 50033, "Invalid Recipient(s)")
BAD_JSON = Refusal(400, 50109, "The request body contains invalid JSON.")
ARCHIVED = Refusal(403, 50083, "Thread is archived")
THREAD_EXISTS = Refusal(400, 160004, "A thread has already been created for this message")
LOCKED = Refusal(403, 160005, "Thread is locked")
DMS_TOO_FAST = Refusal(403, 40003, "You are opening direct messages too fast.")


class Rule(Enum):
    """What a well-behaved bot never does; the real platform lets it pass, and somebody pays for it."""

    PING = "somebody is notified by what a message says"
    FLOOD = "a limit was exceeded"
    NONCE_REUSED = "a nonce that was used for something else: the message is never sent"
    LATE_ANSWER = "an interaction was answered after its time: the person sees that it failed"
    UNKNOWN_FIELD = "a field that the platform ignores"
    PRIVILEGED = "a privileged intent was asked for that was not granted"
    SERVER = "this server failed"
