"""What /subscribe understands, asks back and refuses."""

import re

import pytest

from bot.commands.subscribing import PER_CHAT
from storage.model import ChatKind


@pytest.mark.parametrize(
    "said", ["diffusion", "扩散模型", "擴散模型", "확산 모델", "확산모델", "Diffusion-Models", "DIFFUSION"]
)
def test_one_topic_in_any_spelling_is_one_subscription(talk, said):
    talk.say(f"/subscribe {said}")
    assert talk.terms() == {("diffusion", True)}


def test_a_misspelt_topic_is_offered_and_never_guessed(talk):
    answer = talk.say("/subscribe difusion")
    assert "difusion" in answer
    assert talk.terms() == set()
    talk.press("Diffusion models")
    assert talk.terms() == {("diffusion", True)}


def test_several_terms_are_several_subscriptions_and_undo_takes_all_back(talk):
    talk.say('/subscribe diffusion+video, -medical, by:"Yang Song", "score distillation", #扩散模型')
    assert talk.terms() == {
        ("diffusion+video", True),
        ("medical", False),
        ('by:"Yang Song"', True),
        ('"score distillation"', True),
        ("#扩散模型", True),
    }
    talk.press("Undo")
    assert talk.terms() == set()


def test_a_wish_turned_into_a_never_replaces_it(talk):
    talk.say("/subscribe video")
    talk.say("/subscribe -video")
    talk.press("Leave it out")
    assert talk.terms() == {("video", False)}


def test_a_never_that_would_take_half_of_last_week_is_asked_back(talk):
    talk.say("/subscribe diffusion")
    answer = talk.say("/subscribe -generative")
    assert "Leave it out all the same?" in answer
    assert talk.terms() == {("diffusion", True)}
    talk.press("Leave it out")
    assert talk.terms() == {("diffusion", True), ("generative", False)}


def test_a_chat_has_a_limit(talk):
    topics = list(talk.answering.services.vocabulary.concepts)[:PER_CHAT]
    for start in range(0, PER_CHAT, 20):
        talk.say("/subscribe " + ", ".join(topics[start : start + 20]))
    assert len(talk.terms()) == PER_CHAT
    assert str(PER_CHAT) in talk.say('/subscribe "one more phrase"')
    assert len(talk.terms()) == PER_CHAT


def test_today_paged_to_its_end_shows_every_paper_once_from_all_publishers(talk):
    talk.say("/subscribe diffusion, 3d")
    pages = [talk.say("/today")]
    while more := next((button for button in talk.buttons if button.label.endswith(" more")), None):
        pages.append(talk.press(more.label))
    numbers = [int(number) for page in pages for number in re.findall(r"^(\d+)\. ", page, re.MULTILINE)]
    assert len(pages) > 1
    assert numbers == list(range(1, len(numbers) + 1))
    titles = [title for page in pages for title in re.findall(r"^\d+\. (.+)$", page, re.MULTILINE)]
    assert len(set(titles)) == len(titles)
    text = "\n".join(pages)
    assert all(source in text for source in ("slbqc", "wangyephd", "l_yohai", "kedreamix", "markdown"))


def test_summaries_come_in_the_chats_languages(talk):
    talk.say("/settings languages ko")
    talk.say("/subscribe diffusion")
    shown = talk.say("/today")
    assert re.search(r"[가-힣]", shown)
    assert not re.search(r"[\u4e00-\u9fff]", shown)


def test_an_empty_store_is_said(empty_talk):
    assert "not read any digest" in empty_talk.say("/start")
    empty_talk.say("/subscribe diffusion")
    assert "not read any digest" in empty_talk.say("/today")


@pytest.mark.parametrize(
    "said",
    ["/subscribe diffusion", "/unsubscribe diffusion", "/settings time 09:00"],
)
def test_in_a_group_only_admins_change_the_chat(talk, said):
    talk.kind = ChatKind.GROUP
    talk.say("/subscribe video")
    before = talk.store.chats.get(talk.place)
    talk.is_admin = False
    assert "Only admins" in talk.say(said)
    assert talk.store.chats.get(talk.place) == before


@pytest.mark.parametrize("action", ["subscribe:diffusion", "unsubscribe:video", "settings:time 09:00"])
def test_buttons_check_the_presser_too(talk, action):
    talk.kind = ChatKind.GROUP
    talk.say("/subscribe video")
    before = talk.store.chats.get(talk.place)
    talk.is_admin = False
    assert "Only admins" in talk.act(action)
    assert talk.store.chats.get(talk.place) == before


def test_anyone_in_a_group_searches_and_nothing_else_is_answered(talk):
    talk.kind, talk.is_admin = ChatKind.GROUP, False
    assert "Diffusion" in talk.say("/search diffusion")
    assert talk.say("good morning") == ""
    assert talk.say("/weather") == ""
