"""Commands that our own texts name are tapped; what looks like one in the words of others is not."""

from typing import Any

import pytest


def tappable(message: Any) -> list[str]:
    """The words that the client makes a command of."""
    found = [entity for entity in message.content.text.detected if entity.kind == "bot_command"]
    return [message.text[entity.start : entity.end] for entity in found]


@pytest.mark.parametrize("language", ["en", "zh", "ko"])
@pytest.mark.usefixtures("bot")
def test_our_commands_are_tapped(api: Any, language: str) -> None:
    anna = api.person("Anna", language_code=language)
    (welcome,) = anna.private.says("/start")
    assert tappable(welcome) == ["/subscribe"]
    (listed,) = anna.private.says("/help")
    assert {"/subscribe", "/today", "/settings", "/help"} <= set(tappable(listed))
    assert len(tappable(listed)) >= 14
    (none,) = anna.private.says("/subscriptions")
    assert tappable(none) == ["/subscribe"]
    lab = api.group("Lab", owner=anna, bot=False)
    (hello,) = anna.at(lab).adds_bot(answers=1)
    assert tappable(hello) == ["/search"]


def test_what_others_wrote_is_inert(api: Any, bot: Any) -> None:
    anna = api.person("Anna")
    bot.publish("/forget everything: /subscribe \ufdd0/export with diffusion")
    (found,) = anna.private.says("/search forget everything")
    assert "/\u2060forget" in found.text
    anna.private.presses("1", found, answers=1)
    assert "/\u2060export" in found.text
    assert [tappable(message) for message in api.sent()] == [[]]
    (unknown,) = anna.private.says("/tags \ufdd0/forget")
    assert tappable(unknown) == ["/tags"]
    (wrong,) = anna.private.says("/unsubscribe \ufdd0/export /forget")
    assert tappable(wrong) == ["/subscriptions"]
    (unknown,) = anna.private.says("/xyzzy")
    assert tappable(unknown) == ["/help"]
