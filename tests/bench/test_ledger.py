"""The ledger is filled and emptied on both databases."""

import re
from collections.abc import Callable

import pytest


@pytest.mark.proof
def test_the_ledger_is_measured_on_both_databases_with_1_2_and_4_workers(bench: Callable[..., str]) -> None:
    said = bench("ledger", "--chats", "400", "--seconds", "0.01")
    assert re.findall(r"^(\w+), 400 chats$", said, re.MULTILINE) == ["SQLite", "PostgreSQL"]
    assert re.findall(r"with (\d) workers: \d+/s", said) == ["1", "2", "4"] * 2
    required = re.findall(r"^(?:holds|FAILS): (.+?: .+?):", said, re.MULTILINE)
    assert required == ["SQLite: the next 1,000 due", "SQLite: sent by one worker", "PostgreSQL: the next 1,000 due"]
