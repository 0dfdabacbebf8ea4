"""The gateway: commands told once, whatever cannot be read passed over, sessions that end begun anew."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.discord.reading import readable


def test_commands_are_told_only_when_they_changed(api: Any, run_bot: Callable[..., Any]) -> None:
    bot = run_bot()
    api.wait_for_calls("put commands", 1, seconds=20)
    url = bot.url
    bot.stop()
    again = run_bot(url)
    api.person("Anna").private.runs("/help")
    assert api.count("put commands") == 1
    assert again.store is not None


@pytest.mark.usefixtures("bot")
def test_commands_have_names_in_every_language(api: Any) -> None:
    olga = api.person("Olga", locale="zh-TW")
    lab = api.guild("Lab", owner=olga)
    general = api.channel(lab, "general")
    assert {"訂閱", "搜尋"} & set(olga.at(general).menu())
    member = api.person("Minsu", locale="ko")
    assert "구독" in member.private.menu()


@pytest.mark.usefixtures("bot")
def test_what_cannot_be_read_is_passed_over(api: Any) -> None:
    for event, document in (
        ("INTERACTION_CREATE", {"type": 2}),
        ("INTERACTION_CREATE", {"id": "x", "type": "?", "data": None}),
        ("GUILD_CREATE", {"id": "nonsense"}),
        ("CHANNEL_CREATE", {}),
        ("NEVER_HEARD_OF", {"a": 1}),
    ):
        api.gateway.dispatch(event, document)
    sessions = len(api.gateway.live())
    assert "What you can write" in readable(api.person("Anna").private.runs("/help").text)
    assert len(api.gateway.live()) == sessions


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("frame", ["no json", "[]", '{"op": 0, "t": "READY", "s": 1, "d": {}}'])
def test_a_connection_that_breaks_is_made_again(api: Any, frame: str) -> None:
    before = api.gateway.live()[0]
    api.gateway.send_raw(frame)
    api.wait_for(lambda: api.gateway.live() and api.gateway.live()[0] is not before, "no new session", seconds=30)
    assert "What you can write" in readable(api.person("Anna").private.runs("/help").text)


@pytest.mark.usefixtures("bot")
def test_sessions_are_taken_up_again_or_begun_anew(api: Any) -> None:
    anna = api.person("Anna").private
    api.gateway.reconnect()
    assert anna.runs("/help").text
    api.gateway.close(None)
    assert anna.runs("/help").text


def test_the_bot_has_as_many_shards_as_it_should(api: Any, run_bot: Callable[..., Any]) -> None:
    api.shards = 2
    run_bot()
    api.wait_for_bot(2, seconds=30)
    papers = api.channel(api.guild("Lab", owner=(olga := api.person("Olga"))), "papers")
    assert "Subscribed" in readable(olga.at(papers).runs("/subscribe", topics="diffusion").text)
    assert api.person("Anna").private.runs("/help").text
