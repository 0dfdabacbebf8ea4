"""How the bot behaves in company: what it answers, how often it declines, and how much it looks up."""

import datetime as dt

import pytest

from bot.message import Audience
from bot.quota import KEYS, Quota, Verdict
from storage.model import ChatKind, Place

NOW = dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC)
SECOND, MINUTE, HOUR = (dt.timedelta(seconds=seconds) for seconds in (1, 60, 3600))
DO, SAY, SILENCE = Verdict.DO, Verdict.SAY, Verdict.SILENCE


def test_a_quota_says_once_and_then_is_silent_until_there_is_room():
    quota = Quota(2, MINUTE)
    assert [quota.take("ann", NOW + n * SECOND) for n in range(4)] == [DO, DO, SAY, SILENCE]
    assert quota.take("bob", NOW) is DO
    assert [quota.take("ann", NOW + MINUTE + n * SECOND) for n in range(3)] == [DO, DO, SAY]


def test_a_quota_forgets_who_was_quiet_longest():
    quota = Quota(1, HOUR)
    assert quota.take("ann", NOW) is DO
    for other in range(KEYS):
        quota.take(other, NOW)
    assert quota.take("ann", NOW) is DO
    assert quota.take(KEYS - 1, NOW) is SAY


@pytest.mark.parametrize("text", ["good morning", "/weather", "/start@other_bot x"[:0] or "hello /search", "", "   "])
def test_a_group_is_not_disturbed(group, text):
    assert group.say(text) == ""
    assert group.store.chats.get(group.place) is None


def test_a_group_command_may_name_the_bot(group):
    assert "“diffusion”" in group.say("/search@paperwire_bot diffusion")
    assert group.reply.audience is Audience.CALLER


def test_a_text_that_answers_a_question_of_the_bot_is_its_answer(group):
    question = group.say("/subscribe").split("\n")[0]
    assert "Subscribed: Video" in group.say("video", answered=question)
    assert group.say("speech", answered="") == ""
    assert group.terms() == {("video", True)}
    group.is_admin = False
    assert "Only admins" in group.say("speech", answered=question)
    assert group.terms() == {("video", True)}


def test_a_text_that_answers_anything_else_of_the_bot_is_a_search_that_finds_or_says_nothing(group):
    assert "“latent diffusion”" in group.say("latent diffusion", answered="Wed 18 Nov")
    assert "Latent Diffusion" in group.say("https://arxiv.org/abs/2112.10752", answered="Wed 18 Nov")
    assert group.say("thank you very much indeed", answered="Wed 18 Nov") == ""
    assert group.say("https://arxiv.org/abs/2499.99999", answered="Wed 18 Nov") == ""


def test_who_is_no_admin_is_told_once_an_hour_with_the_way_to_do_it_in_private(group):
    group.say("/subscribe video")
    group.is_admin = False
    assert "Only admins" in group.say("/subscribe diffusion")
    assert [(button.label, button.action, button.private) for button in group.buttons] == [
        ("Open privately", "subscribe:diffusion", True)
    ]
    assert group.say("/settings time 09:00") == ""
    group.user = "u2"
    assert "Only admins" in group.say("/settings time 09:00")
    assert group.buttons[0].action == ""
    group.clock.now += HOUR
    assert "Only admins" in group.say("/unsubscribe video")
    assert group.store.persons.find("test", "u2") is None


def test_a_button_says_it_every_time_to_the_presser_alone(group):
    group.say("/subscribe video")
    group.is_admin = False
    for _ in range(3):
        assert group.act("settings:time 09:00") == "Only admins change this group's topics."
        assert group.reply.messages == ()


def test_twenty_searches_a_minute_a_person(talk):
    talk.pause = SECOND
    for _ in range(20):
        assert "“diffusion”" in talk.say("/search diffusion")
    assert "That was a lot of searches" in talk.say("diffusion")
    assert talk.say("/search diffusion") == ""
    assert "Subscribed" in talk.say("/subscribe diffusion")
    talk.clock.now += MINUTE
    assert "“diffusion”" in talk.say("/search diffusion")


def test_answers_to_a_question_are_no_searches(talk):
    talk.pause = SECOND
    for _ in range(20):
        talk.say("/search diffusion")
    talk.say("/subscribe")
    assert "Subscribed" in talk.say("video")


def test_six_answers_a_minute_a_group_whoever_asks(group):
    group.pause = SECOND
    for number in range(6):
        group.user = f"u{number}"
        assert "“diffusion”" in group.say("/search diffusion")
    group.user = "u9"
    assert "a lot for one group" in group.say("/today")
    assert group.say("/search video") == ""
    assert "“video”" in group.act("search:1:video", own_message=True)
    group.place = Place("test", "-2")
    assert "“diffusion”" in group.say("/search diffusion")


def test_a_group_reads_three_titles_where_nobody_can_be_answered_alone(group):
    group.say("/search diffusion")
    brief = group.reply.brief
    assert len([line for line in brief.blocks[0].lines if line[0].text[0].isdigit()]) == 3
    assert [(button.action, button.private) for row in brief.buttons for button in row] == [
        ("search:1:diffusion", True)
    ]
    assert brief.silent


@pytest.mark.parametrize(
    ("where", "audience"), [("here", Audience.CALLER), ("private", Audience.PERSON), ("off", Audience.CALLER)]
)
def test_admins_say_where_searches_are_answered(group, where, audience):
    group.say(f"/settings search {where}")
    group.is_admin = False
    answer = group.say("/search diffusion")
    assert ("Searching is off" in answer) == (where == "off")
    assert group.reply.audience is audience
    assert (group.say("/search video") == "") == (where == "off")
    assert "Paperwire" in group.say("/help") or "/search" in group.say("/help")


def test_channels_are_groups(talk):
    talk.kind = ChatKind.CHANNEL
    assert talk.say("diffusion") == ""
    assert "“diffusion”" in talk.say("/search diffusion")


def test_a_question_is_closed_by_the_next_command(talk):
    talk.say("/subscribe")
    talk.say("/help")
    assert "“video”" in talk.say("video")
    assert talk.terms() == set()
