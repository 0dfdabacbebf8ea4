"""The tagger against papers labelled by hand, which stay outside the repository."""

import pytest

from adapters.tags.tagger import Tagger
from bench.labels import GOLD, by_hand


@pytest.fixture(autouse=True)
def labels() -> None:
    if not GOLD.exists():
        pytest.skip(f"{GOLD} is not on this machine")


def test_topics_of_labelled_papers(tagger: Tagger) -> None:
    score = by_hand(tagger)
    assert score.precision >= 0.92
    assert score.f1 >= 0.92


def test_diffusion_in_labelled_papers(tagger: Tagger) -> None:
    score = by_hand(tagger, "diffusion")
    assert (score.wrong <= 1, score.missed <= 1) == (True, True), score
