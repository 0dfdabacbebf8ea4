"""What a misspelt tag may have meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.tags.nearest import nearest
from adapters.tags.vocabulary import Vocabulary
from tests.words import WORDS


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("difusion", "diffusion"),
        ("difussion", "diffusion"),
        ("gausian", "gaussian-splatting"),
        ("gausian splating", "gaussian-splatting"),
        ("확산모댈", "diffusion"),
        ("에이젼트", "agents"),
        ("扩散模形", "diffusion"),
        ("생 모델", "generative"),
        ("로우 매칭", "flow-matching"),
        ("tranformer", "transformer"),
        ("reinforcment lerning", "rl"),
        ("rga", "rag"),
    ],
)
def test_a_typo_finds_its_tag_first(vocabulary: Vocabulary, text: str, slug: str) -> None:
    assert nearest(text, vocabulary)[0] == slug


@pytest.mark.parametrize("text", ["", "x", "??", "xyzzyplugh", "天气很好我们去公园"])
def test_nothing_is_near_to_nonsense(vocabulary: Vocabulary, text: str) -> None:
    assert nearest(text, vocabulary) == ()


def test_no_more_than_asked_for(vocabulary: Vocabulary) -> None:
    assert len(nearest("vidoe generation", vocabulary, limit=1)) == 1


@given(concept=st.sampled_from(sorted(WORDS.concepts)), at=st.integers(0, 40), letter=st.sampled_from("aeinorst"))
def test_a_doubled_or_foreign_letter_in_a_long_name_is_forgiven(concept: str, at: int, letter: str) -> None:
    name = WORDS.name(concept, "en")
    typo = name[: at % len(name)] + letter + name[at % len(name) :]
    if len(name) >= 8:
        assert WORDS.find(typo) == concept or nearest(typo, WORDS)[0] == concept


@given(text=st.text(max_size=80))
def test_any_text_has_an_answer(text: str) -> None:
    assert len(nearest(text, WORDS)) <= 3
