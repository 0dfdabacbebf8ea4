"""A platform with limits, blocked and moved chats, broken connections and storms: who gets what, and how often."""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.limits import TELEGRAM
from storage.model import DeliveryState
from tests.proof.loopback import Loopback, Storm
from tests.telegram.server.faults import FLOODS, TAKES_EFFECT, Fault

SENT, AMBIGUOUS, BURIED = DeliveryState.SENT, DeliveryState.AMBIGUOUS, DeliveryState.BURIED
CHATS = 1_000
PACE = (
    "--rate", TELEGRAM.per_second, "--gap", TELEGRAM.chat_gap, "--within-second", TELEGRAM.within_second
)  # fmt: skip


@dataclass(frozen=True)
class Troubled:
    """The chats of a run. A moved one is known by its new name."""

    names: list[str]
    blocked: set[str]
    moved: dict[str, str]

    def reachable(self) -> set[str]:
        return {self.moved.get(name, name) for name in self.names} - self.blocked


def troubled(loopback: Loopback, bot: str, chance: random.Random) -> Troubled:
    """Chats of which 5 % block the bot, 5 % have moved, and 2 % have one broken connection, before or after."""
    names = [f"{bot} {number}" for number in range(CHATS)]
    shuffled = chance.sample(names, CHATS)
    blocked, moving, before, after = shuffled[:50], shuffled[50:100], shuffled[100:110], shuffled[110:120]
    loopback.blocked = set(blocked)
    loopback.moved = {name: f"{name} moved" for name in moving}
    breaks = dict.fromkeys(before, Fault.RESET_BEFORE) | dict.fromkeys(after, Fault.RESET_AFTER)
    loopback.faults = {name: [fault] for name, fault in breaks.items()}
    return Troubled(names, set(blocked), loopback.moved)


def test_each_fault_once(ledger: Any, launch: Callable[..., Any], loopback: Loopback) -> None:
    for bot in ("plain", "keyed"):
        loopback.blocked.add(f"{bot} blocked")
        loopback.moved[f"{bot} moving"] = f"{bot} moved"
        loopback.faults |= {f"{bot} {fault.value}": [fault] for fault in Fault}
        ledger.owe([f"{bot} {name}" for name in (*(fault.value for fault in Fault), "blocked", "moving", "sound")])
    launch("--until-done", "--patience", 0.5).finish()
    refused = {fault.value for fault in (*FLOODS, Fault.UNAUTHORIZED)}
    certain = {*refused, "moved", "sound"}
    doubtful = {fault.value for fault in Fault} - refused
    delivered = {fault.value for fault in TAKES_EFFECT}
    assert ledger.names(BURIED) == {"plain blocked", "keyed blocked"}
    assert ledger.names(AMBIGUOUS) == {f"plain {name}" for name in doubtful}
    assert ledger.names(SENT) == {f"plain {name}" for name in certain} | {
        f"keyed {name}" for name in certain | doubtful
    }
    assert loopback.counts() == dict.fromkeys(
        [f"plain {name}" for name in certain | delivered] + [f"keyed {name}" for name in certain | doubtful], 1
    )


@pytest.mark.proof
@pytest.mark.parametrize("bot", ["plain", "keyed"])
def test_a_thousand_chats_and_every_trouble(
    ledger: Any, launch: Callable[..., Any], loopback: Loopback, bot: str
) -> None:
    seed = secrets.randbits(32)
    print(f"{bot}, {ledger.url.partition(':')[0]}, seed {seed}")  # noqa: T201 - a proof says what it ran
    loopback.per_second, loopback.chat_gap = 30, 1.0
    loopback.storms = [Storm(8, 3, says_when=True), Storm(25, 3, says_when=False)]
    chats = troubled(loopback, bot, random.Random(seed))  # noqa: S311 - a seed
    ledger.owe(chats.names)
    launch("--bots", bot, "--until-done", *PACE).finish(seconds=300)

    got, doubtful, reachable = loopback.counts(), ledger.names(AMBIGUOUS), chats.reachable()
    lost = reachable - got.keys()
    outside = [refused for refused in loopback.refused if not refused.told]
    print(  # noqa: T201 - its figures
        f"{len(reachable)} reachable: {sum(got[name] > 1 for name in got)} doubled, {len(lost)} lost, "
        f"{len(doubtful)} ambiguous; {len(loopback.refused)} × 429, {len(outside)} of them outside the storms; "
        f"{loopback.received[-1].at - loopback.received[0].at:.1f} s"
    )
    assert set(got.values()) == {1}
    assert got.keys() <= reachable
    assert lost <= doubtful
    assert ledger.count(AMBIGUOUS) == len(doubtful) == (0 if bot == "keyed" else 20)
    assert ledger.names(SENT) == reachable - doubtful
    assert ledger.names(BURIED) == chats.blocked
    assert outside == []


@pytest.mark.proof
def test_the_pace_is_used_to_the_full(ledger: Any, launch: Callable[..., Any], loopback: Loopback) -> None:
    loopback.per_second, loopback.chat_gap = 30, 1.0
    ledger.owe([f"plain {number}" for number in range(CHATS)])
    launch("--bots", "plain", "--until-done", *PACE).finish(seconds=120)
    rate = (CHATS - 1) / (loopback.received[-1].at - loopback.received[0].at)
    share = rate / TELEGRAM.per_second
    print(f"{ledger.url.partition(':')[0]}: {rate:.2f} a second, {share:.1%} of the pace")  # noqa: T201 - its figures
    assert loopback.refused == []
    assert share >= 0.97
