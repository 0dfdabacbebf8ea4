"""What the users asked for, from end to end: subscribe in a channel, a digest at its minute, a search by a member."""

import datetime as dt
from typing import Any

import pytest

from tests.discord.reading import readable
from tests.discord.server import May

MANAGER = May.MANAGE_CHANNELS


def test_a_digest_comes_to_the_channel_at_the_set_minute(api: Any, bot: Any) -> None:
    olga = api.person("Olga")
    lab = api.guild("Lab", owner=olga)
    papers = api.channel(lab, "papers")
    seat = olga.at(papers)
    subscribed = seat.runs("/subscribe", topics="diffusion")
    assert "Subscribed: Diffusion models" in readable(subscribed.text)
    assert subscribed.ephemeral
    seat.runs("/settings", setting="timezone", value="Berlin")
    assert "13:30" in readable(seat.runs("/settings", setting="time", value="13:30").text)
    bot.publish("A new diffusion model of everything")
    bot.now.moment = dt.datetime(2026, 11, 18, 12, 30, tzinfo=dt.UTC)
    api.wait_for(lambda: "A new diffusion model" in api.sent(papers)[-1].text, "no digest", seconds=20)
    digest = api.sent(papers)[-1]
    assert "1. A new diffusion model of everything" in readable(digest.text)
    assert digest.labels == ["1", "Settings"]
    card = seat.presses("1", digest)
    assert card.ephemeral
    assert "Save" in card.message.labels


@pytest.mark.usefixtures("bot")
def test_a_member_without_permissions_searches(api: Any) -> None:
    member = api.person("Minsu", locale="ko")
    lab = api.guild("Lab", members=[member])
    found = member.at(api.channel(lab, "general")).runs("/search", query="gaussian splatting")
    assert "Gaussian Splatting" in readable(found.text)
    assert found.ephemeral
    assert found.seconds < 3
