"""Threads, forums, announcement channels, silent and long messages."""

from dataclasses import replace
from typing import Any

from bot.message import Block, Button, Message, Span
from tests.discord.reading import readable
from tests.discord.server import ChannelType, EventKind, May


def text(words: str, **more: Any) -> Message:
    return Message((Block(((Span(words),),)),), **more)


def test_silent_messages_notify_nobody_and_further_parts_neither(api: Any, sending: Any, channel: Any) -> None:
    sending.send(channel, nonce="a", silent=True)
    sending.send(channel, text("word " * 2000), nonce="b")
    assert [message.silent for message in api.sent()] == [True, False, True, True]


def test_messages_are_components_or_embeds(api: Any, sending: Any, channel: Any) -> None:
    shown = text("*Hello*", buttons=((Button("Save", "save:1:"),),), picture="https://x.y/a.png")
    sending.send(channel, shown, nonce="a")
    sending.send(channel, replace(shown, embedded=True), nonce="b")
    new, old = api.sent()
    assert not new.embeds
    assert old.embeds[0]["image"]["url"] == "https://x.y/a.png"
    assert [readable(one.text) for one in (new, old)] == ["*Hello*"] * 2
    assert new.labels == old.labels == ["Save"]


def test_a_picture_that_is_refused_is_left_out(api: Any, sending: Any, channel: Any) -> None:
    channel.overwrite(channel.guild.everyone, deny=May.EMBED_LINKS)
    sending.send(channel, text("Hello", picture="https://x.y/a.png"))
    assert [message.text for message in api.sent()] == ["Hello"]


def test_an_archived_thread_opens_by_being_written_to(api: Any, sending: Any, channel: Any) -> None:
    thread = api.thread(channel, archived=True)
    sending.send(thread)
    assert not thread.archived


def test_a_locked_thread_is_lost_without_the_right_to_open_it(api: Any, sending: Any, channel: Any) -> None:
    thread = api.thread(channel, archived=True, locked=True)
    assert sending.failure(thread) == {"permanent": True}
    channel.guild.everyone.permissions |= May.MANAGE_THREADS
    sending.send(thread)
    assert len(api.sent(thread)) == 1


def test_a_digest_is_a_post_of_a_forum_under_its_tags(api: Any, sending: Any) -> None:
    forum = api.forum(api.guild("Lab"), tags=["Diffusion models", "3D", "Other"])
    first = text("Wed 18 Nov · 2 new papers", about=("Diffusion models", "3D", "Audio"))
    post_id = sending.send(forum, first, nonce="a")
    sending.send(forum, text("goes on", continues=True), nonce="b")
    sending.send(forum, text("Thu 19 Nov · 1 new paper"), nonce="c")
    posts = [event.channel for event in api.events if event.kind is EventKind.THREAD]
    assert [post.name for post in posts] == ["Wed 18 Nov · 2 new papers", "Thu 19 Nov · 1 new paper"]
    assert str(posts[0].id) == post_id
    names = {tag.id: tag.name for tag in forum.tags}
    assert [names[one] for one in posts[0].applied_tags] == ["Diffusion models", "3D"]
    assert [message.text for message in api.sent(posts[0])][1:] == ["goes on"]


def test_a_forum_that_wants_a_tag_gets_one(api: Any, sending: Any) -> None:
    forum = api.forum(api.guild("Lab"), tags=["News"], require_tag=True)
    sending.send(forum, text("Hello"))
    (post,) = (event.channel for event in api.events if event.kind is EventKind.THREAD)
    assert post.applied_tags == [forum.tags[0].id]


def test_a_post_that_may_have_been_begun_is_found_again(api: Any, start: Any) -> None:
    forum = api.forum(api.guild("Lab"))
    first = start().send(forum, text("Wed 18 Nov"), nonce="a")
    assert start().send(forum, text("Wed 18 Nov"), nonce="a") == first
    start().send(forum, text("goes on", continues=True), nonce="b")
    (post,) = (event.channel for event in api.events if event.kind is EventKind.THREAD)
    assert len(api.sent(post)) == 2


def test_digests_are_passed_on_where_that_is_wanted(api: Any, sending: Any) -> None:
    news = api.channel(api.guild("Lab"), "news", ChannelType.ANNOUNCEMENT)
    sending.send(news, text("Hello", published=True), nonce="a")
    sending.send(news, text("Quiet"), nonce="b")
    assert [message.crossposted for message in api.sent(news)] == [True, False]
    plain = api.channel(news.guild, "plain")
    sending.send(plain, text("Hello", published=True), nonce="c")
    assert [message.crossposted for message in api.sent(plain)] == [False]
