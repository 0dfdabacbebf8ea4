"""Chats are matched at three sizes, and the database is asked the same."""

import re
from collections.abc import Callable

import pytest


@pytest.mark.proof
def test_matching_is_measured_at_three_sizes_and_against_a_query_a_chat(bench: Callable[..., str]) -> None:
    said = bench("planning", "--chats", "300", "--papers", "20")
    assert said.startswith("20 papers\n")
    assert re.findall(r"^(\d+) chats: ", said, re.MULTILINE) == ["3", "30", "300"]
    assert "one query a chat: " in said
    assert ": the papers of 300 chats: " in said
    assert ": as fast as a query a chat: " in said
