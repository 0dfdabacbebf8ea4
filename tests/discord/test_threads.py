"""Threads and forums on our Discord: beginning, archived, locked, and posts with tags."""

from typing import Any

import discord
import pytest

from tests.discord.clients import Bot
from tests.discord.server import Channel, ChannelType, DiscordApi, Guild, May, Person, Rule

Json = dict[str, Any]
V2 = 1 << 15


@pytest.fixture
def anna(api: DiscordApi) -> Person:
    return api.person("Anna")


@pytest.fixture
def guild(api: DiscordApi, anna: Person) -> Guild:
    return api.guild("Lab", members=[anna])


@pytest.fixture
def general(api: DiscordApi, guild: Guild) -> Channel:
    return api.channel(guild, "general")


def post(rest: Bot, forum: Channel, **body: Any) -> Json:
    made: Json = rest.send("POST", f"/channels/{forum.id}/threads", {"name": "A day"} | body)
    return made


def refused(rest: Bot, forum: Channel, **body: Any) -> Any:
    return rest.refused("POST", f"/channels/{forum.id}/threads", {"name": "A day"} | body)


def test_a_thread_of_a_message(api: DiscordApi, rest: Bot, anna: Person, general: Channel) -> None:
    channel: Any = rest.run(rest.client.fetch_channel(general.id))
    message = rest.run(channel.send("Papers"))
    thread = rest.run(message.create_thread(name="More", auto_archive_duration=60))
    rest.run(thread.send("Another"))
    made = api.channels[thread.id]
    assert (made.id, made.name, made.parent, made.auto_archive_minutes) == (message.id, "More", general, 60)
    assert [one.text for one in anna.at(made).sees()] == ["Another"]
    path = f"/channels/{general.id}/messages/{message.id}/threads"
    assert rest.refused("POST", path, {"name": "Again"}).code == 160004


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"name": ""}, {"name": "BASE_TYPE_REQUIRED"}),
        ({"name": "a" * 101}, {"name": "BASE_TYPE_BAD_LENGTH"}),
        ({"auto_archive_duration": 5}, {"auto_archive_duration": "BASE_TYPE_CHOICES"}),
        ({"type": 0}, {"type": "BASE_TYPE_CHOICES"}),
    ],
)
def test_threads_that_are_refused(rest: Bot, general: Channel, body: Json, where: dict[str, str]) -> None:
    assert refused(rest, general, **body).where() == where


def test_a_private_thread_is_seen_by_those_inside(
    api: DiscordApi, rest: Bot, anna: Person, guild: Guild, general: Channel
) -> None:
    thread = api.thread(general, "Secret", kind=ChannelType.PRIVATE_THREAD)
    assert rest.refused_post(thread, content="a").code == 50001
    thread.thread_members |= {api.bot.id, anna.id}
    rest.post(thread, content="a")
    ben = api.person("Ben")
    api.joins(guild, ben)
    assert len(anna.at(thread).sees()) == 1
    assert ben.at(thread).sees() == []


def test_an_archived_thread_opens_by_being_written_to(
    api: DiscordApi, bot: Bot, anna: Person, general: Channel
) -> None:
    thread = api.thread(general)
    bot.connect()
    first = bot.post(thread, content="One")
    thread.archived = True
    path = f"/channels/{thread.id}/messages/{first['id']}"
    assert (bot.refused("PATCH", path, {"content": "Two"}).status, api.calls[-1].code) == (403, 50083)
    assert bot.refused("DELETE", path).code == 50083
    bot.post(thread, content="Three")
    assert not thread.archived
    bot.until(lambda: bot.client.events("raw_thread_update"))
    thread.archived = True
    anna.at(thread).says("Hello")
    assert not thread.archived
    assert [one.text for one in anna.at(thread).sees()] == ["One", "Three"]


def test_a_locked_thread_is_for_moderators(api: DiscordApi, rest: Bot, guild: Guild, general: Channel) -> None:
    thread = api.thread(general, locked=True)
    assert (rest.refused_post(thread, content="a").status, api.calls[-1].code) == (403, 160005)
    thread.archived = True
    assert rest.refused_post(thread, content="a").code == 50083
    assert rest.refused("PATCH", f"/channels/{thread.id}", {"archived": False}).code == 50013
    guild.roles[guild.members[api.bot.id].roles[0]].permissions = May.MANAGE_THREADS
    rest.send("PATCH", f"/channels/{thread.id}", {"archived": False})
    rest.post(thread, content="a")
    assert thread.locked


def test_a_thread_is_changed(api: DiscordApi, rest: Bot, general: Channel) -> None:
    thread = api.thread(general, "Old")
    path = f"/channels/{thread.id}"
    assert rest.refused("PATCH", path, {"name": "New"}).code == 50013
    thread.owner_id = api.bot.id
    rest.send("PATCH", path, {"name": "New", "archived": True})
    assert (thread.name, thread.archived) == ("New", True)
    assert rest.refused("PATCH", path, {"name": "Newer"}).code == 50083
    rest.send("PATCH", path, {"archived": False})
    assert rest.refused("PATCH", path, {"locked": True}).code == 50013


def test_writing_in_threads_has_its_own_permission(api: DiscordApi, rest: Bot, general: Channel) -> None:
    thread = api.thread(general)
    general.overwrite(api.bot, deny=May.SEND_MESSAGES)
    rest.post(thread, content="a")
    general.overwrite(api.bot, deny=May.SEND_MESSAGES_IN_THREADS)
    assert rest.refused_post(thread, content="a").code == 50013
    general.overwrite(api.bot, deny=May.CREATE_PUBLIC_THREADS)
    assert refused(rest, general, type=11).code == 50013


def test_a_post_in_a_forum(api: DiscordApi, rest: Bot, anna: Person, guild: Guild) -> None:
    made = api.forum(guild, tags=["diffusion", "agents"])
    forum: Any = rest.run(rest.client.fetch_channel(made.id))
    tag = discord.utils.get(forum.available_tags, name="agents")
    created = rest.run(forum.create_thread(name="A day", content="Papers", applied_tags=[tag]))
    thread = api.channels[created.thread.id]
    assert (thread.name, thread.applied_tags, thread.parent) == ("A day", [made.tags[1].id], made)
    assert [(one.id, one.text) for one in anna.at(thread).sees()] == [(thread.id, "Papers")]
    rest.run(created.thread.send("More"))
    assert api.delivered == 2


def test_a_post_that_is_a_layout(rest: Bot, api: DiscordApi, anna: Person, guild: Guild) -> None:
    forum = api.forum(guild)
    made = post(rest, forum, message={"flags": V2, "components": [{"type": 10, "content": "Papers"}]})
    assert made["message"]["id"] == made["id"]
    assert anna.at(api.channels[int(made["id"])]).sees()[0].text == "Papers"


def test_posts_that_are_refused(api: DiscordApi, rest: Bot, guild: Guild) -> None:
    forum = api.forum(guild, tags=["one"], require_tag=True)
    tag = str(forum.tags[0].id)
    message = {"content": "a"}
    assert refused(rest, forum, message=message).code == 40067
    assert refused(rest, forum, applied_tags=[tag]).where() == {"message": "BASE_TYPE_REQUIRED"}
    assert refused(rest, forum, message={"content": "a" * 2001}, applied_tags=[tag]).where() == {
        "message.content": "BASE_TYPE_MAX_LENGTH"
    }
    assert refused(rest, forum, message=message, applied_tags=[tag] * 6).where() == {
        "applied_tags": "BASE_TYPE_MAX_LENGTH"
    }
    assert refused(rest, forum, message=message, applied_tags=["1"]).where() == {
        "applied_tags.0": "CHANNEL_TAG_UNKNOWN"
    }
    assert refused(rest, forum, message={}, applied_tags=[tag]).code == 50006
    forum.overwrite(api.bot, deny=May.SEND_MESSAGES)
    assert refused(rest, forum, message=message, applied_tags=[tag]).code == 50013


def test_a_moderated_tag_needs_a_moderator(api: DiscordApi, rest: Bot, guild: Guild) -> None:
    forum = api.forum(guild)
    rest_tag = {"name": "official", "moderated": True}
    assert rest.refused("PATCH", f"/channels/{forum.id}", {"available_tags": [rest_tag]}).code == 50013
    role = guild.roles[guild.members[api.bot.id].roles[0]]
    role.permissions = May.MANAGE_CHANNELS
    rest.send("PATCH", f"/channels/{forum.id}", {"available_tags": [rest_tag]})
    tags = [str(one.id) for one in forum.tags]
    assert refused(rest, forum, message={"content": "a"}, applied_tags=tags).code == 50013
    role.permissions = May.MANAGE_THREADS
    post(rest, forum, message={"content": "a"}, applied_tags=tags)


def test_a_post_has_no_nonce(api: DiscordApi, rest: Bot, guild: Guild) -> None:
    forum = api.forum(guild)
    for _ in range(2):
        post(rest, forum, message={"content": "a", "nonce": "n", "enforce_nonce": True})
    assert api.delivered == 2
    assert api.broken_rules() == [Rule.UNKNOWN_FIELD] * 2
    api.violations.clear()


def test_threads_are_listed(api: DiscordApi, rest: Bot, guild: Guild, general: Channel) -> None:
    first, second = api.thread(general, "One"), api.thread(general, "Two", archived=True)
    active = rest.send("GET", f"/guilds/{guild.id}/threads/active")
    archived = rest.send("GET", f"/channels/{general.id}/threads/archived/public")
    assert [one["id"] for one in active["threads"]] == [str(first.id)]
    assert [one["id"] for one in archived["threads"]] == [str(second.id)]
    rest.send("PUT", f"/channels/{first.id}/thread-members/@me")
    assert api.bot.id in first.thread_members
    assert rest.refused("PUT", f"/channels/{second.id}/thread-members/@me").code == 50083
