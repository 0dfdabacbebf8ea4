"""Short summaries: the sentence in which the paper acts, then its result, in whole sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.columns import width
from bot.sentences import sentences
from bot.summary import COLUMNS, short, split


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in sentences(text)]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("It gains 3.5 points. See Fig. 2 for more.", ["It gains 3.5 points.", "See Fig. 2 for more."]),
        ("Such models, e.g. Mamba, are fast.", ["Such models, e.g. Mamba, are fast."]),
        ("J. Ho et al. showed it. We follow.", ["J. Ho et al. showed it.", "We follow."]),
        ("Does it work? Yes! It does.", ["Does it work?", "Yes!", "It does."]),
        ("GPT-4.5 is “large.” We ask why.", ["GPT-4.5 is “large.”", "We ask why."]),
        ("速度提高3.5倍。效果更好！为什么？", ["速度提高3.5倍。", "效果更好！", "为什么？"]),
        ("他说“很好。”我们继续。", ["他说“很好。”", "我们继续。"]),
        ("빠른 방법을 제안합니다.또한 공개합니다. 좋아요.", ["빠른 방법을 제안합니다.", "또한 공개합니다.", "좋아요."]),
        ("1. 첫째 결과입니다.\n2. 둘째 결과입니다.", ["첫째 결과입니다.", "둘째 결과입니다."]),
        ("- (1) 第一点。\n* 第二点", ["第一点。", "第二点"]),
        ("3.5 times faster.", ["3.5 times faster."]),
        ("", []),
        ("  \n ** \n---", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, whole: list[str]) -> None:
    assert texts(text) == whole


@pytest.mark.parametrize(
    "label",
    [
        "What's New: ",
        "**What's New**: ",
        "*Technical Details*: ",
        "**Method:** ",
        "研究背景：",
        "**研究目标**：",
        "- **贡献和创新点**：",
        "实验设计与主要发现：",
        "주요 결과: ",
        "새로운 점: ",
        "Technical Details\n",
        "## 摘要\n",
    ],
)
def test_labels_are_no_part_of_a_sentence(label: str) -> None:
    assert texts(f"{label}这是一句话。") == ["这是一句话。"]


def test_a_name_before_a_colon_is_no_label() -> None:
    assert texts("Tora：一种视频生成框架。") == ["Tora：一种视频生成框架。"]
    assert texts("Mamba: a state space model.") == ["Mamba: a state space model."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Images are large. We propose to train in a latent space. It is simple. Experiments show a gain.",
            "We propose to train in a latent space. It is simple. Experiments show a gain.",
        ),
        (
            "扩散模型很慢。本文提出新的采样器。实验结果表明速度提高十倍。",
            "本文提出新的采样器。实验结果表明速度提高十倍。",
        ),
        (
            "- 확산 모델은 느립니다.\n- 이 논문은 새 샘플러를 제안합니다.\n- 실험 결과 열 배 빠릅니다.",
            "이 논문은 새 샘플러를 제안합니다. 실험 결과 열 배 빠릅니다.",
        ),
        ("We propose A first.\nWhat's New: B is what counts.", "B is what counts."),
        ("Nothing here acts. Nor here.", "Nothing here acts. Nor here."),
    ],
)
def test_the_short_part_begins_where_the_paper_acts(text: str, said: str) -> None:
    assert short(text) == said


def test_a_result_far_away_comes_before_what_lies_between() -> None:
    between = " ".join(f"Detail number {n} is about the layout of the network and its width." for n in range(9))
    shown = short(f"We propose a sampler. {between} Experiments show that it is fast.")
    assert shown.startswith("We propose a sampler. Detail number 0")
    assert shown.endswith("Experiments show that it is fast.")
    assert width(shown) <= COLUMNS


def test_the_rest_is_what_the_short_part_leaves_out() -> None:
    first, rest = split("Images are large.\nTraining is slow. We propose a latent space.")
    assert first == "We propose a latent space."
    assert rest == "Images are large.\nTraining is slow."


def test_a_sentence_that_is_too_long_is_cut_at_a_word_and_kept_whole_in_the_rest() -> None:
    sentence = "We propose " + "wonderful " * 40 + "models."
    first, rest = split(sentence)
    assert first == "We propose" + " wonderful" * 27 + "…"
    assert rest == sentence
    first, _ = split("本文提出" + "很" * 200 + "。")
    assert first == "本文提出" + "很" * 136 + "…"


CHARACTERS = st.sampled_from("aB 3.!?,:*-(”\n。！：、很好가다요́😀\u202e\x1b")
TEXTS = st.text(CHARACTERS, max_size=400) | st.text(max_size=200)


@given(TEXTS)
def test_a_short_part_is_never_wider_than_it_may_be(text: str) -> None:
    assert width(short(text)) <= COLUMNS + 1
    assert split(text) == split(text)


@given(TEXTS)
def test_no_sentence_is_altered(text: str) -> None:
    source = " ".join(text.replace("**", "").split())
    assert all(sentence in source for sentence in texts(text))


@given(TEXTS)
def test_nothing_is_said_twice_or_lost(text: str) -> None:
    first, rest = split(text)
    said = sorted(texts(text))
    if not first.endswith("…"):
        assert all(sentence in first or sentence in rest for sentence in said)
    else:
        assert all(sentence in first or sentence in rest.replace("\n", " ") for sentence in said)


@pytest.mark.parametrize("piece", ["a", "很", "다.", "* ", "1. ", "**", "研究", "연구 ", "we ", ".", "Fig. "])
def test_long_texts_are_split_in_linear_time(piece: str) -> None:
    """Half a million characters of one kind: quadratic work would take minutes."""
    assert width(short(piece * (500_000 // len(piece)))) <= COLUMNS + 1
