"""What buttons carry fits, and start links stand for what only shows something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import actions
from bot.message import ACTION_BYTES

any_text = st.text(max_size=300)
ids = st.integers(1, 999_999_999)


@given(any_text, st.integers(1, 9999))
def test_a_search_keeps_its_words_where_they_fit(query, page):
    action = actions.search(query, page=page)
    assert actions.fits(action)
    assert action in {f"search:{page}:{query}", f"search:{page}:"}
    assert action == f"search:{page}:{query}" or len(f"search:{page}:{query}".encode()) > ACTION_BYTES


@given(ids, any_text, st.sampled_from(["card", "lang", "neither", "unsave"]))
def test_what_a_card_offers_fits_whatever_list_it_was_opened_from(paper_id, query, verb):
    back = actions.search(query)
    action = actions.of_paper(verb, paper_id, "ko", back=back)
    assert actions.fits(action)
    assert action in {f"{verb}:{paper_id}:ko:{back}", f"{verb}:{paper_id}:ko:search:1:"}


def test_a_way_back_shows_a_list_and_nothing_else():
    assert actions.read_back("today:2") == "today:2"
    assert actions.read_back("search:1:a:b") == "search:1:a:b"
    for text in ("subscribe:x", "forget:yes", "", "today", "search:1:" + "x" * 64)[:3]:
        assert actions.read_back(text) == ""
    assert actions.read_back("search:1:" + "x" * 64) == ""


@pytest.mark.parametrize("text", ["", "-1", "1.5", "x", "٣", "²", "1" * 10, "9" * 99, " 1"])
def test_what_is_no_number_of_ours_is_none(text):
    assert actions.number(text) is None


@given(st.text(max_size=40))
def test_a_link_brings_a_search_as_it_was(query):
    payload = actions.deep_link_payload(f"search:1:{query}")
    assert payload.startswith("s_")
    assert len(payload) <= actions.LINK_CHARACTERS
    assert actions.read_deep_link(payload) in {actions.search(actions.clean(query)), "search:1:"}


@pytest.mark.parametrize(
    ("action", "payload", "shows"),
    [
        ("tags:gaussian-splatting", "t_gaussian-splatting", "tags:gaussian-splatting"),
        ("subscribe:diffusion", "t_diffusion", "tags:diffusion"),
        ("on:daily:2026-11-18:card:41:digest:daily:2026-11-18:1", "p_41", "card:41:"),
        ("card:41:today:1", "p_41", "card:41:"),
        ("search:3:확산", "s_7ZmV7IKw", "search:1:확산"),
        ("search:1:", "s_", "search:1:"),
        ("search:1:" + "x" * 55, "s_", "search:1:"),
        ("settings:time 09:00", "", ""),
        ("subscribe:-medical", "", ""),
        ("unsubscribe:1-2", "", ""),
        ("", "", ""),
    ],
)
def test_links_by_example(action, payload, shows):
    assert actions.deep_link_payload(action) == payload
    assert actions.read_deep_link(payload) == shows


@given(st.text(max_size=80) | st.from_regex(r"\A[tps]_[A-Za-z0-9_-]{0,70}\Z"))
def test_any_other_payload_shows_nothing_and_none_changes_anything(payload):
    action = actions.read_deep_link(payload)
    assert action == "" or (actions.fits(action) and action.split(":")[0] in {"tags", "card", "search"})
