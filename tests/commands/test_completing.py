"""What a person may be typing, or may have misspelt, over the samples."""

import pytest

from bot.suggesting import Suggesting, What


def suggested(talk, what, typed):
    suggesting = Suggesting(talk.answering.services)
    return [one.value for one in suggesting.suggest(what, typed, talk.request(text=typed), {})]


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("diffusion", "diffusion"),
        ("diffus", "diffusion"),
        ("확산 모", "diffusion"),
        ("확ㅅ", "diffusion"),
        ("확사", "diffusion"),
        ("확산모ㄷ", "diffusion"),
        ("扩散", "diffusion"),
        ("splatting", "gaussian-splatting"),
        ("3dgs", "gaussian-splatting"),
        ("gausian", "gaussian-splatting"),
        ("text-to-im", "text-to-image"),
        ("text to im", "text-to-image"),
    ],
)
def test_topics_by_their_beginnings(talk, typed, slug):
    assert suggested(talk, What.TOPICS, typed)[0] == slug


def test_whole_names_come_before_beginnings_and_these_before_what_is_within(talk):
    slugs = suggested(talk, What.TOPICS, "video")
    assert slugs[0] == "video"
    assert slugs.index("video-generation") < slugs.index("text-to-video")


def test_without_words_the_broadest(talk):
    broadest = {slug for slug, one in talk.answering.services.vocabulary.concepts.items() if not one.broader}
    assert set(suggested(talk, What.TOPICS, " ")) <= broadest


@pytest.mark.parametrize("typed", ["denoi", "Denoising Diff", "denoising diffusion probabilistic models"])
def test_papers_by_their_titles(talk, typed):
    (value, *_) = suggested(talk, What.PAPERS, typed)
    assert value == "2006.11239"


def test_papers_whose_titles_do_not_say_it_are_searched_for(talk):
    assert suggested(talk, What.PAPERS, "확산 모델")


@pytest.mark.parametrize("typed", ["jonathan h", "Ho Jon", "jonathan ho"])
def test_authors_by_the_beginnings_of_their_names(talk, typed):
    assert suggested(talk, What.AUTHORS, typed) == ["Jonathan Ho"]


@pytest.mark.parametrize("typed", ["", "j", "!", "zzz"])
def test_too_little_is_no_author(talk, typed):
    assert suggested(talk, What.AUTHORS, typed) == []


@pytest.mark.parametrize(
    ("query", "button"),
    [
        ('by:"Jonathon Ho"', "Jonathan Ho"),
        ("by:Rombahc", None),
        ("source:slbcq", "slbqc"),
        ("gausian splating", "Gaussian splatting"),
    ],
)
def test_a_search_that_finds_nothing_offers_what_may_be_meant(talk, query, button):
    talk.say(f"/search {query}")
    offered = [one.label for one in talk.buttons]
    assert (button in " ".join(offered)) if button else not offered
    if button:
        assert "Nothing" not in talk.press(offered[0])
