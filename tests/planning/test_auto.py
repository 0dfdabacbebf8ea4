"""Digests that come when the usual sources are in: not before five, by the chat's time at the latest, once a date."""

import datetime as dt

import pytest

from storage.model import DeliveryKind


def at(day, hour, minute=0):
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)


def publish(world, moment, source, *titles):
    world.now = moment
    world.publish(*(titles or (f"{source} {moment:%d %H:%M}",)), source=source)


@pytest.fixture
def reader(world):
    """A chat that by Wednesday has had three digests, of alpha and beta; gamma was in one of them."""
    chat = world.chat("video")
    world.say(chat, "/settings time auto 10:00")
    for day, hour in ((15, 20), (17, 4), (18, 4)):
        for source in ("alpha", "beta", *(("gamma",) if day == 17 else ())):
            publish(world, at(day, hour), source)
        world.plan_at(max(day, 16), 10)
    assert len(world.owed(chat)) == 3
    return chat


def test_it_comes_as_soon_as_the_usual_sources_are_in(world, reader, shown):
    publish(world, at(19, 5, 30), "alpha")
    world.plan_at(19, 5, 31)
    assert len(world.owed(reader)) == 3
    publish(world, at(19, 6, 10), "beta")
    world.plan_at(19, 6, 11)
    digest = world.owed(reader)[-1]
    assert digest.key.subject == "2026-11-19"
    assert len(shown(digest)) == 2
    assert world.again(reader).next_due_at == at(20, 10)


def test_it_comes_at_its_time_at_the_latest(world, reader, shown):
    publish(world, at(19, 5, 30), "alpha")
    world.plan_at(19, 9, 59)
    assert len(world.owed(reader)) == 3
    world.plan_at(19, 10)
    assert [len(shown(digest)) for digest in world.owed(reader)[3:]] == [1]
    publish(world, at(19, 11), "beta")
    publish(world, at(19, 11), "alpha", "More")
    world.plan_at(19, 11)
    assert len(world.owed(reader)) == 4, "the date has its digest"


def test_not_before_five(world, reader):
    for source in ("alpha", "beta"):
        publish(world, at(19, 1), source)
    world.plan_at(19, 1)
    assert world.again(reader).next_due_at == at(19, 5)
    world.plan_at(19, 4, 59)
    assert len(world.owed(reader)) == 3
    world.plan_at(19, 5)
    assert world.owed(reader)[-1].key.subject == "2026-11-19"
    assert world.again(reader).next_due_at == at(20, 10)


def test_the_evening_before_counts(world, reader):
    for source in ("alpha", "beta"):
        publish(world, at(18, 22), source)
    world.plan_at(18, 22)
    assert len(world.owed(reader)) == 3
    world.plan_at(19, 5)
    assert [digest.key.subject for digest in world.owed(reader)[3:]] == ["2026-11-19"]


def test_it_follows_the_chats_own_clock(world):
    """Five o'clock in Seoul is eight in the evening of the day before."""
    chat = world.chat("video", zone="Asia/Seoul")
    publish(world, at(16, 7), "alpha")
    world.say(chat, "/settings time auto 10:00")
    world.plan_at(17, 1)
    publish(world, at(17, 15), "alpha")
    world.plan_at(17, 19, 59)
    assert len(world.owed(chat)) == 1
    world.plan_at(17, 20)
    assert [digest.key.subject for digest in world.owed(chat)] == ["2026-11-17", "2026-11-18"]


def test_a_new_chat_waits_for_all_sources_with_a_rhythm(world):
    for source in ("alpha", "beta"):
        world.publish_daily(source, *range(8, 16), hour=3)
    publish(world, at(15, 4), "once")
    world.now = at(15, 12)
    chat = world.chat("video")
    world.say(chat, "/settings time auto 10:00")
    publish(world, at(16, 6), "alpha", "One")
    world.plan_at(16, 6)
    assert world.owed(chat) == []
    publish(world, at(16, 7), "beta", "Two")
    world.plan_at(16, 7)
    assert [digest.key.subject for digest in world.owed(chat)] == ["2026-11-16"]


def test_a_chat_that_waits_for_nothing_known_keeps_its_time(world):
    chat = world.chat("video")
    world.say(chat, "/settings time auto")
    publish(world, at(16, 6, 30), "alpha")
    world.plan_at(16, 6, 30)
    assert world.owed(chat) == []
    world.plan_at(16, 8)
    assert len(world.owed(chat)) == 1


def test_chats_with_a_fixed_time_are_left_alone(world, reader):
    other = world.chat("video")
    for source in ("alpha", "beta"):
        publish(world, at(19, 6), source)
    world.plan_at(19, 6)
    assert len(world.owed(other)) == 0
    assert len(world.owed(reader)) == 4


def test_a_paused_chat_waits_for_nothing(world, reader):
    world.say(reader, "/settings pause on")
    for source in ("alpha", "beta"):
        publish(world, at(19, 6), source)
    world.plan_at(19, 6)
    assert len(world.owed(reader)) == 3


def test_another_process_looks_again(world, reader):
    for source in ("alpha", "beta"):
        publish(world, at(19, 4), source)
    world.engine.leave()
    world.restart()
    world.plan_at(19, 6)
    assert len(world.owed(reader)) == 4


def test_in_the_night_after_a_missed_moment_it_waits_for_its_time(world, reader):
    """Brought forward to 05:00, but nobody was there until half past."""
    for source in ("alpha", "beta"):
        publish(world, at(19, 3), source)
    world.plan_at(19, 3)
    world.plan_at(19, 5, 30)
    assert len(world.owed(reader)) == 3
    world.plan_at(19, 10)
    assert [digest.key.subject for digest in world.owed(reader)[3:]] == ["2026-11-19"]
    assert world.owed(reader, DeliveryKind.LATE) == []


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("auto 10:00", "Time: when your usual sources are in, by 10:00 at the latest\n\nApplies from today."),
        ("auto", "by 08:00 at the latest"),
        ("auto 05:00", "Applies from tomorrow."),
        ("auto soon", "“auto soon” is no time of day."),
        ("07:30", "Time: 07:30"),
    ],
)
def test_it_is_a_setting(world, text, said, answered):
    chat = world.chat("video")
    (answer,) = world.say(chat, f"/settings time {said}")
    assert answered in text(answer)


def test_a_fixed_time_ends_it(world, reader, text):
    world.say(reader, "/settings time 09:00")
    assert not world.again(reader).settings.time_auto
    world.say(reader, "/settings time auto")
    assert "by 09:00 at the latest" in text(world.say(reader, "/status")[0])
    assert "by 09:00 at the latest" in text(world.say(reader, "/subscriptions")[0])
