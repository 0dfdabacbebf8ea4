"""Operators on Discord: where their command is registered, and what others hear."""

from collections.abc import Callable
from typing import Any

from bot.access import Access
from bot.policy import AccessPolicy
from storage.ranks import Rank

IN_PRIVATE = [1]  # the contexts of the bot's own private chats


def registered(api: Any) -> dict[str, Any]:
    return {one["name"]: one for one in api.commands[0]}


def test_their_command_is_there_while_one_is_here_or_may_come_to_be(api: Any, run_bot: Callable[..., Any]) -> None:
    bot = run_bot(operators="telegram:1")
    assert "admin" not in registered(api)
    bot.stop()
    run_bot(bot.url)
    assert registered(api)["admin"]["contexts"] == IN_PRIVATE


def test_a_code_makes_an_operator_and_others_know_no_such_command(api: Any, run_bot: Callable[..., Any]) -> None:
    bot = run_bot(access=AccessPolicy.INVITE)
    code = Access(bot.store).new_code(Rank.OPERATOR, bot.now())
    olga, guest = api.person("Olga").private, api.person("Guest").private
    assert "people who were invited" in guest.runs("/help").text
    assert "operator of this bot now" in olga.runs("/start", answers=2, code=code).text
    assert "Operating Paperwire" in olga.runs("/admin").text
    assert "broadcast" in olga.runs("/admin", words="brodcast").text
    invitation = Access(bot.store).new_code(Rank.ALLOWED, bot.now())
    guest.runs("/start", answers=2, code=invitation)
    assert "/admin" in guest.runs("/admin").text
    assert "Operating" not in guest.runs("/admin").text
