"""Operators and strangers on Telegram: menus, groups, and who is answered."""

from collections.abc import Callable
from typing import Any

from bot.policy import AccessPolicy
from tests.telegram.server import BotApi

INVITE = AccessPolicy.INVITE


def names(menu: list[dict[str, Any]]) -> list[str]:
    return [one["command"] for one in menu]


def test_the_menu_of_operators_alone_has_their_command(api: BotApi, run_bot: Callable[..., Any]) -> None:
    boss, guest = api.person("Boss"), api.person("Guest", language_code="ko")
    bot = run_bot(operators=f"telegram:{boss.id}")
    assert "admin" not in names(boss.private.menu())
    (hello,) = boss.private.says("/start")
    guest.private.says("/start")
    bot.end()
    run_bot(bot.url)
    api.wait_for(lambda: "subscribe" in names(guest.private.menu()), "no menus")
    assert "admin" not in names(boss.private.menu())  # nobody is an operator any more
    again = run_bot(bot.url, operators=f"telegram:{boss.id}")
    api.wait_for(lambda: "admin" in names(boss.private.menu()), "no menu of operators")
    assert names(boss.private.menu())[:-1] == names(guest.private.menu())
    assert "Paperwire" in hello.text
    again.end()


def test_a_group_of_strangers_hears_nothing_until_somebody_invited_sets_it_up(
    api: BotApi, run_bot: Callable[..., Any]
) -> None:
    boss, stranger = api.person("Boss"), api.person("Stranger")
    bot = run_bot(access=INVITE, operators=f"telegram:{boss.id}")
    group = api.group("Lab", owner=stranger, members=[boss], bot=False)
    stranger.at(group).adds_bot()
    (refusal,) = stranger.at(group).says("/subscribe diffusion")
    assert refusal.text.startswith("Nobody who was invited has set me up here")
    assert bot.store.chats.count().groups == 0
    other = api.group("Office", owner=boss, members=[stranger], bot=False)
    (hello,) = boss.at(other).adds_bot(answers=1)
    assert hello.text.startswith("I can post new papers by topic here")
    assert stranger.at(other).says("/search diffusion")[0].text


def test_a_stranger_is_let_in_by_a_press(api: BotApi, run_bot: Callable[..., Any]) -> None:
    boss, guest = api.person("Boss").private, api.person("Guest").private
    bot = run_bot(access=INVITE, operators=f"telegram:{boss.user.id}")
    boss.says("/start")
    (sentence,) = guest.says("/search diffusion")
    assert "was told that you asked" in sentence.text
    api.wait_for(lambda: "asks to use this bot" in api.sent()[-1].text, "nobody is asked")
    question = api.sent()[-1]
    assert question.text == f"Guest (telegram:{guest.user.id}) asks to use this bot."
    boss.presses("Let in", question, answers=1)
    assert "is let in" in question.text
    api.wait_for(lambda: any("You are invited" in one.text for one in api.sent(guest.chat)), "nobody is welcomed")
    assert "diffusion" in guest.says("/search diffusion")[0].text.lower()
    assert bot.store.chats.count().private == 2


def test_a_message_to_all_is_tried_on_operators_and_then_arrives(api: BotApi, run_bot: Callable[..., Any]) -> None:
    boss, guest = api.person("Boss").private, api.person("Guest", language_code="ko").private
    run_bot(operators=f"telegram:{boss.user.id}")
    boss.says("/start")
    guest.says("/start")
    draft, _ = boss.says("/admin broadcast We move on Friday.", answers=2)
    boss.presses("To the operators first", draft, answers=1)
    api.wait_for(lambda: "We move on Friday." in api.sent(boss.chat)[-1].text, "no canary")
    assert "We move on Friday." not in api.sent(guest.chat)[-1].text
    boss.presses("Now to all", draft, answers=1)
    api.wait_for(lambda: "We move on Friday." in api.sent(guest.chat)[-1].text, "it does not arrive")
    assert api.sent(guest.chat)[-1].text.startswith("이 봇의 관리자가 알립니다")
