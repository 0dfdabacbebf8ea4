"""Late editions: what comes after the day's digest, once a day, silently, if it is worth a message."""

import pytest

from storage.model import DeliveryKind


def late(world, chat):
    return world.owed(chat, DeliveryKind.LATE)


def papers(name, number):
    return [f"{name} {n}" for n in range(number)]


@pytest.fixture
def reader(world):
    """A chat that wants late editions and got its digest of Monday."""
    chat = world.chat("video", late_editions=True)
    world.publish("Monday")
    world.plan_at(16, 8)
    return chat


def test_three_papers_after_the_digest_are_a_late_edition(world, reader, shown, heading, button):
    world.publish(*papers("Late", 3), source="beta")
    world.plan_at(16, 11)
    (edition,) = late(world, reader)
    assert (edition.key.subject, edition.silent) == ("2026-11-16/1", True)
    assert sorted(shown(edition)) == papers("Late", 3)
    assert heading(edition) == "Late edition, Mon 16 Nov · 3 more papers"
    (card,) = world.press(reader, button(edition, "1"))
    (back,) = world.press(reader, button(card, "Back"))
    assert shown(back) == shown(edition)


def test_nobody_gets_one_who_did_not_ask(world):
    chat = world.chat("video")
    world.publish("Monday")
    world.plan_at(16, 8)
    world.publish(*papers("Late", 3), source="beta")
    world.plan_at(16, 11)
    assert late(world, chat) == []


def test_less_than_three_come_with_the_next_digest(world, reader, shown):
    world.publish(*papers("Late", 2), source="beta")
    world.publish(*papers("Elsewhere", 5), slug="speech", source="beta")
    world.plan_at(16, 11)
    assert late(world, reader) == []
    world.plan_at(17, 8)
    assert sorted(shown(world.owed(reader)[-1])) == papers("Late", 2)


def test_papers_of_several_issues_count_together(world, reader, shown):
    for number, source in enumerate(("beta", "gamma", "delta")):
        world.publish(f"Late {number}", source=source)
        world.plan_at(16, 9 + number)
    (edition,) = late(world, reader)
    assert sorted(shown(edition)) == papers("Late", 3)


def test_there_is_one_a_day_and_the_rest_comes_with_the_next_digest(world, reader, shown):
    for hour in (9, 12):
        world.now = world.now.replace(hour=hour)
        world.publish(*papers(f"At {hour}", 4), source=f"source {hour}")
        world.plan_at(16, hour)
    assert len(late(world, reader)) == 1
    world.plan_at(17, 8)
    assert sorted(shown(world.owed(reader)[-1])) == papers("At 12", 4)
    world.publish(*papers("Tuesday", 3), source="beta")
    world.plan_at(17, 9)
    assert [one.key.subject for one in late(world, reader)] == ["2026-11-16/1", "2026-11-17/1"]


def test_it_never_comes_before_the_days_digest(world, reader, shown):
    world.now = world.now.replace(hour=23)
    world.publish(*papers("At night", 3), source="beta")
    world.plan_at(16, 23)
    world.plan_at(17, 7)
    assert late(world, reader) == []
    world.plan_at(17, 8)
    assert sorted(shown(world.owed(reader)[-1])) == papers("At night", 3)


def test_quiet_hours_have_none(world, shown):
    chat = world.chat("video", late_editions=True, quiet="09:00-12:00")
    world.plan_at(16, 8)
    world.publish(*papers("Late", 3))
    world.plan_at(16, 10)
    assert late(world, chat) == []
    world.publish("One more", source="beta")
    world.plan_at(16, 12)
    assert len(shown(late(world, chat)[0])) == 4


def test_a_paper_the_chat_got_before_does_not_count(world, reader):
    world.publish("Monday", *papers("Late", 2), source="beta")
    world.plan_at(16, 11)
    assert late(world, reader) == []


def test_equal_wishes_share_plan_and_message(world, reader):
    other = world.chat("video", late_editions=True)
    world.plan_at(16, 9)
    world.publish(*papers("Late", 3), source="beta")
    world.plan_at(16, 11)
    (first,), (second,) = late(world, reader), late(world, other)
    assert first.payload == second.payload


def test_planning_again_owes_nothing_more_also_in_another_process(world, reader):
    world.publish(*papers("Late", 3), source="beta")
    world.plan_at(16, 11)
    world.engine.leave()
    world.restart()
    world.plan_at(16, 12)
    assert len(late(world, reader)) == 1


def test_a_paused_chat_gets_none(world, reader):
    world.say(reader, "/settings pause on")
    world.publish(*papers("Late", 3), source="beta")
    world.plan_at(16, 11)
    assert late(world, reader) == []


def test_today_is_the_digest_with_its_late_edition(world, reader, shown):
    world.publish(*papers("Late", 3), source="beta")
    world.plan_at(16, 11)
    (today,) = world.say(reader, "/today")
    assert sorted(shown(today)) == [*papers("Late", 3), "Monday"]


def test_it_is_a_setting(world, text):
    chat = world.chat("video")
    (answer,) = world.say(chat, "/settings late on")
    assert "Late editions, at most one a day: on" in text(answer)
    assert world.again(chat).settings.late_editions
    assert "neither on nor off" in text(world.say(chat, "/settings late perhaps")[0])
    world.say(chat, "/settings late off")
    assert not world.again(chat).settings.late_editions
