"""Two days are planned, and what was rendered is counted."""

import re
from collections.abc import Callable


def test_renderings_of_two_days_are_counted(bench: Callable[..., str]) -> None:
    said = bench("rendering", "--chats", "60", "--papers", "20")
    days = re.findall(r"(\d+) messages, (\d+) distinct, (\d+) rendered; (\d+) plans", said)
    assert len(days) == 2
    for messages, distinct, rendered, plans in ((int(n) for n in day) for day in days):
        assert 0 < distinct <= rendered <= messages <= 60
        assert 0 < plans <= messages
    assert said.count("(wanted: >= 90 %)") == 2
