"""/start, from the first word to a subscription; and start links, which only ever show something."""

import re

import pytest

from bot import actions
from bot.catalog import LANGUAGES, Catalog
from bot.commands import introduction


def test_topics_of_the_last_week_come_with_their_numbers(talk):
    talk.say("/start")
    counted = [button.label for button in talk.buttons if " · " in button.label]
    assert len(counted) == 8
    assert all(re.fullmatch(r".+ · \d+", label) for label in counted)
    numbers = [int(label.rsplit(" ", 1)[1]) for label in counted]
    assert numbers == sorted(numbers, reverse=True)
    assert "Subscribed" in talk.press(counted[0])


@pytest.mark.parametrize(
    ("client", "zone"),
    [("ko-KR", "서울 시간 (추정)"), ("zh-Hans", "北京时间（系统推测）"), ("en-US", "UTC (guessed)")],
)
def test_a_guessed_zone_is_named_with_a_way_to_change_it(talk, client, zone):
    talk.language = client
    assert zone in talk.say("/start")
    assert talk.buttons[-1].action == "change:timezone"


def test_a_zone_that_was_told_is_no_guess(talk):
    talk.say("/settings timezone Seoul")
    assert "guessed" not in talk.say("/start")
    assert "change:timezone" not in {button.action for button in talk.buttons}


def test_a_topic_link_shows_the_topic_with_a_way_to_subscribe(talk):
    assert "Diffusion models · 扩散模型" in talk.say("/start t_diffusion")
    assert talk.terms() == set()
    talk.press("Subscribe")
    assert talk.terms() == {("diffusion", True)}


def test_a_paper_link_shows_the_card(talk, filled):
    paper = filled.papers.find(arxiv_id="2112.10752")
    assert talk.say(f"/start p_{paper.id}").startswith(paper.title)
    assert not talk.reply.messages[0].replaces


def test_a_search_link_searches(talk):
    link = actions.deep_link_payload("search:1:가우시안 스플래팅")
    assert "“가우시안 스플래팅”" in talk.say(f"/start {link}")
    assert "What are you looking for" in talk.say("/start s_")
    assert "“diffusion”" in talk.say("diffusion")


@pytest.mark.parametrize(
    "payload",
    ["x", "t_", "t_Diffusion", "t_no", "p_x", "p_99999999", "s_%", "s_gICA", "u_1", "t_a" * 30, "a b"],
)
def test_any_other_link_is_the_plain_start_or_says_that_there_is_nothing(talk, payload):
    answer = talk.say(f"/start {payload}")
    known = "Paperwire reads" in answer or "I know no topic" in answer or "no longer works" in answer
    assert known
    assert talk.terms() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bot_in_a_group_introduces_itself(group, language):
    group.language = group.user = language
    said = introduction(Catalog.load(language))
    assert said.silent
    group.say("/start")
    assert group.reply.messages[0].blocks == said.blocks
    group.act(said.buttons[0][0].action)
    assert len(group.buttons) == 8


def test_a_group_that_is_set_up_shows_what_it_gets(group):
    group.say("/subscribe video")
    assert "1 subscription" in group.say("/start")
