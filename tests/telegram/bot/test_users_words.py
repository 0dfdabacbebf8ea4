"""What the users asked for, from end to end: subscribe in private, a digest at its minute, a search in a group."""

import datetime as dt
from typing import Any

import pytest


def test_a_digest_comes_at_the_set_minute(api: Any, bot: Any) -> None:
    anna = api.person("Anna", language_code="en")
    subscribed, first = anna.private.says("/subscribe diffusion", answers=2)
    assert "Subscribed: Diffusion models" in subscribed.text
    assert "High-Resolution Image Synthesis" in first.text
    anna.private.says("/settings timezone Berlin")
    (changed,) = anna.private.says("/settings time 13:30")
    assert "13:30" in changed.text
    before = len(api.sent())
    bot.publish("A new diffusion model of everything")
    bot.now.moment = dt.datetime(2026, 11, 18, 12, 30, tzinfo=dt.UTC)
    api.wait_for_messages(before + 1)
    digest = api.sent()[-1]
    assert digest.chat.id == anna.id
    assert "1. A new diffusion model of everything" in digest.text
    assert digest.labels == ["1", "Settings"]
    anna.private.presses("1", digest, answers=1)
    assert "A new diffusion model of everything" in digest.text
    assert "Save" in digest.labels
    anna.private.presses("Back", digest, answers=1)
    assert digest.labels == ["1", "Settings"]


@pytest.mark.usefixtures("bot")
def test_a_member_who_is_no_admin_searches_in_a_group(api: Any) -> None:
    owner, member = api.person("Olga"), api.person("Minsu", language_code="ko")
    lab = api.group("Lab", owner=owner, members=[member], bot=False)
    owner.at(lab).adds_bot(answers=1)
    (found,) = member.at(lab).says("/search gaussian splatting")
    assert "Gaussian Splatting" in found.text
    assert found.silent
    assert found.labels == ["개인 채팅에서 열기"]


@pytest.mark.usefixtures("bot")
def test_a_group_need_not_wait_a_day_to_see_it_work(api: Any) -> None:
    owner = api.person("Olga", language_code="ko")
    lab = api.group("Lab", owner=owner)
    (subscribed,) = owner.at(lab).says("/subscribe diffusion")
    api.wait_for(lambda: len(api.sent(lab)) == 2, "no first digest")
    first = api.sent(lab)[-1]
    assert subscribed.text not in first.text
    assert "High-Resolution Image Synthesis" in first.text
    assert first.silent
    assert first.labels[0] == "1"
