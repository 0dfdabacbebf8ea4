"""Chats with their settings and subscriptions, and the persons in them."""

import dataclasses
import datetime as dt

import pytest

from storage.errors import UnknownChatError
from storage.model import ChatKind, Place, Settings

HERE = Place("telegram", "-100", "7")
SETTINGS = Settings(
    time="21:45",
    weekdays=(1, 5),
    zone="Asia/Seoul",
    zone_guessed=False,
    languages=("ko", "en"),
    length=5,
    layout="cards",
    pictures=True,
    quiet="22:00-07:00",
    paused=True,
)


@pytest.fixture
def chat(store, now):
    return store.chats.get_or_create(HERE, ChatKind.GROUP, settings=Settings(), now=now)


def terms(subscriptions):
    return [(one.term, one.wanted) for one in subscriptions]


def test_a_new_chat_begins_at_the_newest_arrival(store, put, now):
    put("One", "Two")
    chat = store.chats.get_or_create(HERE, ChatKind.CHANNEL, settings=SETTINGS, now=now)
    assert (chat.place, chat.kind, chat.settings) == (HERE, ChatKind.CHANNEL, SETTINGS)
    assert (chat.cursor, chat.created_at, chat.subscriptions) == (2, now, ())


def test_a_known_chat_is_as_it_was(store, put, chat, now):
    put("One")
    again = store.chats.get_or_create(HERE, ChatKind.PRIVATE, settings=SETTINGS, now=now + dt.timedelta(days=1))
    assert again == chat == store.chats.get(HERE)


def test_each_thread_of_each_platform_is_a_chat(store, chat, now):
    for place in (Place("telegram", "-100"), Place("discord", "-100", "7")):
        assert store.chats.get(place) is None
        assert store.chats.get_or_create(place, ChatKind.GROUP, settings=Settings(), now=now).id != chat.id


def test_settings_change_whole(store, chat):
    assert store.chats.change(chat.id, SETTINGS) == dataclasses.replace(chat, settings=SETTINGS)
    assert store.chats.get(HERE).settings == SETTINGS


def test_subscribing_returns_what_is_new(store, chat, now):
    ann = store.persons.get_or_create("telegram", "1", language="en", now=now)
    made = store.chats.subscribe(chat.id, [("diffusion", True), ("medical", False)], person_id=ann.id, now=now)
    assert terms(made) == [("diffusion", True), ("medical", False)]
    assert {(one.created_at, one.created_by) for one in made} == {(now, ann.id)}
    later = store.chats.subscribe(
        chat.id, [("diffusion", True), ("video", True), ("video", True)], person_id=None, now=now + dt.timedelta(1)
    )
    assert terms(later) == [("video", True)]
    assert store.chats.get(HERE).subscriptions == (*made, *later)


def test_the_other_polarity_of_a_term_replaces_it(store, chat, now):
    (wanted,) = store.chats.subscribe(chat.id, [("video", True)], person_id=None, now=now)
    (unwanted,) = store.chats.subscribe(chat.id, [("video", False)], person_id=None, now=now)
    assert terms(store.chats.get(HERE).subscriptions) == [("video", False)]
    assert unwanted.id != wanted.id


def test_unsubscribing_returns_what_was_there(store, chat, now):
    made = store.chats.subscribe(chat.id, [("a", True), ("b", False), ("c", True)], person_id=None, now=now)
    assert store.chats.unsubscribe(chat.id, ["b", "a", "nothing"]) == made[:2]
    assert store.chats.unsubscribe(chat.id, ["b"]) == ()
    assert terms(store.chats.get(HERE).subscriptions) == [("c", True)]


def test_the_number_of_a_subscription_is_not_given_again(store, chat, now):
    (old,) = store.chats.subscribe(chat.id, [("a", True)], person_id=None, now=now)
    store.chats.unsubscribe(chat.id, ["a"])
    (new,) = store.chats.subscribe(chat.id, [("a", True)], person_id=None, now=now)
    assert new.id != old.id


def test_an_unknown_chat_is_said(store, now):
    calls = [
        lambda: store.chats.change(77, Settings()),
        lambda: store.chats.subscribe(77, [("a", True)], person_id=None, now=now),
        lambda: store.chats.unsubscribe(77, ["a"]),
    ]
    for call in calls:
        with pytest.raises(UnknownChatError, match="no chat 77"):
            call()


def test_a_person_is_one_account(store, now):
    ann = store.persons.get_or_create("telegram", "1", language="ko", now=now)
    assert (ann.platform, ann.user_id, ann.language) == ("telegram", "1", "ko")
    assert store.persons.get_or_create("telegram", "1", language="zh", now=now) == ann
    assert store.persons.get_or_create("discord", "1", language="zh", now=now).id != ann.id


def test_a_person_changes_language(store, now):
    ann = store.persons.get_or_create("telegram", "1", language="ko", now=now)
    store.persons.set_language(ann.id, "zh")
    assert store.persons.get_or_create("telegram", "1", language="en", now=now).language == "zh"
