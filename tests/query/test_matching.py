"""Which papers a term matches, and who said that a paper has its tag."""

from collections.abc import Callable

import pytest

from adapters.model import Entry, Origin, Topic
from bot.query import matches, origin, read_term
from bot.terms import AllOf, AnyOf, Not, Phrase, Tag, Words
from storage.model import Paper

MakePaper = Callable[..., Paper]

ENGLISH = Entry(
    title="Score-Distillation for 3D Worlds",
    authors=("Yang Song", "Jean-Pierre Müller", "김 철수"),
    tags=("Text-to-3D", "有点东西"),
    summaries={"en": "We pre-train a diffusion model, then distil scores."},
    categories=("cs.CV", "stat.ML"),
)
CJK = Entry(title="一种新方法", summaries={"zh": "本文提出擴散模型，用于3D 生成。", "ko": "확산 모델 기반의 영상 생성"})
TOPICS = (Topic("3d", Origin.TITLE), Topic("diffusion", Origin.TEXT), Topic("video", Origin.PUBLISHER))


@pytest.fixture(scope="module")
def paper(make_paper: MakePaper) -> Paper:
    return make_paper(ENGLISH, CJK, topics=TOPICS)


@pytest.mark.parametrize(
    "spelling",
    [
        "diffusion",
        "3d+diffusion",
        "diffusion+-medical",
        "#text-to-3d",
        "#有点东西",
        'by:"Yang Song"',
        "by:Song",
        "by:Muller",
        'by:"Jean Muller"',
        "by:김철수",
        'by:"김 철수"',
        "by:철수",
        "cat:cs.CV",
        "cat:cs",
        "cat:stat",
        "source:l_yohai",
        "lang:ko",
        '"score distillation"',
        '"distillations for 3d world"',
        '"3d"',
        '"diffusion models"',
        '"pretrain a diffusion"',
        '"pre train"',
        '"扩散模型"',
        '"散模"',
        '"3d生成"',
        '"확산모델"',
        '"확산 모델"',
        '"모델 기반"',
    ],
)
def test_a_term_matches(spelling: str, paper: Paper) -> None:
    assert matches(read_term(spelling), paper)


@pytest.mark.parametrize(
    "spelling",
    [
        "medical",
        "-diffusion",
        "diffusion+medical",
        "diffusion+-video",
        "#text",
        '#"text to 3d"',
        'by:"Song Yang"',
        'by:"Yang Muller"',
        "by:Son",
        "cat:cs.CL",
        "cat:c",
        "source:slbqc",
        "lang:fr",
        '"distillation score"',
        '"diffusion model distil"',
        '"core distillation"',
        '"model then"',
        '"模型用于"',
        '"扩散生成"',
        '"확산 기반"',
    ],
)
def test_a_term_does_not_match(spelling: str, paper: Paper) -> None:
    assert not matches(read_term(spelling), paper)


@pytest.mark.parametrize("text", ["worlds yang", "扩散 생성", "pretrain", "text", "3D 有点", "확산모델"])
def test_words_may_stand_anywhere(text: str, paper: Paper) -> None:
    assert matches(Words(text), paper)


@pytest.mark.parametrize("text", ["worlds zorblax", "扩散生成", "worl"])
def test_every_word_must_stand_somewhere(text: str, paper: Paper) -> None:
    assert not matches(Words(text), paper)


def test_one_alternative_is_enough(paper: Paper) -> None:
    assert matches(AnyOf((Tag("medical"), Words("worlds"))), paper)
    assert not matches(AnyOf((Tag("medical"), Words("zorblax"))), paper)


def test_the_strongest_origin_counts(paper: Paper) -> None:
    assert origin(Tag("diffusion"), paper) is Origin.TEXT
    assert origin(AllOf((Tag("3d"), Tag("diffusion"))), paper) is Origin.TITLE
    assert origin(AnyOf((Tag("video"), Tag("3d"))), paper) is Origin.PUBLISHER


def test_what_is_no_tag_has_no_origin(paper: Paper) -> None:
    assert origin(Phrase("score distillation"), paper) is None
    assert origin(Not(Tag("diffusion")), paper) is None
    assert origin(Tag("medical"), paper) is None
