"""The whole platform: a server to talk to, and the people and places behind it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from tests.discord.server.limits import Storm
from tests.discord.server.lookups import find_dm, make_dm, remove_from
from tests.discord.server.model import REQUIRE_TAG, Channel, ChannelType, Guild, Member, Role, Tag, User
from tests.discord.server.permissions import NOTHING, May
from tests.discord.server.seats import Seat
from tests.discord.server.serving import API, Serving
from tests.discord.server.shapes import channel_json, guild_json, tell, unavailable_json
from tests.discord.server.talk import Interaction, Message, Standing
from tests.discord.server.world import EventKind, World

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GloopB.a_token-of_the-loopback-server"  # noqa: S105 - opens only this server


@dataclass
class Person:
    """Somebody with an account."""

    world: World
    user: User

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def private(self) -> Seat:
        """Their conversation with the bot."""
        with self.world.changed:
            return Seat(self.world, self.user, find_dm(self.world, self.id) or make_dm(self.world, self.id))

    def at(self, channel: Channel) -> Seat:
        """Sit down in a channel or thread."""
        inside = channel.recipients if channel.guild is None else channel.guild.members
        assert self.id in inside, f"{self.user.name} is not in {channel}"
        return Seat(self.world, self.user, channel)

    def installs(self) -> None:
        """Take the app for oneself: its commands come along everywhere."""
        with self.world.changed:
            self.world.installed_by.add(self.id)

    def closes_dms(self, *, closed: bool = True) -> None:
        """Take no more messages from the bot, or take them again."""
        with self.world.changed:
            (self.world.closed_dms.add if closed else self.world.closed_dms.discard)(self.id)


@dataclass(repr=False)
class DiscordApi(World):
    """Discord on 127.0.0.1 for one bot, and what a test needs around it.

    It lives in the test's process, in a thread of its own: what it knows survives every client that is killed.
    """

    token: str = TOKEN
    _serving: Serving = field(init=False)

    def __enter__(self) -> Self:
        self.users[self.bot.id] = self.bot
        self._serving = Serving(self, self.token)
        self._serving.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._serving.stop()

    @property
    def url(self) -> str:
        """What `discord.http.Route.BASE` takes."""
        return f"http://127.0.0.1:{self._serving.port}{API}"

    @property
    def gateway_url(self) -> str:
        """What `discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY` takes."""
        return self.gateway.url

    def person(self, name: str = "Anna", *, locale: str = "en-US", user_id: int | None = None) -> Person:
        """Somebody new."""
        with self.changed:
            user = User(user_id or self.snowflake(), name, locale)
            self.users[user.id] = user
        return Person(self, user)

    def known(self, user: User) -> Person:
        """Somebody by their account."""
        return Person(self, user)

    def joins(self, guild: Guild, *people: Person) -> None:
        """Let people join a server."""
        with self.changed:
            guild.members |= {one.id: Member(one.user) for one in people}

    def leaves(self, guild: Guild, *people: Person) -> None:
        """Let people leave a server."""
        with self.changed:
            for one in people:
                guild.members.pop(one.id, None)

    def guild(
        self,
        name: str = "Lab",
        *,
        owner: Person | None = None,
        members: Collection[Person] = (),
        bot: May | None = NOTHING,
        locale: str = "en-US",
        guild_id: int | None = None,
    ) -> Guild:
        """A new server. `bot` is what a role of its own gives the bot there; None keeps it out."""
        with self.changed:
            owner = owner or self.person("Owner")
            guild = Guild(guild_id or self.snowflake(), name, owner.id, locale, installed=bot is not None)
            self.guilds[guild.id] = guild
            guild.members |= {one.id: Member(one.user) for one in (owner, *members)}
            if bot is not None:
                self._seat_bot(guild, bot)
        return guild

    def _seat_bot(self, guild: Guild, rights: May) -> None:
        role = self.role(guild, self.bot.name, rights)
        guild.members[self.bot.id] = Member(self.bot, [role.id])
        joined = guild_json(self, guild)
        del joined["unavailable"]  # says of a server that it was known before
        self.gateway.dispatch("GUILD_CREATE", joined, guild_id=guild.id, intent=1)

    def role(self, guild: Guild, name: str, permissions: May = NOTHING, *members: Person) -> Role:
        """A new role, and who has it."""
        with self.changed:
            role = Role(self.snowflake(), name, permissions)
            guild.roles[role.id] = role
            for one in members:
                guild.members[one.id].roles.append(role.id)
        return role

    def channel(
        self, guild: Guild, name: str = "general", kind: ChannelType = ChannelType.TEXT, **details: Any
    ) -> Channel:
        """A new channel of a server."""
        with self.changed:
            channel = Channel(self.snowflake(), kind, name, guild, created_at=self.now(), **details)
            guild.channels[channel.id] = self.channels[channel.id] = channel
            tell(self, "CHANNEL_CREATE", channel, channel_json(self, channel))
        return channel

    def forum(
        self, guild: Guild, name: str = "papers", *, tags: Collection[str] = (), require_tag: bool = False
    ) -> Channel:
        """A new forum with tags."""
        made = [Tag(self.snowflake(), one) for one in tags]
        return self.channel(guild, name, ChannelType.FORUM, tags=made, flags=REQUIRE_TAG if require_tag else 0)

    def thread(self, parent: Channel, name: str = "thread", **details: Any) -> Channel:
        """A new thread that somebody began."""
        with self.changed:
            announces = parent.type is ChannelType.ANNOUNCEMENT
            kind = details.pop("kind", ChannelType.ANNOUNCEMENT_THREAD if announces else ChannelType.PUBLIC_THREAD)
            thread = Channel(self.snowflake(), kind, name, parent.guild, parent, created_at=self.now(), **details)
            assert parent.guild is not None
            parent.guild.channels[thread.id] = self.channels[thread.id] = thread
            tell(self, "THREAD_CREATE", thread, channel_json(self, thread) | {"newly_created": True})
        return thread

    def group_dm(self, *people: Person) -> Channel:
        """A private conversation of people without the bot."""
        with self.changed:
            kind = ChannelType.GROUP_DM if len(people) > 2 else ChannelType.DM
            channel = Channel(self.snowflake(), kind, recipients=[one.id for one in people])
            self.channels[channel.id] = channel
        return channel

    def delete(self, channel: Channel) -> None:
        """Delete a channel or a thread."""
        with self.changed:
            tell(self, "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", channel, channel_json(self, channel))
            channel.deleted = True

    def update(self, channel: Channel) -> None:
        """Tell the bot of what a test changed about a channel or a thread."""
        with self.changed:
            tell(self, "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE", channel, channel_json(self, channel))

    def kick(self, guild: Guild) -> None:
        """Remove the bot from a server."""
        with self.changed:
            remove_from(self, guild)

    def invite(self, guild: Guild, rights: May = NOTHING) -> None:
        """Put the bot into a server where it is not."""
        with self.changed:
            guild.installed = True
            self._seat_bot(guild, rights)

    def outage(self, guild: Guild, *, over: bool = False) -> None:
        """Make a server unavailable, or available again."""
        with self.changed:
            guild.available = over
            document = guild_json(self, guild) if over else unavailable_json(guild)
            self.gateway.dispatch("GUILD_CREATE" if over else "GUILD_DELETE", document, guild_id=guild.id, intent=1)

    def storm(self, seconds: float, *, channel: Channel | None = None) -> None:
        """Answer nothing but 429 from now on for a while, in one channel or everywhere."""
        with self.changed:
            self.storms.append(Storm(self.now() + seconds, channel.id if channel else None))

    @contextmanager
    def unreachable(self) -> Iterator[None]:
        """Refuse connections for a while; open ones break."""
        self._serving.close()
        try:
            yield
        finally:
            self._serving.open()

    def sent(self, channel: Channel | None = None) -> list[Message]:
        """Every message of the bot that people got, in the order in which they came, deleted ones too."""
        found = [one.message for one in self.events if one.kind is EventKind.SENT and one.message is not None]
        return [one for one in found if one.author == self.bot and channel in (None, one.channel)]

    def wait_for_messages(self, number: int, *, seconds: float | None = None) -> None:
        """Wait until people have got so many messages."""
        self.wait_for(lambda: self.delivered >= number, f"{number} messages", seconds=seconds)

    def wait_for_calls(self, route: str, number: int = 1, *, seconds: float | None = None) -> None:
        """Wait until a route, by its name, was called so often."""
        self.wait_for(lambda: self.count(route) >= number, f"{number} calls of {route}", seconds=seconds)

    def wait_for_bot(self, shards: int = 1, *, seconds: float | None = None) -> None:
        """Wait until the bot is at the gateway with so many shards."""
        self.wait_for(lambda: len(self.gateway.live()) >= shards, f"{shards} shards", seconds=seconds)

    def count(self, route: str) -> int:
        return sum(one.route == route for one in self.calls)

    def unanswered(self) -> list[Interaction]:
        """What nobody has acknowledged."""
        return [one for one in self.interactions.values() if one.standing is Standing.OPEN]
