"""The benches of moments and of the limiter say what they measured."""

from collections.abc import Callable

import pytest


def test_next_moments_are_timed(bench: Callable[..., str]) -> None:
    said = bench("due", "--chats", "10000")
    assert said.startswith("each: ")
    assert ": next due of 10,000 chats against each alone: " in said


def test_answers_are_timed_behind_bulk_messages(bench: Callable[..., str]) -> None:
    said = bench("limits", "--seconds", "0.3")
    assert "2 answers behind 10,000 bulk messages" in said
    assert ": what 99 of 100 answers wait at most: " in said
    assert ": the rate that is used: " in said


@pytest.mark.proof
def test_searches_are_timed_on_both_databases(bench: Callable[..., str]) -> None:
    said = bench("search", "--samples", "--documents", "600")
    for name in ("SQLite", "PostgreSQL"):
        assert f"{name}: 600 papers" in said
        assert f": {name}: 95 of 100 ranked answers: " in said
        assert f": {name}: common words against the database's ranking: " in said
        assert f": {name}: adding a day's 300 papers: " in said
