"""The first digest: nobody waits a day to see it work, and nothing of it comes again."""

import datetime as dt

import pytest

from bot.notes import WORTH_A_WORD
from storage.model import ChatKind, DeliveryKind, DeliveryState, Place, Settings


@pytest.fixture
def new_chat(world):
    """A chat that says something for the first time."""

    def make(name="new", kind=ChatKind.PRIVATE):
        return world.store.chats.get_or_create(Place("test", name), kind, settings=Settings(), now=world.now)

    return make


def test_the_first_subscription_is_answered_with_the_papers_of_a_week(world, new_chat, shown, heading):
    for days in (8, 6, 1):
        world.publish(f"{days} days ago", on=world.now.date() - dt.timedelta(days))
    chat = new_chat()
    _, first = world.say(chat, "/subscribe video")
    assert shown(first) == ["1 days ago", "6 days ago"]
    assert heading(first) == "Your first digest, Tue 10 Nov – Mon 16 Nov · 2 papers"
    assert not first.silent


def test_else_of_a_month_else_the_newest_few(world, new_chat, shown, heading):
    world.publish("Old", *(f"Older {n}" for n in range(5)), on=dt.date(2025, 3, 1))
    (_, first) = world.say(new_chat("a"), "/subscribe video")
    assert len(shown(first)) == 3
    assert heading(first) == "Your first digest, 1 Mar 2025 – 16 Nov 2026 · 3 papers"
    world.publish("Recent", on=dt.date(2026, 10, 30))
    (_, first) = world.say(new_chat("b"), "/subscribe video")
    assert shown(first) == ["Recent"]
    assert heading(first) == "Your first digest, Sun 18 Oct – Mon 16 Nov · 1 paper"


def test_it_comes_once(world, new_chat):
    world.publish("One")
    world.publish("Two", slug="speech")
    chat = new_chat()
    assert len(world.say(chat, "/subscribe video")) == 2
    assert len(world.say(chat, "/subscribe speech")) == 1
    world.say(chat, "/unsubscribe video, speech")
    assert len(world.say(chat, "/subscribe speech")) == 1
    (first,) = world.owed(chat, DeliveryKind.FIRST)
    assert (first.state, first.ended_at, first.key.subject) == (DeliveryState.SENT, world.now, "2026-11-16")


def test_it_waits_for_the_first_subscription_that_finds_something(world, new_chat, shown):
    world.publish("One")
    chat = new_chat()
    assert len(world.say(chat, "/subscribe speech")) == 1
    assert len(world.say(chat, "/subscribe -medical")) == 1
    _, first = world.say(chat, "/subscribe video")
    assert shown(first) == ["One"]


def test_a_chat_that_gets_its_digests_has_no_first_one_any_more(world):
    chat = world.chat("video")
    world.plan_at(16, 8)
    world.publish("One", slug="speech")
    assert len(world.say(chat, "/subscribe speech")) == 1


def test_nothing_of_it_is_pushed_again_and_nothing_is_lost(world, new_chat, shown):
    chat = new_chat()
    world.publish("After the chat was made", "One")
    _, first = world.say(chat, "/subscribe video")
    assert len(shown(first)) == 2
    world.publish("One", "After the first digest", source="beta")
    world.plan_at(16, 8)
    (daily,) = world.owed(chat)
    assert shown(daily) == ["After the first digest"]
    (today,) = world.say(chat, "/today")
    assert shown(today) == ["After the first digest"]


def test_what_did_not_fit_stays_behind_its_button(world, new_chat, shown, button, heading):
    world.publish(*(f"Paper {n}" for n in range(12)))
    chat = new_chat()
    _, first = world.say(chat, "/subscribe video")
    world.publish("Later")
    world.plan_at(16, 8)
    (rest,) = world.press(chat, button(first, "2 more"))
    assert len({*shown(first), *shown(rest)}) == 12
    (again,) = world.press(chat, button(rest, "Previous"))
    assert (shown(again), heading(again)) == (shown(first), heading(first))


def test_todays_digest_is_still_to_come_after_it(world, new_chat, shown):
    """At six, two hours before the chat's time."""
    world.publish("One")
    chat = new_chat()
    world.say(chat, "/subscribe video")
    assert world.again(chat).next_due_at == world.now.replace(hour=8)
    world.publish("Two")
    world.plan_at(16, 8)
    assert [shown(daily) for daily in world.owed(chat)] == [["Two"]]


def test_a_group_is_owed_it_for_only_the_caller_sees_the_answer(world, new_chat, shown, heading):
    world.publish("One")
    group = new_chat("g", ChatKind.GROUP)
    assert len(world.say(group, "/subscribe video")) == 1
    world.say(group, "/subscribe diffusion")
    (first,) = world.owed(group, DeliveryKind.FIRST)
    assert (first.state, first.silent) == (DeliveryState.QUEUED, True)
    assert shown(first) == ["One"]
    assert heading(first).startswith("Your first digest")
    world.publish("Two")
    world.plan_at(16, 8)
    assert [shown(daily) for daily in world.owed(group)] == [["Two"]]


def test_a_channel_has_none(world, new_chat):
    world.publish("One")
    channel = new_chat("c", ChatKind.CHANNEL)
    assert len(world.say(channel, "/subscribe video")) == 1
    assert world.owed(channel, DeliveryKind.FIRST) == []


@pytest.fixture
def reading(world):
    """The folder of a source that is being read for the first time; ends that."""
    world.store.watches.seed(["folder:/alpha"])

    def end():
        world.store.watches.read("folder:/alpha", world.now, forget=WORTH_A_WORD)
        world.engine.plan()

    return end


def test_who_came_before_the_first_read_ended_gets_it_then(world, new_chat, reading, shown, heading, button):
    early, empty = new_chat("early"), new_chat("wishes for nothing")
    assert len(world.say(early, "/subscribe video")) == 1
    world.now += dt.timedelta(minutes=1)
    world.publish(*(f"Paper {n}" for n in range(12)), news=False)
    world.engine.plan()
    assert world.owed(early, DeliveryKind.FIRST) == []
    world.now += dt.timedelta(minutes=1)
    reading()
    (first,) = world.owed(early, DeliveryKind.FIRST)
    assert (first.state, first.silent, first.due_at) == (DeliveryState.QUEUED, False, world.now)
    assert heading(first) == "Your first digest, Tue 10 Nov – Mon 16 Nov · 10 papers"
    (rest,) = world.press(early, button(first, "2 more"))
    assert len({*shown(first), *shown(rest)}) == 12
    assert world.owed(empty, DeliveryKind.FIRST) == []
    world.publish("Paper 1", "News", source="beta")
    world.plan_at(16, 8)
    assert [shown(daily) for daily in world.owed(early)] == [["News"]]


def test_it_comes_once_also_from_another_process(world, new_chat, reading):
    early = new_chat()
    world.say(early, "/subscribe video")
    world.now += dt.timedelta(minutes=1)
    world.publish("One", news=False)
    reading()
    world.engine.leave()
    world.restart()
    world.engine.plan()
    assert len(world.owed(early, DeliveryKind.FIRST)) == 1
    assert len(world.say(early, "/subscribe speech")) == 1


def test_who_came_later_or_got_it_as_an_answer_gets_no_other(world, new_chat, reading):
    world.publish("One", news=False)
    answered = new_chat("answered")
    world.say(answered, "/subscribe video")
    world.now += dt.timedelta(minutes=1)
    reading()
    later = new_chat("later")
    world.say(later, "/subscribe speech")
    world.publish("Two", slug="speech", news=False)
    world.engine.leave()
    world.restart()
    world.engine.plan()
    assert len(world.owed(answered, DeliveryKind.FIRST)) == 1
    assert world.owed(later, DeliveryKind.FIRST) == []
