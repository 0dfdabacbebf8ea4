"""Lines in the pictures of chats are broken so that they fit, and lose nothing."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parents[2]
ROOM, SIZE = 200.0, 15.0
WORDS = ("diffusion", "모델을", "扩散模型，", "·", "(title)", " ", "https://arxiv.org/abs/2407.21705/very/long/address")


@pytest.fixture(scope="module")
def runs() -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT))
        return importlib.import_module("docs.chats.runs")


def texts(runs: ModuleType, text: str) -> list[str]:
    lines = list(runs.wrap((runs.Run(text),), ROOM, SIZE))
    assert all(runs.width(line, SIZE) <= ROOM for line in lines)
    return ["".join(run.text for run in line) for line in lines]


@given(st.lists(st.sampled_from(WORDS)).map("".join) | st.text())
def test_every_line_fits_and_nothing_is_lost(runs: ModuleType, text: str) -> None:
    assert "".join("".join(texts(runs, text)).split()) == "".join(text.split())


def test_words_stay_whole_and_punctuation_stays_with_them(runs: ModuleType) -> None:
    korean = "조건부 확산 과정으로 조금씩 다듬어 만들어 냅니다"
    assert " ".join(texts(runs, korean)) == korean
    chinese = "用户在画面上画一条线，视频，里，的，物体就沿着它运动。文字和图像条件。"
    assert len(texts(runs, chinese)) > 1
    assert [line for line in texts(runs, chinese) if line[0] in "，。"] == []


def test_runs_keep_their_looks(runs: ModuleType) -> None:
    line = (runs.Run("1. "), runs.Run("High-Resolution Image Synthesis with Diffusion", runs.Look.BOLD))
    first, *rest = runs.wrap(line, ROOM, SIZE)
    assert [run.look for run in first] == [runs.Look.PLAIN, runs.Look.BOLD]
    assert {run.look for broken in rest for run in broken} == {runs.Look.BOLD}
