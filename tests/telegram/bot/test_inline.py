"""Inline mode: papers as somebody types, in any chat, in their language, a page at a time."""

from typing import Any

import pytest


@pytest.fixture
def papers(bot: Any) -> Any:
    """50 papers on one topic, more than one answer shows."""
    for number in range(50):
        bot.publish(f"Video paper {number}", "video-generation")
    return bot


@pytest.mark.usefixtures("bot")
def test_what_is_typed_finds_papers_in_any_language(api: Any) -> None:
    anna = api.person("Anna", language_code="zh")
    answer = anna.private.types_inline("高斯溅射")
    title = "3D Gaussian Splatting for Real-Time Radiance Field Rendering"
    assert answer.is_personal
    assert answer.cache_time == 60
    assert answer.next_offset == ""
    group = api.group("Friends", owner=anna, bot=False)
    (chosen,) = [result["id"] for result in answer.results if result["title"] == title]
    posted = anna.at(group).takes(answer, chosen)
    assert title in posted.text
    assert "机器" in posted.text  # it says who wrote the summary, in her language


@pytest.mark.usefixtures("papers")
def test_pages_follow_each_other_without_gap_or_repetition(api: Any) -> None:
    anna = api.person("Anna")
    seen: list[str] = []
    offset, pages = "", 0
    while pages == 0 or offset:
        answer = anna.private.types_inline("video paper", offset=offset)
        assert len(answer.results) <= 50
        seen += [result["id"] for result in answer.results]
        offset, pages = answer.next_offset, pages + 1
    assert pages > 1
    assert len(seen) == len(set(seen)) >= 50


@pytest.mark.usefixtures("bot")
def test_nothing_typed_offers_the_newest_and_nonsense_nothing(api: Any) -> None:
    anna = api.person("Anna")
    assert anna.private.types_inline("").results
    nothing = anna.private.types_inline("xyzzy plugh")
    assert (nothing.results, nothing.next_offset) == ([], "")
    for offset in ("-1", "x" * 64, "999999"):
        assert anna.private.types_inline("diffusion", offset=offset).next_offset in {"", "20"}


def test_a_person_gets_the_languages_of_their_own_chat_and_nothing_is_kept(api: Any, bot: Any) -> None:
    minsu, anna = api.person("Minsu", language_code="ko"), api.person("Anna", language_code="en")
    minsu.private.says("/start")
    texts = {}
    for person in (minsu, anna):
        answer = person.private.types_inline("latent diffusion")
        texts[person.id] = answer.results[0]["input_message_content"]["message_text"]
    assert texts[minsu.id] != texts[anna.id]
    assert bot.store.persons.find("telegram", str(anna.id)) is None
