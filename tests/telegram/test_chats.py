"""Where the bot may write and where not, what it hears, and what it is told of chats and members."""

from typing import Any

import pytest
from telegram.error import ChatMigrated

from tests.telegram.server import BotApi, Kind, Person, Standing


@pytest.fixture
def anna(api: BotApi) -> Person:
    return api.reader("Anna")


def refusal(client: Any, chat_id: int | str) -> str:
    return client.refusal("send_message", chat_id, "hello")


def updates(client: Any) -> list[Any]:
    """What the bot is told since it asked last."""
    found = client.get_updates()
    if found:
        client.get_updates(offset=found[-1].update_id + 1)
    return list(found)


def test_a_private_chat_begins_with_the_person(api: BotApi, client: Any) -> None:
    anna = api.person("Anna")
    assert refusal(client, anna.id) == "403 Forbidden: bot can't initiate conversation with a user"
    anna.private.says("/start", answers=0)
    client.send_message(anna.id, "hello")
    assert [message.text for message in anna.private.sees()] == ["hello"]


def test_people_block_and_go(client: Any, anna: Person) -> None:
    anna.private.blocks()
    assert refusal(client, anna.id) == "403 Forbidden: bot was blocked by the user"
    anna.private.unblocks()
    client.send_message(anna.id, "hello")
    anna.deactivates()
    assert refusal(client, anna.id) == "403 Forbidden: user is deactivated"
    changes = [update.my_chat_member for update in updates(client)]
    assert [(one.old_chat_member.status, one.new_chat_member.status) for one in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


@pytest.mark.parametrize(("kind", "words"), [(Kind.GROUP, "group"), (Kind.SUPERGROUP, "supergroup")])
def test_groups_that_do_not_want_the_bot(api: BotApi, client: Any, anna: Person, kind: Kind, words: str) -> None:
    group = api.group(owner=anna, kind=kind, bot=False)
    assert refusal(client, group.id) == f"403 Forbidden: bot is not a member of the {words} chat"
    anna.at(group).adds_bot()
    client.send_message(group.id, "hello")
    anna.at(group).kicks()
    assert refusal(client, group.id) == f"403 Forbidden: bot was kicked from the {words} chat"
    anna.at(group).deletes_chat()
    assert refusal(client, group.id) == "403 Forbidden: the group chat was deleted"


def test_an_unknown_chat(client: Any) -> None:
    assert refusal(client, 999) == "400 Bad Request: chat not found"
    assert refusal(client, "@nowhere") == "400 Bad Request: chat not found"
    assert refusal(client, " ") == "400 Bad Request: chat_id is empty"


def test_rights_to_write(api: BotApi, client: Any, anna: Person) -> None:
    group = api.group(owner=anna)
    anna.at(group).restricts(rights=["can_send_messages"])
    client.send_message(group.id, "hello")
    words = "400 Bad Request: not enough rights to send documents to the chat"
    assert client.refusal("send_document", group.id, b"a") == words
    group.permissions = frozenset()
    assert refusal(client, group.id) == "400 Bad Request: not enough rights to send text messages to the chat"
    anna.at(group).promotes()
    client.send_message(group.id, "hello")
    group.mute = True
    assert refusal(client, group.id) == "400 Bad Request: CHAT_WRITE_FORBIDDEN"


def test_channels(api: BotApi, client: Any, anna: Person) -> None:
    channel = api.channel("News", owner=anna, username="news", bot=True)
    assert refusal(client, "@news") == "400 Bad Request: need administrator rights in the channel chat"
    anna.at(channel).promotes(rights=["can_post_messages"])
    sent = client.send_message("@news", "hello")
    assert (sent.chat.id, sent.sender_chat.id, sent.from_user) == (channel.id, channel.id, None)
    client.edit_message_text("changed", channel.id, sent.message_id)
    anna.at(channel).removes()
    assert refusal(client, channel.id) == "403 Forbidden: bot is not a member of the channel chat"


def test_what_a_channel_says_appears_in_its_group(api: BotApi, client: Any, anna: Person) -> None:
    group = api.group("Talk", owner=anna, bot=["can_manage_chat"])
    channel = api.channel("News", owner=anna, linked=group)
    updates(client)
    client.send_message(channel.id, "hello")
    (copy,) = [update.message for update in updates(client)]
    assert (copy.chat.id, copy.sender_chat.id, copy.is_automatic_forward) == (group.id, channel.id, True)
    assert copy.from_user.id == 777000
    assert client.get_chat(group.id).linked_chat_id == channel.id


def test_a_group_becomes_a_supergroup(api: BotApi, client: Any, anna: Person) -> None:
    group = api.group(owner=anna, kind=Kind.GROUP)
    new = anna.at(group).migrates()
    with pytest.raises(ChatMigrated) as caught:
        client.send_message(group.id, "hello")
    assert caught.value.new_chat_id == new.id
    assert api.calls[-1].description == "Bad Request: group chat was upgraded to a supergroup chat"
    old, first = [update.message for update in updates(client)]
    assert (old.chat.id, old.migrate_to_chat_id) == (group.id, new.id)
    assert (first.chat.id, first.migrate_from_chat_id) == (new.id, group.id)
    client.send_message(new.id, "hello")


def test_topics(api: BotApi, client: Any, anna: Person) -> None:
    forum = api.group(owner=anna, forum=True)
    topic = anna.at(forum).creates_topic("Papers")
    sent = client.send_message(forum.id, "hello", message_thread_id=topic)
    assert (sent.message_thread_id, sent.is_topic_message) == (topic, True)
    assert [message.text for message in anna.at(forum, topic).sees()] == ["hello"]
    answer = client.send_message(forum.id, "again", reply_to_message_id=sent.message_id)
    assert answer.message_thread_id == topic
    missing = "400 Bad Request: message thread not found"
    for number in (1, 99):
        assert client.refusal("send_message", forum.id, "hello", message_thread_id=number) == missing
    anna.at(forum).closes_topic(topic)
    assert client.refusal("send_message", forum.id, "a", message_thread_id=topic) == "400 Bad Request: TOPIC_CLOSED"
    anna.at(forum).reopens_topic(topic)
    anna.at(forum).deletes_topic(topic)
    assert client.refusal("send_message", forum.id, "a", message_thread_id=topic) == missing


def test_a_message_in_a_topic_answers_its_beginning(api: BotApi, client: Any, anna: Person) -> None:
    forum = api.group(owner=anna, forum=True)
    topic = anna.at(forum).creates_topic("Papers")
    updates(client)
    anna.at(forum, topic).says("/start", answers=0)
    (message,) = [update.message for update in updates(client)]
    assert (message.message_thread_id, message.is_topic_message) == (topic, True)
    assert message.reply_to_message.forum_topic_created.name == "Papers"


def test_answers_outside_of_topics_look_like_threads_and_are_none(api: BotApi, client: Any, anna: Person) -> None:
    group = api.group(owner=anna)
    sent = client.send_message(group.id, "hello")
    anna.at(group).says("yes", reply_to=group.messages[sent.message_id], answers=0)
    (message,) = [update.message for update in updates(client)]
    assert (message.message_thread_id, message.is_topic_message) == (sent.message_id, None)
    words = client.refusal("send_message", group.id, "a", message_thread_id=message.message_thread_id)
    assert words == "400 Bad Request: message thread not found"


def test_with_privacy_the_bot_hears_only_what_is_meant_for_it(api: BotApi, client: Any, anna: Person) -> None:
    group = api.group(owner=anna)
    sent = client.send_message(group.id, "hello")
    seat = anna.at(group)
    for text in (
        "hello all",
        "/search x",
        "/search@paperwire_bot x",
        "/search@other_bot x",
        "hi @Paperwire_bot",
        "a/b",
    ):
        seat.says(text, answers=0)
    seat.says("yes", reply_to=group.messages[sent.message_id], answers=0)
    heard = ["/search x", "/search@paperwire_bot x", "hi @Paperwire_bot", "yes"]
    assert [update.message.text for update in updates(client)] == heard
    seat.promotes(rights=["can_manage_chat"])
    seat.says("hello all", answers=0)
    assert updates(client)[-1].message.text == "hello all"


def test_commands_are_marked_in_what_people_write(client: Any, anna: Person) -> None:
    anna.private.says("/search@paperwire_bot 🏟 #tag", answers=0)
    (message,) = [update.message for update in updates(client)]
    marked = {entity.type: text for entity, text in message.parse_entities().items()}
    assert marked == {"bot_command": "/search@paperwire_bot", "hashtag": "#tag"}


def test_anonymous_administrators_speak_as_the_group(api: BotApi, client: Any, anna: Person) -> None:
    bob = api.person("Bob")
    group = api.group(owner=anna, members=[bob])
    anna.at(group).promotes(bob.user, anonymous=True, title="Chair")
    updates(client)
    bob.at(group).says("/settings", answers=0)
    (message,) = [update.message for update in updates(client)]
    assert (message.from_user.id, message.sender_chat.id) == (1087968824, group.id)
    assert message.author_signature == "Chair"


def test_channels_speak_in_groups(api: BotApi, client: Any, anna: Person) -> None:
    group, channel = api.group(owner=anna), api.channel("News", owner=anna, bot=False)
    anna.at(group, as_chat=channel).says("/search x", answers=0)
    (message,) = [update.message for update in updates(client)]
    assert (message.from_user.id, message.sender_chat.title) == (136817688, "News")


def test_members_and_their_rights(api: BotApi, client: Any, anna: Person) -> None:
    bob, carl = api.person("Bob"), api.person("Carl")
    group = api.group(owner=anna, members=[bob, carl])
    anna.at(group).promotes(bob.user, rights=["can_manage_chat", "can_pin_messages"])
    anna.at(group).restricts(carl.user, rights=["can_send_messages"])
    asked = {person.user.first_name: client.get_chat_member(group.id, person.id) for person in (anna, bob, carl)}
    assert {name: member.status for name, member in asked.items()} == {
        "Anna": "creator",
        "Bob": "administrator",
        "Carl": "restricted",
    }
    assert asked["Bob"].can_pin_messages
    assert not asked["Bob"].can_delete_messages
    assert {admin.user.first_name for admin in client.get_chat_administrators(group.id)} == {"Anna", "Bob"}
    assert client.get_chat_member(group.id, api.person("Dora").id).status == "left"
    assert client.refusal("get_chat_member", group.id, 5) == "400 Bad Request: user not found"
    assert client.get_chat(group.id).title == "Lab"
    private = client.refusal("get_chat_administrators", anna.id)
    assert private == "400 Bad Request: there are no administrators in the private chat"


def test_the_bot_leaves(api: BotApi, client: Any, anna: Person) -> None:
    group = api.group(owner=anna)
    client.leave_chat(group.id)
    assert group.member(api.bot.id).standing is Standing.LEFT
    assert refusal(client, group.id) == "403 Forbidden: bot is not a member of the supergroup chat"


def test_changes_of_others_are_told_to_administrators_who_asked(api: BotApi, client: Any, anna: Person) -> None:
    bob = api.person("Bob")
    group = api.group(owner=anna, members=[bob], bot=["can_manage_chat"])
    anna.at(group).promotes(bob.user)
    assert updates(client) == []
    client.get_updates(allowed_updates=["chat_member"])
    anna.at(group).demotes(bob.user)
    (update,) = updates(client)
    assert update.chat_member.new_chat_member.status == "member"


def test_what_the_bot_does_meanwhile(api: BotApi, client: Any, anna: Person) -> None:
    client.send_chat_action(anna.id, "typing")
    assert api.actions == [(anna.id, "typing")]
    words = client.refusal("send_chat_action", anna.id, "dancing")
    assert words == "400 Bad Request: wrong parameter action in request"
