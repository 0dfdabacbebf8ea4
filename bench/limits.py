"""How long an answer waits behind 10,000 bulk messages, and how much of the rate is used, in real time.

`python -m bench.limits` takes a minute; `--seconds` makes it shorter. Status 1 when a required figure is missed.
"""

import argparse
import asyncio
import itertools
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from bench.figures import at_least, at_most, judge
from bot.limits import TELEGRAM, Limiter, OwnPace, Priority, Rates
from storage.model import ChatKind, Place

WAITING = 10_000
SECONDS = 60.0
BETWEEN_ANSWERS = 0.23  # seconds; no multiple of the interval between two messages
LEAST_USED = 97.0  # percent of the rate
MOST_WAIT = 300.0  # milliseconds that 99 of 100 answers wait at most


@dataclass(frozen=True, slots=True)
class Fanout:
    """The moments at which messages were sent, in seconds, and how long answers waited, in milliseconds."""

    sent: Sequence[float]
    waits: Sequence[float]

    @property
    def per_second(self) -> float:
        """Messages a second from the first to the last."""
        return (len(self.sent) - 1) / (self.sent[-1] - self.sent[0])

    @property
    def most_in_a_second(self) -> int:
        """The most messages that any second saw."""
        return max(sum(start <= later < start + 1 for later in self.sent) for start in self.sent)

    @property
    def shortest_gap(self) -> float:
        """The shortest time between two messages."""
        return min(later - earlier for earlier, later in itertools.pairwise(self.sent))

    @property
    def p99(self) -> float:
        """What 99 of 100 answers did not wait longer than."""
        return statistics.quantiles(self.waits, n=100, method="inclusive")[-1]


async def fan_out(rates: Rates, seconds: float) -> Fanout:
    """Let WAITING messages wait, and for so many seconds ask for answers to other chats besides."""
    loop, limiter = asyncio.get_running_loop(), Limiter(rates, OwnPace())
    sent: list[float] = []
    waits: list[float] = []

    async def send(name: str, priority: Priority) -> None:
        asked = loop.time()
        await limiter.slot(Place("bench", name), ChatKind.PRIVATE, priority)
        sent.append(loop.time())
        if priority is Priority.INTERACTIVE:
            waits.append(1000 * (sent[-1] - asked))

    bulk = [asyncio.create_task(send(f"bulk {number}", Priority.BULK)) for number in range(WAITING)]
    await asyncio.sleep(0.5)
    until = loop.time() + seconds
    answers: list[asyncio.Task[None]] = []
    while loop.time() < until:
        answers.append(asyncio.create_task(send(f"answer {len(answers)}", Priority.INTERACTIVE)))
        await asyncio.sleep(BETWEEN_ANSWERS)
    await asyncio.gather(*answers)
    for task in bulk:
        task.cancel()
    await asyncio.gather(*bulk, return_exceptions=True)
    return Fanout(sent, waits)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the status."""
    parser = argparse.ArgumentParser(prog="python -m bench.limits", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    seen = asyncio.run(fan_out(TELEGRAM, parser.parse_args(arguments).seconds))
    rate = TELEGRAM.per_second
    print(f"{len(seen.waits)} answers behind {WAITING:,} bulk messages, {rate:g} messages a second allowed")
    print(f"an answer waits {statistics.median(seen.waits):.0f} ms (median); {seen.per_second:.2f} messages a second")
    print(f"at most {seen.most_in_a_second} in any second, {seen.shortest_gap * 1e3:.1f} ms between two at least")
    used = 100 * seen.per_second / rate
    waits = at_most("what 99 of 100 answers wait at most", seen.p99, MOST_WAIT, "ms")
    return judge([waits, at_least("the rate that is used", used, LEAST_USED, "%")])


if __name__ == "__main__":
    sys.exit(main())
