"""A snippet is a stretch of the original text with what was looked for marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.tags.vocabulary import Vocabulary
from bot.columns import ELLIPSIS, width
from bot.query import find_aims, parse_search
from bot.snippet import COLUMNS, snippet
from tests.words import WORDS

TEXTS = st.lists(
    st.sampled_from(
        (
            "diffusion",
            "models",
            "heat",
            "模型",
            "扩散",
            "확산",
            "모델",
            " ",
            " ",
            "\n",
            ".",
            "，",
            "a",
            "antidisestablishment",
        )
    ),
    max_size=120,
).map("".join)


def cut(text: str, query: str, words: Vocabulary = WORDS, **options: int) -> str:
    term = parse_search(query, words, sources=()).term
    assert term is not None
    return "".join(
        f"[{piece.text}]" if piece.hit else piece.text for piece in snippet(text, find_aims(term, words), **options)
    )


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("We train a latent\ndiffusion model.", "diffusion models", "We train a [latent diffusion model]."),
        ("与擴散模型相比，更快。", "扩散模型", "与[擴散模型]相比，更快。"),
        ("새 확산 모델을 제안한다.", "확산모델", "새 [확산 모델]을 제안한다."),
        ("Nothing here.", "diffusion", ""),
        ("", "diffusion", ""),
        ("Zorblax, then a blurp.", "blurp zorblax", "[Zorblax], then a [blurp]."),
    ],
)
def test_the_hit_is_marked(text: str, query: str, shown: str) -> None:
    assert cut(text, query) == shown


def test_a_long_text_is_cut_at_words() -> None:
    text = (
        "Generative modelling has many uses " * 5
        + "and a diffusion model is one, "
        + "which needs no further explanation " * 9
    )
    assert cut(text, "diffusion models", columns=90) == (
        "…modelling has many uses and a [diffusion model] is one, which needs no further explanation…"
    )


def test_a_long_text_is_cut_between_wide_characters() -> None:
    shown = cut("这是一个很长的开头" * 9 + "扩散模型" + "这是一个很长的结尾" * 9, "扩散模型", columns=60)
    assert shown.startswith("…")
    assert "[扩散模型]" in shown


@given(
    text=TEXTS,
    query=st.sampled_from(("diffusion models", "扩散模型", "확산 모델", "heat a")),
    columns=st.integers(30, 160),
)
def test_it_is_a_stretch_of_the_text(text: str, query: str, columns: int) -> None:
    term = parse_search(query, WORDS, sources=()).term
    assert term is not None
    pieces = snippet(text, find_aims(term, WORDS), columns=columns)
    shown = "".join(piece.text for piece in pieces)
    assert shown.strip(ELLIPSIS) in text.replace("\n", " ")
    assert bool(pieces) == any(piece.hit for piece in pieces)
    longest = max((width(piece.text) for piece in pieces if piece.hit), default=0)
    assert width(shown) <= columns + longest + 2
    assert width(ELLIPSIS) < COLUMNS


@given(words=st.lists(st.sampled_from(("alpha", "beta", "gamma", "zorblax")), min_size=1, max_size=60))
def test_no_word_is_cut(words: list[str]) -> None:
    pieces = cut(" ".join(words), "zorblax", columns=40).replace("[", "").replace("]", "").strip(ELLIPSIS).split()
    assert set(pieces) <= set(words)
    assert bool(pieces) == ("zorblax" in words)
