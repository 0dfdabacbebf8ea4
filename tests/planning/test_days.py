"""What chats are owed from day to day: everything once, nothing twice, nothing lost."""

import pytest

from storage.model import ChatKind, DeliveryKind


def test_a_chat_gets_what_arrived_since_it_was_made_at_its_own_time(world, shown):
    world.publish("Before")
    chat = world.chat("video")
    world.publish("One", "Two")
    world.publish("Elsewhere", slug="speech")
    world.plan_at(16, 7, 59)
    assert world.owed(chat) == []
    world.plan_at(16, 8)
    (digest,) = world.owed(chat)
    assert (digest.key.subject, sorted(shown(digest))) == ("2026-11-16", ["One", "Two"])
    assert world.again(chat).next_due_at.isoformat() == "2026-11-17T08:00:00+00:00"


def test_planning_again_owes_nothing_more(world):
    chat = world.chat("video")
    world.publish("One")
    for minute in (0, 0, 1, 30):
        world.plan_at(16, 8, minute)
    assert len(world.owed(chat)) == 1


def test_a_paper_that_another_source_takes_up_later_is_not_pushed_again(world, shown):
    chat = world.chat("video")
    world.publish("One")
    world.plan_at(16, 8)
    world.publish("One", "Two", source="beta")
    world.plan_at(17, 8)
    assert [shown(digest) for digest in world.owed(chat)] == [["One"], ["Two"]]


def test_a_topic_that_only_a_later_entry_brings_still_delivers(world, shown):
    chat = world.chat("video")
    world.publish("One", slug="speech")
    world.plan_at(16, 8)
    world.publish("One", slug="video", source="beta")
    world.plan_at(17, 8)
    assert [shown(digest) for digest in world.owed(chat)] == [["One"]]


def test_what_did_not_fit_is_reachable_and_never_pushed_later(world, shown):
    chat = world.chat("video", length=2)
    world.publish("One", "Two", "Three")
    world.plan_at(16, 8)
    (digest,) = world.owed(chat)
    plan = world.store.plans.last_plan(chat.id)
    assert (len(shown(digest)), len(plan.paper_ids), plan.shown) == (2, 3, 2)
    world.publish("One", "Two", "Three", source="beta")
    world.plan_at(17, 8)
    assert len(world.owed(chat)) == 1


def test_issues_that_are_no_news_are_never_pushed(world):
    chat = world.chat("video")
    world.publish("Old", news=False)
    world.plan_at(16, 8)
    assert world.owed(chat) == []


def test_a_never_takes_papers_out(world):
    chat = world.chat("video", "-speech")
    world.publish("One", slug="speech")
    world.plan_at(16, 8)
    assert world.owed(chat) == []


def test_a_digest_says_how_many_papers_a_never_took_out_of_it(world, text):
    chat, other = world.chat("video", "-speech"), world.chat("video")
    world.publish("One")
    world.publish("Two", slug="speech")
    world.publish("Two", source="beta")
    world.plan_at(16, 8)
    (digest,), (all_of_it,) = world.owed(chat), world.owed(other)
    assert "Left out: Speech (1)" in text(digest)
    assert "Left out" not in text(all_of_it)


def test_after_downtime_one_digest_covers_the_gap_at_double_length(world, shown):
    chat = world.chat("video", length=2)
    world.publish("Monday")
    world.plan_at(16, 8)
    for day in (17, 18, 19):
        world.now = world.now.replace(day=day)
        world.publish(*(f"{day} {n}" for n in range(2)))
    world.plan_at(19, 9)
    gap = world.owed(chat)[-1]
    assert (gap.key.subject, len(shown(gap))) == ("2026-11-19", 4)
    assert world.again(chat).next_due_at.day == 20


def test_a_digest_missed_into_the_night_comes_with_the_next_and_names_both_days(world, shown, heading):
    chat = world.chat("video")
    world.publish("Monday")
    world.plan_at(16, 23)
    assert world.owed(chat) == []
    world.plan_at(17, 8)
    (both,) = world.owed(chat)
    assert shown(both) == ["Monday"]
    world.publish("Tuesday")
    world.plan_at(17, 23)
    world.plan_at(18, 8)
    assert heading(world.owed(chat)[-1]) == "Wed 18 Nov · 1 new paper"


def test_a_digest_names_the_days_it_covers(world, heading, button):
    chat = world.chat("video", length=1)
    world.publish("Monday")
    world.plan_at(16, 8)
    for day in (17, 18, 19):
        world.now = world.now.replace(day=day)
        world.publish(f"Paper {day}")
    world.plan_at(19, 9)
    world.publish("Friday")
    world.plan_at(20, 8)
    monday, gap, friday = world.owed(chat)
    assert heading(monday) == "Mon 16 Nov · 1 new paper"
    assert heading(gap) == "Tue 17 Nov – Thu 19 Nov · 2 new papers"
    assert heading(friday) == "Fri 20 Nov · 1 new paper"
    (rest,) = world.press(chat, button(gap, "1 more"))
    assert heading(rest) == "Tue 17 Nov – Thu 19 Nov · 3 of 3 papers"
    (again,) = world.press(chat, button(rest, "Previous"))
    assert heading(again) == heading(gap)


def test_days_without_a_digest_are_not_missed(world, heading):
    chat = world.chat("video", weekdays=(1, 3))
    world.publish("Monday")
    world.plan_at(16, 8)
    world.publish("Tuesday")
    world.plan_at(18, 8)
    assert heading(world.owed(chat)[-1]) == "Wed 18 Nov · 1 new paper"


def test_nothing_today_is_said_once_a_week_silently_and_only_in_private(world):
    chat, group = world.chat("video"), world.chat("video", kind=ChatKind.GROUP)
    mute = world.chat("video", say_nothing_matched=False, say_not_published=False)
    for day in (16, 17, 18, 22, 23):
        world.now = world.now.replace(day=day, hour=7)
        world.publish(f"Other {day}", slug="speech")
        world.plan_at(day, 8)
    notices = world.owed(chat, DeliveryKind.NOTICE)
    assert [notice.key.subject for notice in notices] == ["nothing/2026-11-16", "nothing/2026-11-23"]
    assert all(notice.silent for notice in notices)
    assert world.owed(group, DeliveryKind.NOTICE) == []
    assert world.owed(mute, DeliveryKind.NOTICE) == []


def test_nothing_matched_and_nothing_published_are_different_messages(world):
    matched = world.chat("video")
    world.publish("Other", slug="speech")
    world.plan_at(16, 8)
    world.now = world.now.replace(hour=7, day=17)
    published = world.chat("video")
    world.plan_at(17, 8)
    (nothing_matched,) = world.owed(matched, DeliveryKind.NOTICE)
    (nothing_published,) = world.owed(published, DeliveryKind.NOTICE)
    assert "1 paper from 1 source" in nothing_matched.payload
    assert "Nothing published since" in nothing_published.payload


def test_a_paused_chat_gets_nothing_and_no_backlog_afterwards(world, shown, heading):
    chat = world.chat("video")
    world.publish("Before")
    world.plan_at(16, 8)
    world.say(chat, "/settings pause on")
    world.publish("Meanwhile")
    for day in (17, 18, 19):
        world.plan_at(day, 8)
    world.say(chat, "/settings pause off")
    world.publish("After")
    world.plan_at(20, 8)
    digests = world.owed(chat)
    assert [shown(digest) for digest in digests] == [["Before"], ["After"]]
    assert heading(digests[-1]) == "Fri 20 Nov · 1 new paper"


def test_a_chat_without_wishes_has_no_backlog_when_it_wishes_again(world, shown, heading):
    chat = world.chat("video")
    world.publish("Monday")
    world.plan_at(16, 8)
    world.say(chat, "/unsubscribe video")
    world.say(chat, "/subscribe -medical")
    for day in (17, 18, 19):
        world.publish(f"Paper {day}")
        world.plan_at(day, 8)
    world.say(chat, "/subscribe video")
    world.publish("Friday")
    world.plan_at(20, 8)
    digests = world.owed(chat)
    assert [shown(digest) for digest in digests] == [["Monday"], ["Friday"]]
    assert heading(digests[-1]) == "Fri 20 Nov · 1 new paper"


def test_equal_wishes_share_a_plan_and_a_rendering_whatever_their_order(world):
    chats = [world.chat("video", "speech"), world.chat("speech", "video"), world.chat("speech", "video", length=5)]
    world.publish("One")
    world.plan_at(16, 8)
    payloads = [world.owed(chat)[0].payload for chat in chats]
    assert payloads[0] == payloads[1]
    plans = [world.store.plans.last_plan(chat.id).id for chat in chats]
    assert plans[0] == plans[1]


def test_quiet_hours_make_a_digest_silent_or_hold_it(world):
    silent = world.chat("video", quiet="07:00-09:30")
    held = world.chat("video", quiet="07:00-09:30", quiet_held=True)
    world.publish("One")
    world.plan_at(16, 8)
    assert world.owed(silent)[0].silent
    assert world.owed(held)[0].due_at.strftime("%H:%M") == "09:30"


@pytest.mark.parametrize("kind", [ChatKind.GROUP, ChatKind.CHANNEL])
def test_digests_of_groups_are_silent(world, kind):
    chat = world.chat("video", kind=kind)
    world.publish("One")
    world.plan_at(16, 8)
    assert world.owed(chat)[0].silent


def test_digests_follow_the_chats_own_zone(world):
    seoul = world.chat("video", zone="Asia/Seoul")
    world.store.plans.schedule(seoul.id, world.now.replace(day=16, hour=23))
    world.publish("One")
    world.plan_at(16, 23)
    (digest,) = world.owed(seoul)
    assert digest.key.subject == "2026-11-17"
