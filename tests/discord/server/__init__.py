"""A Discord on this machine, gateway and REST, as strict as the real one, for tests.

    with DiscordApi() as api:
        anna = api.person("Anna", locale="ko")
        general = api.channel(api.guild("Lab", members=[anna]), "general")
        reply = anna.at(general).runs("/subscribe", topic="diffusion")
        pressed = anna.at(general).presses(reply.message.labels[0])
    assert api.violations == []

What people do blocks until the bot has answered: a test whose bot runs in its own event loop calls it in a thread,
`await asyncio.to_thread(anna.at(general).runs, "/subscribe", topic="diffusion")`.
"""

from tests.discord.server.api import DiscordApi, Person
from tests.discord.server.faults import Fault, Rule
from tests.discord.server.limits import STRICT, Bucket, Flooded, Limits, Storm
from tests.discord.server.model import Channel, ChannelType, Guild, Member, Role, Tag, User
from tests.discord.server.permissions import May
from tests.discord.server.seats import Reply, Seat
from tests.discord.server.sessions import Close, Intent
from tests.discord.server.talk import Flag, Interaction, Message
from tests.discord.server.world import Call, Event, EventKind
from tests.loopback.world import Violation

__all__ = [
    "STRICT",
    "Bucket",
    "Call",
    "Channel",
    "ChannelType",
    "Close",
    "DiscordApi",
    "Event",
    "EventKind",
    "Fault",
    "Flag",
    "Flooded",
    "Guild",
    "Intent",
    "Interaction",
    "Limits",
    "May",
    "Member",
    "Message",
    "Person",
    "Reply",
    "Role",
    "Rule",
    "Seat",
    "Storm",
    "Tag",
    "User",
    "Violation",
]
