"""How long an answer waits behind 10,000 bulk messages, and how much of the rate is used, in real time."""

import asyncio
import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from bot.limits import TELEGRAM, Limiter, OwnPace, Priority, Rates
from storage.model import ChatKind, Place

WAITING = 10_000
SECONDS = 10.0
BETWEEN_ANSWERS = 0.23  # seconds; no multiple of the interval between two messages
LEAST_USED = 0.97  # of the rate
MOST_WAIT = 0.3  # seconds that 99 of 100 answers wait at most


@dataclass(frozen=True, slots=True)
class Fanout:
    """The moments at which messages were sent, from the first, and how long answers waited, in seconds."""

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


async def fan_out(rates: Rates) -> Fanout:
    """Let WAITING messages wait, and for SECONDS ask for answers to other chats besides."""
    loop, limiter = asyncio.get_running_loop(), Limiter(rates, OwnPace())
    sent: list[float] = []
    waits: list[float] = []

    async def send(name: str, priority: Priority) -> None:
        asked = loop.time()
        await limiter.slot(Place("bench", name), ChatKind.PRIVATE, priority)
        sent.append(loop.time())
        if priority is Priority.INTERACTIVE:
            waits.append(sent[-1] - asked)

    bulk = [asyncio.create_task(send(f"bulk {number}", Priority.BULK)) for number in range(WAITING)]
    await asyncio.sleep(0.5)
    until = loop.time() + SECONDS
    answers = []
    while loop.time() < until:
        answers.append(asyncio.create_task(send(f"answer {len(answers)}", Priority.INTERACTIVE)))
        await asyncio.sleep(BETWEEN_ANSWERS)
    await asyncio.gather(*answers)
    for task in bulk:
        task.cancel()
    await asyncio.gather(*bulk, return_exceptions=True)
    return Fanout(sent, waits)


def main() -> None:
    """Print the figures; status 1 when one is missed."""
    seen = asyncio.run(fan_out(TELEGRAM))
    rate = TELEGRAM.per_second
    print(f"{len(seen.waits)} answers behind {WAITING:,} bulk messages, {rate:g} messages a second allowed")
    middle, p99, most = (1000 * wait for wait in (statistics.median(seen.waits), seen.p99, MOST_WAIT))
    print(f"an answer waits {middle:.0f} ms (median), {p99:.0f} ms (p99; wanted: <= {most:.0f})")
    used = seen.per_second / rate
    print(f"{seen.per_second:.2f} messages a second, {used:.1%} of the rate (wanted: >= {LEAST_USED:.0%})")
    print(f"at most {seen.most_in_a_second} in any second, {seen.shortest_gap * 1e3:.1f} ms between two at least")
    raise SystemExit(p99 > most or used < LEAST_USED)


if __name__ == "__main__":
    main()
