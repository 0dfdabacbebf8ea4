"""Processes that are killed while they send: nothing is doubled, and what is lost is known to be doubtful."""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from storage.model import DeliveryState
from tests.proof.loopback import Loopback

SENT, AMBIGUOUS = DeliveryState.SENT, DeliveryState.AMBIGUOUS


@dataclass
class Crashes:
    """A run: so many processes send to so many chats of each bot, and are killed so often, at random points."""

    launch: Callable[..., Any]
    loopback: Loopback
    processes: int
    deliveries: int
    kills: int
    lease: float  # times the usual: nobody waits for those of the dead for long
    chance: random.Random

    def run(self, *, seconds: float) -> None:
        """Kill and start again until everything has come to an end, the last processes by themselves."""
        workers = [self._start() for _ in range(self.processes)]
        for messages in sorted(self.chance.sample(range(1, int(1.9 * self.deliveries)), self.kills)):
            self.loopback.wait_for_messages(messages, seconds=seconds)
            victim = self.chance.randrange(self.processes)
            workers[victim].kill()
            workers[victim] = self._start()
        for worker in workers:
            worker.finish(seconds=seconds)

    def _start(self) -> Any:
        return self.launch("--until-done", "--lease", self.lease)


def processes_for(ledger: Any) -> int:
    """As many as the database allows, up to two; each has a sender for each of the two bots."""
    return 1 if ledger.url.startswith("sqlite") else 2


def nobody_got_two_and_every_loss_is_listed(ledger: Any, loopback: Loopback, names: list[str]) -> str:
    """Checks a bot without nonces; a sentence of figures."""
    got, doubtful = loopback.counts(), ledger.names(AMBIGUOUS)
    lost = {name for name in names if name not in got}
    assert not [name for name in names if got[name] > 1]
    assert lost <= doubtful
    assert ledger.count(AMBIGUOUS) == len(doubtful)
    assert ledger.names(SENT) & set(names) == set(names) - doubtful
    return f"0 of {len(names)} doubled, {len(lost)} lost, all among the {len(doubtful)} ambiguous"


def everybody_got_one(ledger: Any, loopback: Loopback, names: list[str]) -> None:
    """Checks a bot with nonces."""
    got = loopback.counts()
    assert {got[name] for name in names} == {1}
    assert ledger.names(SENT) >= set(names)


def crash(ledger: Any, crashes: Crashes, *, seconds: float) -> str:
    plain, keyed = [[f"{bot} {number}" for number in range(crashes.deliveries)] for bot in ("plain", "keyed")]
    ledger.owe(plain)
    ledger.owe(keyed)
    crashes.run(seconds=seconds)
    everybody_got_one(ledger, crashes.loopback, keyed)
    return nobody_got_two_and_every_loss_is_listed(ledger, crashes.loopback, plain)


def test_three_kills_among_500_deliveries(ledger: Any, launch: Callable[..., Any], loopback: Loopback) -> None:
    chance = random.Random(3)  # noqa: S311 - the same points every time
    crash(ledger, Crashes(launch, loopback, processes_for(ledger), 250, 3, 0.03, chance), seconds=60)


@pytest.mark.proof
def test_twenty_kills_among_20000_deliveries(ledger: Any, launch: Callable[..., Any], loopback: Loopback) -> None:
    kind, seed = ledger.url.partition(":")[0], secrets.randbits(32)
    print(f"{kind}, seed {seed}")  # noqa: T201 - a proof says what it ran
    chance = random.Random(seed)  # noqa: S311 - points that can be tried again
    crashes = Crashes(launch, loopback, processes_for(ledger), 20_000, 20, 0.05, chance)
    print(f"{kind}: {crash(ledger, crashes, seconds=600)}; with nonces all 20000 once")  # noqa: T201 - its figures
