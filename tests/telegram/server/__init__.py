"""A Telegram Bot API server on this machine, as strict as the real one, for tests.

    with BotApi() as api:
        anna = api.person("Anna", language_code="ko")
        (welcome,) = anna.private.says("/start")
        pressed = anna.private.presses(welcome.labels[0], answers=1)
    assert api.violations == []

What people do blocks until the bot has answered: a test whose bot runs in its own event loop calls it in a thread,
`await asyncio.to_thread(anna.private.says, "/start")`.
"""

from tests.loopback.world import Violation
from tests.telegram.server.api import BotApi, Person
from tests.telegram.server.faults import Fault, Rule
from tests.telegram.server.limits import STRICT, Flooded, Limits, Storm
from tests.telegram.server.model import ADMIN_RIGHTS, Chat, Kind, Member, Message, Standing, User
from tests.telegram.server.seats import InlineAnswer, Pressed, Seat
from tests.telegram.server.world import Call, Ephemeral, Event, EventKind, Fetched

__all__ = [
    "ADMIN_RIGHTS",
    "STRICT",
    "BotApi",
    "Call",
    "Chat",
    "Ephemeral",
    "Event",
    "EventKind",
    "Fault",
    "Fetched",
    "Flooded",
    "InlineAnswer",
    "Kind",
    "Limits",
    "Member",
    "Message",
    "Person",
    "Pressed",
    "Rule",
    "Seat",
    "Standing",
    "Storm",
    "User",
    "Violation",
]
