"""Whatever is said: no error, bounded work, and what comes out holds its promises."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.tags.vocabulary import Vocabulary
from bot.query import (
    MAX_SEARCH_FACTORS,
    MAX_TERM_CHARACTERS,
    MAX_TERMS,
    ProblemKind,
    parse_search,
    parse_subscriptions,
    read_term,
    spell,
)
from tests.words import WORDS

NAMES = ("diffusion", "扩散模型", "확산 모델", "gaussian splatting", "zorblax", "C++", "é\u0301\u0308x", "薴", "İ", "ﬁ")
FIELDS = ("by:", "작자", "저자:", "来源：", "cat:", "cs.CV", "lang:", "ko", "tag:", "source:", "l_yohai", "foo:")
OPERATORS = (*'"“」+＋-—,、；\n \u3000#|:：\x00\ud800(*', "OR")
PIECES = st.sampled_from((*NAMES, *FIELDS, *OPERATORS))
GRAMMAR_LIKE = st.lists(PIECES, max_size=30).map("".join)
ANYTHING = st.one_of(GRAMMAR_LIKE, st.text(max_size=200))


@given(ANYTHING)
def test_a_search_is_always_understood(text: str) -> None:
    search = parse_search(text, WORDS, sources=["l_yohai"])
    assert (search.term is None) == (search.understood == ())


@given(ANYTHING)
def test_wishes_read_back_from_their_spelling(text: str) -> None:
    for wish in parse_subscriptions(text, WORDS, sources=["l_yohai"]).wishes:
        assert read_term(wish.spelling) == wish.term
        assert spell(wish.term) == wish.spelling
        again = parse_subscriptions(wish.spelling, WORDS, sources=["l_yohai"])
        assert [one.spelling for one in again.wishes] == [wish.spelling] or len(wish.spelling) > MAX_TERM_CHARACTERS


@given(ANYTHING)
def test_offers_can_be_subscribed_to(text: str) -> None:
    for unknown in parse_subscriptions(text, WORDS, sources=["l_yohai"]).unknown:
        for offer in unknown.nearest:
            assert spell(read_term(offer)) == offer


@given(st.text(max_size=40))
def test_any_text_is_a_spelling_or_refused(text: str) -> None:
    try:
        term = read_term(text)
    except ValueError:
        return
    assert spell(term) == text


def test_a_message_holds_so_many_terms(words: Vocabulary) -> None:
    said = ", ".join(f"#t{number}" for number in range(MAX_TERMS + 5))
    read = parse_subscriptions(said, words, sources=())
    assert len(read.wishes) == MAX_TERMS
    assert [(problem.kind, problem.text) for problem in read.problems] == [
        (ProblemKind.TOO_MANY_TERMS, f"#t{MAX_TERMS}")
    ]


def test_a_search_holds_so_many_factors(words: Vocabulary) -> None:
    read = parse_search("#a " * 500 + " ".join(f"#{number}" for number in range(500)), words, sources=())
    assert len(read.understood) <= MAX_SEARCH_FACTORS


@pytest.mark.proof
@pytest.mark.parametrize(
    "piece", ["diffusion ", "zorblax ", "扩", '"', "+", "-", "a+", "#", "by:", '"x', "OR ", "C++", "확 "]
)
def test_long_messages_cost_little(piece: str, words: Vocabulary) -> None:
    text = piece * 20_000
    start = time.perf_counter()
    parse_subscriptions(text, words, sources=())
    parse_search(text, words, sources=())
    assert time.perf_counter() - start < 2
