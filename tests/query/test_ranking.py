"""The ranking is a pure function, and each of its parts does what its name says."""

import itertools
import random
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.model import Origin
from adapters.tags.vocabulary import Vocabulary
from bot.query import find_aims, find_mentions, parse_search, rank
from bot.query.aims import Aim, Level, alternatives
from bot.query.mentions import plain
from bot.query.ranking import Parts, Weights, score
from storage.found import Candidate

TITLES = (
    "Video Diffusion Models",
    "On heat",
    "Denoising for all",
    "扩散模型 综述",
    "A study",
    "Latent diffusion model",
)
TEXTS = (
    "A diffusion model. It is a diffusion model.",
    "We speak of heat diffusion.",
    "与扩散模型相比",
    "확산 모델을 쓴다",
    "Nothing of the kind, " * 40 + "but one diffusion model.",
    "",
)
CANDIDATES = st.builds(
    lambda key, titles, tagged, text: Candidate(
        key, 738000 + key % 50, tuple(titles), {"diffusion": Origin.TEXT} if tagged else {}, (text,)
    ),
    st.integers(1, 10_000),
    st.lists(st.sampled_from(TITLES), min_size=1, max_size=2, unique=True),
    st.booleans(),
    st.sampled_from(TEXTS),
)
SHELVES = st.lists(CANDIDATES, max_size=12, unique_by=lambda one: one.key)
QUERIES = st.sampled_from(("diffusion models", "扩散模型", "확산 모델", "video study", '"latent diffusion"', "by:song"))


def aims_of(query: str, words: Vocabulary) -> tuple[Aim, ...]:
    term = parse_search(query, words, sources=()).term
    assert term is not None
    return find_aims(term, words)


def order(query: str, words: Vocabulary, *said: tuple[str, str]) -> list[int]:
    """The numbers of papers of one day, told by title and summary, in the order of their ranks."""
    candidates = [Candidate(number, 738000, (title,), {}, (text,)) for number, (title, text) in enumerate(said)]
    return [one.key for one in rank(candidates, aims_of(query, words))]


@given(shelf=SHELVES, query=QUERIES, seed=st.integers())
def test_the_order_depends_on_the_papers_alone(
    shelf: list[Candidate], query: str, seed: int, words: Vocabulary
) -> None:
    aims = aims_of(query, words)
    ranked = rank(shelf, aims)
    assert sorted(one.key for one in ranked) == sorted(one.key for one in shelf)
    assert rank(random.Random(seed).sample(shelf, len(shelf)), aims) == ranked  # noqa: S311 - test data


@given(shelf=SHELVES, query=QUERIES)
def test_the_words_of_the_search_come_first(shelf: list[Candidate], query: str, words: Vocabulary) -> None:
    literal = [one.literal for one in rank(shelf, aims_of(query, words))]
    assert literal == sorted(literal, reverse=True)


@given(parts=st.builds(Parts, **dict.fromkeys(Parts._fields, st.floats(0, 10))), more=st.floats(0.1, 10))
def test_every_part_speaks_for_a_paper(parts: Parts, more: float) -> None:
    for name in Parts._fields:
        assert score(parts._replace(**{name: getattr(parts, name) + more})) > score(parts)
    assert {field.name for field in fields(Weights)} == {*Parts._fields, "recency"}


def test_parts(words: Vocabulary) -> None:
    none, once = "This is a study.", "We use a diffusion model here."
    assert order("diffusion model", words, ("A", none), ("A", once), ("A diffusion model", none))[-1] == 0
    assert order("diffusion model", words, ("A", once), ("A", f"{once} {once}")) == [1, 0], "frequency"
    assert order("diffusion model", words, ("A diffusion model", once), ("A", once)) == [0, 1], "title"
    assert order("diffusion model", words, ("A", once + none * 9), ("A", none * 9 + once)) == [0, 1], "early"
    assert order("zorblax blurp", words, ("Zorblax blurp", ""), ("Blurp of zorblax", "")) == [0, 1], "phrase"
    assert order("zorblax blurp", words, ("Zorblax", ""), ("Blurp of zorblax", "")) == [1, 0], "words"
    assert order("diffusion model", words, ("A", once), ("A", once)) == [1, 0], "the newest"
    assert order("扩散模型", words, ("A", "We use score matching."), ("A", once)) == [1, 0], "a name before a synonym"


@pytest.mark.parametrize(
    ("query", "text", "said"),
    [
        (
            "diffusion models",
            "Latent-diffusion models, and a diffusion model",
            ["Latent-diffusion models", "diffusion model"],
        ),
        ("扩散模型", "與擴散模型相比", ["擴散模型"]),
        ("확산모델", "새 확산 모델을 쓴다", ["확산 모델"]),
        ("확산 모델", "새 확산모델", ["확산모델"]),
        ("pre training", "pretraining and pre-training", ["pretraining", "pre-training"]),
        ("diffusion", "heat diffusion", []),
        ("RAG", "rag dolls and RAG", ["rag", "RAG"]),
        ("score distillation", "sds and SDS", ["SDS"]),
        ("plan b", "Plan B is a plan, b is none", ["Plan B", "plan"]),
        ("zorblax", "Zorblaxian… ｚｏｒｂｌａｘ", ["ｚｏｒｂｌａｘ"]),
    ],
)
def test_mentions(query: str, text: str, said: list[str], words: Vocabulary) -> None:
    (aim,) = aims_of(query, words)
    mentions = find_mentions((aim,), text)
    assert [text[mention.start : mention.end] for mention in mentions] == said


@given(st.text())
def test_places_are_places_in_the_text(text: str) -> None:
    assert len(plain(text)) == len(text)


@given(st.text(alphabet="aZé ß\n-—与擴散，（확산ｚ·ﾓЖ１"))
def test_the_short_way_reads_letters_like_the_long_one(text: str) -> None:
    letters = [letter if letter.isalnum() else " " for letter in plain(text)]
    assert letters == [plain(letter) if plain(letter).isalnum() else " " for letter in text]


@given(text=st.text(alphabet="diffuson moel扩散模型확산 모델-\n", max_size=60), query=QUERIES)
def test_mentions_do_not_overlap(text: str, query: str, words: Vocabulary) -> None:
    for aim in aims_of(query, words):
        ends = [(mention.start, mention.end) for mention in find_mentions((aim,), text)]
        assert all(0 <= start < end <= len(text) for start, end in ends)
        assert all(first[1] <= second[0] for first, second in itertools.pairwise(ends))


def test_titles_are_asked_for_names_and_for_synonyms_of_one_word(words: Vocabulary) -> None:
    everywhere = {one.text for one in alternatives("fine-tuning", words)}
    in_titles = {one.text for one in alternatives("fine-tuning", words, in_titles=True)}
    assert everywhere - in_titles == {"domain adaptation of llm"}
    assert {"Fine-tuning", "RFT"} < in_titles


def test_alternatives_are_few_and_none_says_what_another_does(words: Vocabulary) -> None:
    assert words.concepts
    for slug in words.concepts:
        assert 0 < len(alternatives(slug, words)) <= 8
    assert "diffusion" in {one.text for one in alternatives("diffusion", words)}
    assert "diffusion model" not in {one.text for one in alternatives("diffusion", words)}
    assert alternatives("no-such-slug", words) == ()
    assert Level.LITERAL < Level.SYNONYM < Level.WEAK < Level.WORD
