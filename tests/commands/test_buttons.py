"""Every button that an answer has fits, in every language, whatever was asked; what does not fit is still done."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import actions, commands
from bot.catalog import LANGUAGES
from bot.message import Button, Reply

LONG = "가우시안 스플래팅으로 만든 아주 긴 검색어와 그보다 더 긴 설명"
SLOW = {"suppress_health_check": [HealthCheck.function_scoped_fixture], "deadline": None}
words = st.lists(
    st.sampled_from(["diffusion", "확산", "扩散", "3d", "speech", "difusion", '"', "by:", "#", "+", "-", ",", " "])
    | st.text(max_size=20),
    max_size=12,
).map("".join)


def buttons_of(reply: Reply) -> list[Button]:
    messages = [*reply.messages, *([reply.brief] if reply.brief else [])]
    return [button for message in messages for row in message.buttons for button in row]


@pytest.mark.parametrize("language", LANGUAGES)
@settings(**SLOW)
@given(said=words, command=st.sampled_from([*(command.name for command in commands.COMMANDS), ""]))
def test_every_button_fits(talk, language, said, command):
    talk.language, talk.user = language, language
    talk.say(f"/{command} {said}" if command else said)
    pressed = buttons_of(talk.reply)
    assert all(actions.fits(button.action) for button in pressed), pressed
    for button in pressed[:2]:
        if not button.private:
            talk.act(button.action, answered=talk.said)
            assert all(actions.fits(button.action) for button in buttons_of(talk.reply))


def test_a_long_search_is_paged_by_the_message_that_is_answered(talk):
    query = "diffusion OR " + " OR ".join(f"word{n}" for n in range(20))
    first = talk.say(query)
    assert query not in str(talk.buttons)
    second = talk.press("More")
    assert "page 2" in second
    assert query in second
    assert talk.act("search:1:", answered=f"/search@paperwire_bot {query}") == first
    talk.press("1")
    assert talk.press("Back") == first


@pytest.mark.parametrize("answered", ["", "/today", "/subscribe diffusion", "/start", "/start p_1"])
def test_a_search_whose_words_are_not_known_is_an_old_button(talk, answered):
    assert "no longer works" in talk.act("search:2:", answered=answered)


def test_a_search_from_a_link_is_paged_too(talk):
    payload = actions.deep_link_payload("search:1:diffusion")
    first = talk.say(f"/start {payload}")
    assert "“diffusion”" in first
    assert talk.act("search:1:", answered=f"/start {payload}") == first


def test_a_never_that_does_not_fit_is_confirmed_by_the_message_that_is_answered(talk):
    never = '"' + "확산 모델을 쓰는 새로운 이미지 생성" + '"'
    talk.say("/subscribe diffusion")
    talk.say(f"/subscribe -{never}")
    assert talk.terms() == {("diffusion", True), (never, False)}
    offer = f"offer:{actions.key(f'-{never}')}"
    talk.press("Undo")
    assert "no longer works" in talk.act(offer)
    assert "no longer works" in talk.act(offer, answered="/subscribe -video")
    assert talk.terms() == {("diffusion", True)}
    assert "Left out" in talk.act(offer, answered=f"/subscribe -{never}")
    assert talk.terms() == {("diffusion", True), (never, False)}


def test_offers_that_do_not_fit_are_taken_too(talk):
    author = 'by:"a person whose name is really rather long"'
    talk.say(f"/subscribe difusion+{author}")
    offered = [button for button in talk.buttons if button.action.startswith("offer:")]
    assert offered
    talk.press(offered[0].label)
    assert [term for term, _ in talk.terms() if "rather Long" in term or "rather long" in term.lower()]


def test_many_subscriptions_are_taken_back_a_page_at_a_time(talk):
    topics = list(talk.answering.services.vocabulary.concepts)[:20]
    talk.say("/subscribe " + ", ".join(topics))
    talk.say("/subscribe " + LONG.split(maxsplit=1)[0] + ', "one more"')
    talk.say("/unsubscribe")
    assert len(talk.buttons) == 11
    talk.press("More")
    talk.press("More")
    assert [button.label for button in talk.buttons] == ["“one more”", "Previous"]
    talk.press("“one more”")
    assert len(talk.terms()) == 20
