"""Answers are timed while a fan-out goes on."""

from collections.abc import Callable

import pytest


@pytest.mark.proof
def test_answers_are_timed_among_digests(bench: Callable[..., str]) -> None:
    said = bench("answers", "--seconds", "1")
    assert "digests to 10,000 chats: median " in said
    assert ": what 99 of 100 answers take at most: " in said
    assert ": the rate that is used: " in said
