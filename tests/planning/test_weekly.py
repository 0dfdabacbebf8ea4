"""The weekly digest: the best of a week for each wish, with the counts against the week before."""

import datetime as dt

import pytest

from storage.model import ChatKind, DeliveryKind

SUNDAY = 22


def weekly(world, chat):
    return world.owed(chat, DeliveryKind.WEEKLY)


@pytest.fixture
def reader(world):
    """A chat whose weekly digest comes on Sundays at 18:00, made on a Monday."""
    chat = world.chat("speech", "video")
    world.say(chat, "/settings weekly sun 18:00")
    return chat


def publish(world, day, *titles, hour=7, **said):
    world.now = dt.datetime(2026, 11, day, hour, tzinfo=dt.UTC)
    world.publish(*titles, **said)


def test_it_is_grouped_by_wish_and_counts_against_the_week_before(world, reader, text, shown):
    publish(world, 12, "Before 1", "Before 2")
    publish(world, 12, "Before 3", slug="speech")
    publish(world, 17, *(f"Video {n}" for n in range(5)))
    publish(world, 18, "Speech", slug="speech", source="beta")
    world.plan_at(SUNDAY, 17, 59)
    assert weekly(world, reader) == []
    world.plan_at(SUNDAY, 18)
    (digest,) = weekly(world, reader)
    assert digest.key.subject == "2026-11-22"
    lines = [line for line in text(digest).splitlines() if line]
    assert lines[0] == "Your week, Mon 16 Nov – Sun 22 Nov · 6 papers (3 the week before)"
    assert lines.index("Video · 5 (2 the week before)") < lines.index("Speech · 1 (1 the week before)")
    assert len(shown(digest)) == 4
    assert shown(digest)[3] == "Speech"
    assert world.again(reader).weekly_due_at == dt.datetime(2026, 11, 29, 18, tzinfo=dt.UTC)


def test_twenty_papers_in_all_and_every_wish_its_best_first(world, shown):
    topics = ("video", "speech", "audio", "medical", "robotics", "3d", "agents", "diffusion", "detection", "tracking")
    topics = [topic for topic in topics if topic in world.answering.services.vocabulary.concepts][:9]
    assert len(topics) == 9
    chat = world.chat(*topics)
    world.say(chat, "/settings weekly sun 18:00")
    for topic in topics:
        world.publish(*(f"{topic} {n}" for n in range(4)), slug=topic)
    world.plan_at(SUNDAY, 18)
    (digest,) = weekly(world, chat)
    counts = [sum(title.startswith(f"{topic} ") for title in shown(digest)) for topic in topics]
    assert sum(counts) == 20
    assert set(counts) == {2, 3}


def test_a_wish_without_a_paper_this_week_is_named_if_it_had_some_before(world, reader, text):
    publish(world, 12, "Before", slug="speech")
    publish(world, 17, "Video")
    world.plan_at(SUNDAY, 18)
    assert "Speech · 0 (1 the week before)" in text(weekly(world, reader)[0])


def test_it_repeats_what_the_dailies_showed(world, reader, shown):
    publish(world, 17, "Video")
    world.plan_at(17, 8)
    world.plan_at(SUNDAY, 18)
    assert shown(world.owed(reader)[0]) == shown(weekly(world, reader)[0]) == ["Video"]


def test_no_daily_repeats_what_it_showed_and_all_it_only_counted_still_comes(world, reader, shown):
    world.plan_at(SUNDAY, 8)
    publish(world, SUNDAY, *(f"Video {n}" for n in range(4)), hour=12)
    world.plan_at(SUNDAY, 18)
    world.plan_at(23, 8)
    (week,), (monday,) = weekly(world, reader), world.owed(reader)
    assert len(shown(week)) == 3
    assert sorted(shown(week) + shown(monday)) == [f"Video {n}" for n in range(4)]


def test_a_week_without_papers_brings_none(world, reader):
    world.plan_at(SUNDAY, 18)
    assert weekly(world, reader) == []
    publish(world, 24, "Video")
    world.plan_at(29, 18)
    assert [one.key.subject for one in weekly(world, reader)] == ["2026-11-29"]


def test_a_never_takes_papers_out_of_both_weeks(world, text):
    chat = world.chat("video", "-speech")
    world.say(chat, "/settings weekly sun 18:00")
    publish(world, 12, "Talking heads", slug="speech")
    publish(world, 12, "Talking heads", source="beta")
    publish(world, 17, "Video")
    world.plan_at(SUNDAY, 18)
    assert "Video · 1 (0 the week before)" in text(weekly(world, chat)[0])


def test_equal_wishes_share_plan_and_message(world, reader):
    other, third = world.chat("video", "speech"), world.chat("video")
    for chat in (other, third):
        world.say(chat, "/settings weekly sun 18:00")
    publish(world, 17, "Video")
    world.plan_at(SUNDAY, 18)
    (first,), (second,), (last,) = (weekly(world, chat) for chat in (reader, other, third))
    assert first.payload == second.payload
    plans = [world.store.plans.plan_of(one.key) for one in (first, second, last)]
    assert plans[0].id == plans[1].id != plans[2].id


def test_the_week_ends_at_each_chats_own_moment(world, text):
    seoul = world.chat("video", zone="Asia/Seoul")
    world.say(seoul, "/settings weekly sun 18:00")
    publish(world, SUNDAY, "Before its end", hour=8)
    world.plan_at(SUNDAY, 9)
    (digest,) = weekly(world, seoul)
    assert "1 paper (0 the week before)" in text(digest)


def test_planning_again_owes_nothing_more_and_no_date_has_two(world, reader, text):
    publish(world, 17, "Video")
    for minute in (0, 1):
        world.plan_at(SUNDAY, 18, minute)
    (answer,) = world.say(reader, "/settings weekly sun 20:00")
    assert "Applies from Sun 29 Nov." in text(answer)
    publish(world, SUNDAY, "Late", hour=19)
    world.plan_at(SUNDAY, 20)
    assert len(weekly(world, reader)) == 1


def test_a_missed_one_comes_by_day_if_the_next_is_not_near(world, reader):
    publish(world, 17, "Video")
    world.plan_at(SUNDAY, 23)
    (digest,) = weekly(world, reader)
    assert digest.due_at == dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
    publish(world, 24, "Video of the next week")
    world.now = dt.datetime(2026, 12, 6, 13, tzinfo=dt.UTC)
    world.engine.plan()
    assert len(weekly(world, reader)) == 1, "five hours before the next"
    world.now = dt.datetime(2026, 12, 6, 18, tzinfo=dt.UTC)
    world.publish("New")
    world.engine.plan()
    assert len(weekly(world, reader)) == 1, "it arrived at the end of the week, which belongs to the next"


def test_a_pause_leaves_no_backlog(world, reader):
    publish(world, 17, "Video")
    world.say(reader, "/settings pause on")
    world.plan_at(SUNDAY, 18)
    world.now = world.now.replace(day=24)
    world.say(reader, "/settings pause off")
    world.plan_at(24, 8)
    assert weekly(world, reader) == []
    assert world.again(reader).weekly_due_at.day == 29


def test_it_can_be_switched_off(world, reader, text):
    (answer,) = world.say(reader, "/settings weekly off")
    assert "Weekly digest: off" in text(answer)
    publish(world, 17, "Video")
    world.plan_at(SUNDAY, 18)
    assert weekly(world, reader) == []
    assert world.again(reader).weekly_due_at is None


def test_a_chat_without_wishes_gets_none(world, reader):
    publish(world, 17, "Video")
    world.say(reader, "/unsubscribe video, speech")
    world.plan_at(SUNDAY, 18)
    assert weekly(world, reader) == []
    assert world.again(reader).weekly_due_at.day == 29


def test_in_a_group_it_makes_no_sound(world):
    group = world.chat("video", kind=ChatKind.GROUP)
    world.say(group, "/settings weekly sun 18:00")
    publish(world, 17, "Video")
    world.plan_at(SUNDAY, 18)
    assert weekly(world, group)[0].silent


def test_its_buttons_open_cards_and_lead_back(world, reader, shown, button):
    publish(world, 17, "Video 1", "Video 2")
    world.plan_at(SUNDAY, 18)
    (digest,) = weekly(world, reader)
    (card,) = world.press(reader, button(digest, "2"))
    (back,) = world.press(reader, button(card, "Back"))
    assert shown(back) == shown(digest)
    actions = [button.action for row in back.buttons for button in row]
    assert max(len(action) for action in actions) <= 58


def test_today_is_still_the_last_daily(world, reader, shown):
    publish(world, 17, "Video")
    world.plan_at(SUNDAY, 8)
    world.plan_at(SUNDAY, 18)
    publish(world, SUNDAY, "Since", hour=19)
    (today,) = world.say(reader, "/today")
    assert sorted(shown(today)) == ["Since", "Video"]


def test_status_says_when_it_comes(world, reader, text):
    world.publish("Video")
    (answer,) = world.say(reader, "/status")
    assert "Next weekly digest: Sun 22 Nov, 18:00, UTC" in text(answer)


def test_a_week_ends_by_the_clock_where_that_changes(world, text):
    """In New York clocks go back on 1 November 2026: that week has an hour more."""
    world.now = dt.datetime(2026, 10, 20, 12, tzinfo=dt.UTC)
    chat = world.chat("video", zone="America/New_York")
    world.say(chat, "/settings weekly sun 18:00")
    world.now = dt.datetime(2026, 10, 25, 22, 30, tzinfo=dt.UTC)
    world.publish("Half an hour after the first week")
    world.now = dt.datetime(2026, 11, 1, 22, 30, tzinfo=dt.UTC)
    world.publish("In the hour more")
    world.engine.plan()
    world.plan_at(1, 23)
    assert [one.key.subject for one in weekly(world, chat)] == ["2026-11-01"]
    assert "2 papers (0 the week before)" in text(weekly(world, chat)[0])
