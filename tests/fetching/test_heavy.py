"""What is very large costs little memory. Each is read in a process of its own, whose peak is measured."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

MIB = 2**20
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.proof
@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("bomb", "The answer unpacks to more than 100 times its size."),
        ("feed", "The answer is over 16 MiB."),
        ("full", "has more than 5000 items"),
    ],
)
def test_what_is_very_large_costs_less_than_100_mb(kind, sentence):
    command = [sys.executable, "-m", "tests.fetching.heavy", kind]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)  # noqa: S603 - ours
    cost = json.loads(ran.stdout)
    assert (cost["said"], cost["titles"]) == (sentence, ["One"])
    assert cost["bytes"] < 100 * MIB
