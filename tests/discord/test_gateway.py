"""Our gateway as the real client sees it: sessions that go on, sessions that end, and payloads that make no sense."""

from typing import Any

import discord
import pytest

from tests.discord.clients import Bot, Client
from tests.discord.server import Channel, ChannelType, Close, DiscordApi, Intent, May, Person, Rule


@pytest.fixture
def anna(api: DiscordApi) -> Person:
    return api.person("Anna")


@pytest.fixture
def general(api: DiscordApi, anna: Person) -> Channel:
    return api.channel(api.guild("Lab", members=[anna]), "general")


def come_back(api: DiscordApi, bot: Bot, *, resumed: bool) -> None:
    """Run the bot until it is there again, by resuming or with a new session."""
    name = "resumed" if resumed else "connect"
    before = len(bot.client.events(name))
    bot.until(lambda: len(bot.client.events(name)) > before)
    assert len(api.gateway.live()) == 1


def test_what_happens_reaches_the_bot(api: DiscordApi, bot: Bot, general: Channel) -> None:
    bot.connect()
    bot.until(lambda: bot.client.events("ready"))
    assert general.guild is not None
    made = api.channel(general.guild, "papers")
    bot.until(lambda: bot.client.get_channel(made.id))
    made.name = "articles"
    api.update(made)
    bot.until(lambda: bot.client.events("guild_channel_update"))
    thread = api.thread(made, "A thread")
    bot.until(lambda: bot.client.events("thread_create"))
    thread.archived = True
    api.update(thread)
    bot.until(lambda: bot.client.events("raw_thread_update"))
    api.delete(thread)
    bot.until(lambda: bot.client.events("raw_thread_delete"))
    api.delete(made)
    bot.until(lambda: bot.client.events("guild_channel_delete"))
    api.kick(general.guild)
    bot.until(lambda: bot.client.events("guild_remove"))
    api.invite(general.guild, May.MANAGE_MESSAGES)
    bot.until(lambda: bot.client.events("guild_join"))


def test_a_server_that_is_not_available(api: DiscordApi, bot: Bot, general: Channel) -> None:
    bot.connect()
    bot.until(lambda: bot.client.events("ready"))
    assert general.guild is not None
    api.outage(general.guild)
    bot.until(lambda: bot.client.events("guild_unavailable"))
    assert bot.client.events("guild_remove") == []
    before = len(bot.client.events("guild_available"))
    api.outage(general.guild, over=True)
    bot.until(lambda: len(bot.client.events("guild_available")) > before)


def test_messages_are_told_only_to_those_who_ask(api: DiscordApi, bot: Bot, anna: Person, general: Channel) -> None:
    bot.connect()
    bot.until(lambda: bot.client.get_channel(general.id))
    anna.at(general).says("Hello")
    api.channel(general.guild, "papers")  # type: ignore[arg-type]
    bot.until(lambda: bot.client.events("guild_channel_create"))
    assert bot.client.events("message") == []


def test_what_others_write_is_hidden_without_the_privilege(
    api: DiscordApi, bot: Bot, anna: Person, general: Channel
) -> None:
    bot.client._connection._intents = discord.Intents(guilds=True, guild_messages=True)  # noqa: SLF001
    bot.connect()
    anna.at(general).says("Hello")
    bot.until(lambda: bot.client.events("message"))
    ((message,),) = bot.client.events("message")
    assert (message.content, message.author.id, api.violations) == ("", anna.id, [])


def test_messages_are_changed_and_deleted(api: DiscordApi, bot: Bot, anna: Person, general: Channel) -> None:
    bot.client._connection._intents = discord.Intents(guilds=True, guild_messages=True)  # noqa: SLF001
    bot.connect()
    mine, ours = anna.at(general).says("Hello"), bot.post(general, content="Papers")
    anna.at(general).edits(mine, "Bye")
    bot.until(lambda: bot.client.events("raw_message_edit"))
    anna.at(general).deletes(mine)
    with pytest.raises(AssertionError, match="Anna may not"):
        anna.at(general).deletes(general.messages[int(ours["id"])])
    assert general.guild is not None
    owner = api.known(api.users[general.guild.owner_id])
    owner.at(general).deletes(general.messages[int(ours["id"])])
    bot.until(lambda: len(bot.client.events("raw_message_delete")) == 2)


def test_a_bot_does_not_talk_too_much(api: DiscordApi, bot: Bot) -> None:
    bot.connect()

    async def chatter() -> None:
        for _ in range(121):
            await bot.client.ws.send_heartbeat({"op": 1, "d": None})

    bot.run(chatter())
    come_back(api, bot, resumed=True)
    assert api.gateway.closes == {Close.RATE_LIMITED: 1}
    assert api.broken_rules() == [Rule.FLOOD]
    api.violations.clear()


def test_sessions_are_counted(bot: Bot) -> None:
    bot.connect()
    limit = bot.send("GET", "/gateway/bot")["session_start_limit"]
    assert (limit["total"], limit["remaining"]) == (1000, 999)


def test_a_session_goes_on_where_it_stopped(api: DiscordApi, bot: Bot, general: Channel) -> None:
    bot.connect()
    bot.until(lambda: bot.client.get_channel(general.id))
    assert general.guild is not None
    with api.changed:
        api.gateway.close(None)
    bot.during(api.wait_for, lambda: not api.gateway.connections or api.gateway.resumes, "the connection breaks")
    missed = api.channel(general.guild, "missed")
    bot.until(lambda: bot.client.get_channel(missed.id))
    assert (api.gateway.identifies, api.gateway.resumes) == (1, 1)


@pytest.mark.parametrize("code", [Close.UNKNOWN_ERROR, Close.SESSION_TIMED_OUT, Close.RATE_LIMITED])
def test_after_most_codes_one_may_come_back(api: DiscordApi, bot: Bot, code: Close) -> None:
    bot.connect()
    api.gateway.close(code)
    come_back(api, bot, resumed=True)
    assert api.gateway.closes == {code: 1}


def test_a_bot_is_asked_to_come_back(api: DiscordApi, bot: Bot) -> None:
    bot.connect()
    api.gateway.reconnect()
    come_back(api, bot, resumed=True)


@pytest.mark.parametrize("resumable", [True, False])
def test_a_session_that_is_no_good(api: DiscordApi, bot: Bot, *, resumable: bool) -> None:
    bot.connect()
    api.gateway.invalidate(resumable=resumable)
    come_back(api, bot, resumed=resumable)
    assert api.gateway.identifies == (1 if resumable else 2)


def test_a_session_that_was_forgotten(api: DiscordApi, bot: Bot) -> None:
    bot.connect()
    for session in api.gateway.sessions.values():
        session.valid = False
        assert session.connection is not None
        session.connection.put(Close.UNKNOWN_ERROR)
    come_back(api, bot, resumed=False)
    assert (api.gateway.identifies, api.gateway.resumes) == (2, 1)


@pytest.mark.parametrize("code", [Close.AUTHENTICATION_FAILED, Close.DISALLOWED_INTENTS, Close.INVALID_INTENTS])
def test_after_some_codes_it_is_over(api: DiscordApi, bot: Bot, code: Close) -> None:
    api.gateway.refuse_with = [code]
    ended = bot.ends()
    assert isinstance(ended, discord.ConnectionClosed | discord.PrivilegedIntentsRequired)
    assert api.gateway.closes == {code: 1}


def test_a_privileged_intent_is_refused(api: DiscordApi, bot: Bot) -> None:
    bot.client._connection._intents = discord.Intents(guilds=True, message_content=True)  # noqa: SLF001
    assert isinstance(bot.ends(), discord.PrivilegedIntentsRequired)
    assert api.broken_rules() == [Rule.PRIVILEGED]
    api.violations.clear()


def test_a_privileged_intent_that_was_granted(api: DiscordApi, bot: Bot, anna: Person, general: Channel) -> None:
    api.privileged = Intent.MESSAGE_CONTENT
    bot.client._connection._intents = discord.Intents(guilds=True, messages=True, message_content=True)  # noqa: SLF001
    bot.connect()
    anna.at(general).says("Hello")
    bot.until(lambda: bot.client.events("message"))
    assert bot.client.events("message")[0][0].content == "Hello"


@pytest.mark.parametrize(
    "frame",
    ["{", "[]", '{"op": 0, "t": "GUILD_CREATE", "s": 9, "d": {}}', b"\x00\x00\x00\xff\xff"],
)
def test_a_payload_that_makes_no_sense_ends_the_client(api: DiscordApi, bot: Bot, frame: str | bytes) -> None:
    bot.connect()
    api.gateway.send_raw(frame)
    assert bot.ended() is not None


def test_a_gateway_that_is_silent_is_left(api: DiscordApi, bot: Bot) -> None:
    """Heartbeats that nobody acknowledges end a connection, once the client's patience has."""
    api.heartbeat_interval = 0.02
    bot.client._connection.heartbeat_timeout = 0.1  # noqa: SLF001
    bot.connect()
    api.gateway.deaf = True
    come_back(api, bot, resumed=True)
    assert api.gateway.heartbeats() >= 2


def test_a_heartbeat_is_asked_for(api: DiscordApi, bot: Bot) -> None:
    bot.connect()
    before = api.gateway.heartbeats()
    api.gateway.ask_for_heartbeat()
    bot.during(api.wait_for, lambda: api.gateway.heartbeats() > before, "a heartbeat")


def test_shards(api: DiscordApi, bot: Bot) -> None:
    """A bot comes with as many shards as it is told to, and hears of each server in one of them."""
    api.shards = 2
    first, second = (api.guild(str(one), guild_id=(one << 22) + 1) for one in (2, 3))

    class Sharded(discord.AutoShardedClient, Client):
        """A client that brings as many shards as it is told to."""

    async def make() -> Sharded:
        return Sharded(intents=discord.Intents(guilds=True), guild_ready_timeout=0.01)

    bot.client = bot.run(make())
    bot.connect(shards=2)
    bot.until(lambda: len(bot.client.guilds) == 2 and all(one.name for one in bot.client.guilds))
    shards = {one.id: one.shard_id for one in bot.client.guilds}
    assert shards == {first.id: 0, second.id: 1}
    api.gateway.reconnect(shard=1)
    bot.until(lambda: bot.client.events("shard_resumed"))
    assert bot.client.events("shard_resumed") == [(1,)]


def test_shards_are_required(api: DiscordApi, bot: Bot) -> None:
    api.shards = 2
    ended = bot.ends()
    assert isinstance(ended, discord.ConnectionClosed)
    assert ended.code == Close.SHARDING_REQUIRED


def test_nobody_is_there_for_a_while(api: DiscordApi, bot: Bot) -> None:
    bot.connect()
    with api.unreachable():
        pass
    come_back(api, bot, resumed=True)


def test_private_messages_come_to_the_first_shard(bot: Bot, anna: Person) -> None:
    bot.client._connection._intents = discord.Intents(dm_messages=True)  # noqa: SLF001
    bot.connect()
    anna.private.says("Hello")
    bot.until(lambda: bot.client.events("message"))
    message: Any = bot.client.events("message")[0][0]
    assert (message.content, message.channel.type) == ("Hello", discord.ChannelType.private)
    assert anna.private.channel.type is ChannelType.DM
