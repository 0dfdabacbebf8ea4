"""A change of settings says from which day on digests come by it, and that is the day on which they do."""

import pytest

from storage.model import DeliveryKind


@pytest.fixture
def reader(world):
    """A chat that got its digest at 08:00 today."""
    chat = world.chat("video")
    world.publish("One")
    world.plan_at(16, 8)
    return chat


@pytest.mark.parametrize(
    ("said", "answered", "moment"),
    [
        ("time 18:00", "Applies from tomorrow.", (17, 18)),
        ("time 06:30", "Applies from tomorrow.", (17, 6, 30)),
        ("timezone Seoul", "Applies from tomorrow.", (16, 23)),
        ("timezone Honolulu", "Applies from Tue 17 Nov.", (17, 18)),
        ("weekdays wed,fri", "Applies from Wed 18 Nov.", (18, 8)),
    ],
)
def test_after_todays_digest_it_is_a_later_day(world, reader, text, said, answered, moment):
    (answer,) = world.say(reader, f"/settings {said}")
    assert answered in text(answer)
    world.publish("Two")
    world.plan_at(*moment)
    assert len(world.owed(reader)) == 2


@pytest.mark.parametrize(
    ("said", "answered", "moment"),
    [
        ("time 06:30", "Applies from today.", (16, 6, 30)),
        ("time 23:00", "Applies from today.", (16, 23)),
        ("time 05:30", "Applies from tomorrow.", (17, 5, 30)),
        ("timezone Seoul", "Applies from tomorrow.", (16, 23)),
        ("weekdays mon", "Applies from today.", (16, 8)),
    ],
)
def test_before_todays_digest_it_is_today_if_its_time_is_to_come(world, text, said, answered, moment):
    """At six in the morning."""
    chat = world.chat("video")
    (answer,) = world.say(chat, f"/settings {said}")
    assert answered in text(answer)
    world.publish("One")
    world.plan_at(*moment)
    assert len(world.owed(chat)) == 1


def test_a_time_changed_after_todays_digest_brings_no_second_one(world, reader):
    world.say(reader, "/settings time 18:00")
    world.publish("Two")
    world.plan_at(16, 18)
    assert len(world.owed(reader)) == 1
    assert world.owed(reader, DeliveryKind.NOTICE) == []


def test_a_paused_chat_is_told_no_day(world, reader, text):
    world.say(reader, "/settings pause on")
    (answer,) = world.say(reader, "/settings time 18:00")
    assert "Applies" not in text(answer)
