"""What chats are told of sources: which are late, broken or mended, and why there is nothing today."""

import pytest

from storage.model import ChatKind, DeliveryKind

NOTICE = DeliveryKind.NOTICE


@pytest.fixture
def world(world_of_each):
    return world_of_each


def test_a_digest_names_the_sources_that_are_later_than_usual(world, said):
    world.publish_daily("alpha", *range(9, 16), hour=6)
    world.publish_daily("beta", *range(9, 16), hour=9)
    chats = [world.chat("video"), world.chat("video", zone="Asia/Seoul", time="17:00")]
    world.now = world.now.replace(day=16, hour=6)
    world.publish("One", source="gamma")
    world.plan_at(16, 8)
    digests = [world.owed(chat)[0] for chat in chats]
    assert said(digests[0]).endswith("Later than usual: alpha")
    assert digests[0].payload == digests[1].payload
    world.publish_daily("alpha", 17, hour=6)
    world.publish("Two", source="gamma")
    world.plan_at(17, 8)
    assert said(world.owed(chats[0])[1]).endswith("Later than usual: beta")


def test_at_most_four_late_sources_are_named_the_longest_late_first(world, said):
    for hour, source in enumerate("fedcba", start=1):
        world.publish_daily(source, *range(9, 16), hour=hour)
    chat = world.chat("video")
    world.now = world.now.replace(day=16, hour=7)
    world.publish("One", source="other")
    world.plan_at(16, 8)
    assert said(world.owed(chat)[0]).endswith("Later than usual: f, e, d, c")


def test_nothing_published_says_since_when_and_what_is_late_in_the_chats_own_time(world, said):
    world.publish_daily("alpha", *range(9, 15), hour=6)
    chats = [world.chat("video"), world.chat("video", zone="Asia/Seoul", time="17:00", languages=("ko", "en"))]
    world.now = world.now.replace(day=15)
    world.publish("One", source="alpha")
    world.plan_at(15, 8)
    world.plan_at(16, 8)
    assert [said(world.owed(chat, NOTICE)[0]).splitlines()[1] for chat in chats] == [
        (
            "Nothing published since yesterday 08:00. Later than usual: alpha (by 06:00)."
            " It will come with the next digest."
        ),
        (
            "어제 17:00 이후 새로 나온 호가 없습니다. 평소보다 늦는 소스: alpha (보통 15:00 이전)."
            " 나오면 다음 다이제스트에 담습니다."
        ),
    ]


def test_nothing_published_is_never_said_of_a_time_in_which_something_was(world, said):
    world.publish_daily("alpha", 15, hour=6)
    chat = world.chat("video")
    world.publish("Before the chat looks", source="beta")
    world.store.deliveries.resume_chat(chat.id)
    world.plan_at(16, 8)
    (notice,) = world.owed(chat, NOTICE)
    assert said(notice).splitlines()[1] == "Nothing published since yesterday 06:00. Next: Tue 08:00."


def test_a_dormant_source_is_not_named(world, said):
    world.publish_daily("alpha", *range(1, 10), hour=6)
    chat = world.chat("video")
    world.plan_at(16, 8)
    assert "alpha" not in said(world.owed(chat, NOTICE)[0])


def test_nothing_matched_says_what_was_read_and_when_the_next_digest_comes(world, said):
    chat = world.chat("video", weekdays=(1, 3), zone="Asia/Seoul", time="17:00")
    world.publish("One", "Two", slug="speech")
    world.publish("Two", slug="speech", source="beta")
    world.plan_at(16, 8)
    (notice,) = world.owed(chat, NOTICE)
    assert said(notice).splitlines()[1] == (
        "No new papers on your topics. I read 2 papers from 2 sources. Next: Wed 17:00."
    )


def test_a_break_is_said_once_at_its_beginning_and_once_at_its_end(world, said):
    world.watch("alpha", "beta")
    world.publish("Known", slug="speech", source="alpha")
    world.publish("Known too", slug="speech", source="gamma")
    reader, silent = world.chat("video"), world.chat("diffusion", say_nothing_matched=False, say_not_published=False)
    world.fail("alpha", 16, 6, 30)
    for day in (16, 17, 18, 19):
        world.now = world.now.replace(day=day, hour=7)
        world.publish(f"Video {day}", source="beta")
        if day == 18:
            world.mend("alpha", 18, 7)
        world.plan_at(day, 8)
    footers = [said(digest).splitlines()[-1] for digest in world.owed(reader)]
    assert footers[0] == "Cannot be read since Mon 16 Nov: alpha"
    assert footers[2] == "Can be read again: alpha"
    assert not any("read" in footer for footer in (footers[1], footers[3]))
    notices = world.owed(silent, NOTICE)
    assert [notice.key.subject for notice in notices] == ["broken/2026-11-16", "broken/2026-11-18"]
    assert all(notice.silent for notice in notices)
    assert said(notices[0]).splitlines()[1] == (
        "I cannot read alpha since Mon 16 Nov; the operator knows. The other 2 sources are fine, no match."
    )
    assert said(notices[1]).splitlines()[1].startswith("I can read alpha again. No new papers on your topics.")


def test_a_break_of_less_than_an_hour_is_not_worth_a_word(world, said):
    world.watch("alpha")
    chat = world.chat("video")
    world.fail("alpha", 16, 7, 1)
    world.publish("One")
    world.plan_at(16, 8)
    world.mend("alpha", 16, 8)
    world.publish("Two")
    world.plan_at(17, 8)
    assert [said(digest).count("read") for digest in world.owed(chat)] == [0, 0]


def test_a_break_between_two_digests_is_not_mentioned(world, said):
    world.watch("alpha")
    chat = world.chat("video")
    world.publish("One")
    world.plan_at(16, 8)
    world.fail("alpha", 16, 9)
    world.mend("alpha", 17, 7)
    world.publish("Two")
    world.plan_at(17, 8)
    assert [said(digest).count("read") for digest in world.owed(chat)] == [0, 0]


def test_a_group_hears_of_a_break_with_its_next_digest_only(world, said):
    world.watch("alpha")
    group = world.chat("video", kind=ChatKind.GROUP)
    world.fail("alpha", 16, 6)
    world.plan_at(16, 8)
    assert world.owed(group, NOTICE) == []
    world.publish("One")
    world.plan_at(17, 8)
    assert said(world.owed(group)[0]).endswith("Cannot be read since Mon 16 Nov: alpha")


def test_what_breaks_while_a_digest_is_held_comes_with_the_next(world, said):
    world.watch("alpha")
    chat = world.chat("video", quiet="07:00-09:30", quiet_held=True)
    world.publish("One")
    world.fail("alpha", 16, 7, 30)
    world.plan_at(16, 8)
    world.publish("Two")
    world.plan_at(17, 8)
    one, two = world.owed(chat)
    assert "read" not in said(one)
    assert said(two).endswith("Cannot be read since Mon 16 Nov: alpha")


def test_a_broken_source_is_not_called_late_too(world, said):
    world.publish_daily("alpha", *range(9, 16), hour=6)
    world.watch("alpha")
    chat = world.chat("video")
    world.fail("alpha", 16, 5)
    world.plan_at(16, 8)
    (notice,) = world.owed(chat, NOTICE)
    assert said(notice).splitlines()[1] == "I cannot read alpha since Mon 16 Nov; the operator knows."


def test_a_break_does_not_use_up_the_weekly_word_that_there_is_nothing(world):
    world.watch("alpha")
    chat = world.chat("video")
    world.fail("alpha", 16, 6)
    for day in (16, 17, 18):
        world.plan_at(day, 8)
    subjects = [notice.key.subject for notice in world.owed(chat, NOTICE)]
    assert subjects == ["broken/2026-11-16", "nothing/2026-11-17"]


def test_a_folder_that_is_watched_no_more_is_not_mentioned(world, said):
    world.watch("alpha", "beta")
    chat = world.chat("video")
    world.fail("alpha", 16, 5)
    world.store.watches.remove("folder:/alpha")
    world.publish("One")
    world.plan_at(16, 8)
    assert "read" not in said(world.owed(chat)[0])


def test_chats_share_plan_and_message_also_when_something_is_broken(world):
    world.watch("alpha")
    chats = [world.chat("video"), world.chat("video"), world.chat("video", zone="Asia/Seoul", time="17:00")]
    late = world.chat("video")
    world.store.plans.schedule(late.id, world.now.replace(hour=8, minute=5))
    world.fail("alpha", 16, 6)
    world.publish("One")
    world.plan_at(16, 8)
    world.plan_at(16, 8, 5)
    payloads = {world.owed(chat)[0].payload for chat in (*chats, late)}
    assert len(payloads) == 1
    assert len({world.store.plans.last_plan(chat.id).id for chat in chats}) == 1


@pytest.mark.parametrize("begun", [False, True])
def test_a_store_that_is_being_filled_says_so(world, said, begun):
    world.store.watches.seed(["folder:/alpha", "folder:/beta", "folder:/gone"])
    world.fail("gone", 16, 7, 30)
    if begun:
        world.publish("The first of many", slug="video", source="alpha", news=False)
    chat = world.chat("video", languages=("zh", "en"))
    world.plan_at(16, 8)
    (notice,) = world.owed(chat, NOTICE)
    assert notice.key.subject == "nothing/2026-11-16"
    assert said(notice).splitlines()[1] == "还没有论文：正在首次读取 2 个来源，之后会收到第一期推送。"
    world.publish("Old", slug="video", source="alpha", news=False)
    world.watch("alpha", "beta", "gone")
    world.plan_at(17, 8)
    assert world.owed(chat) == []
    assert len(world.owed(chat, NOTICE)) == 1
