"""Who waits for whom: people before digests, and nobody for a chat that is flooded."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.limits import TELEGRAM
from tests.proof.loopback import Loopback
from tests.telegram.server.faults import Fault

PACE = ("--bots", "plain", "--rate", TELEGRAM.per_second, "--gap", TELEGRAM.chat_gap)
ANSWERS = 400


@pytest.mark.proof
def test_answers_are_not_kept_waiting_by_10000_digests(
    ledger: Any, launch: Callable[..., Any], loopback: Loopback, tmp_path: Path
) -> None:
    ledger.owe([f"plain {number}" for number in range(10_000)])
    launch(*PACE, "--commands", ANSWERS, "--waits", tmp_path / "waits").finish(seconds=180)
    waits = sorted(json.loads((tmp_path / "waits").read_text()))
    digests = sum(not one.chat.startswith("person") for one in loopback.received)
    p99 = waits[int(0.99 * len(waits))]
    print(  # noqa: T201 - its figures
        f"{ledger.url.partition(':')[0]}: {len(waits)} answers among {digests} digests, "
        f"median {waits[len(waits) // 2] * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, longest {waits[-1] * 1000:.0f} ms"
    )
    assert len(waits) == ANSWERS
    assert digests > 1_000
    assert p99 < 0.3


@pytest.mark.proof
@pytest.mark.parametrize("refusals", [0, 100])
def test_a_flooded_chat_delays_nobody_else(
    ledger: Any, launch: Callable[..., Any], loopback: Loopback, refusals: int
) -> None:
    """The flooded chat is owed 100 messages that are due before everybody else's; it may refuse them, too."""
    others = [f"plain {number}" for number in range(200)]
    ledger.owe(["plain flooded"], times=100)
    ledger.owe(others, since=dt.timedelta(minutes=1))
    loopback.chat_gap = 1.0
    loopback.faults = {"plain flooded": [Fault.FLOOD] * refusals}
    worker = launch(*PACE)
    loopback.wait_for(lambda: sum(one.chat != "plain flooded" for one in loopback.received) == len(others))
    worker.terminate()

    began = min(one.at for one in (*loopback.received, *loopback.refused))
    arrivals = [one.at - began for one in loopback.received if one.chat != "plain flooded"]
    delay = max(at - number / TELEGRAM.per_second for number, at in enumerate(arrivals))
    print(f"{ledger.url.partition(':')[0]}: nobody waited more than {delay * 1000:.0f} ms longer")  # noqa: T201
    assert delay < 1
