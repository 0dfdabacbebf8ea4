"""Whether this machine's clock is right, by the clocks of others."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.checkup.finding import Finding, State

TOLERATED = dt.timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class OtherClock:
    """Somebody else's clock, and how far ours is ahead of it."""

    whose: str
    ahead: dt.timedelta


def look_at_clock(clocks: Sequence[OtherClock]) -> Finding:
    """Compare ours with the others: it is wrong when all of them say so."""
    if not clocks:
        return Finding(
            "clock", State.NOTE, "Nobody could be asked for the time: whether the clock is right is unknown."
        )
    nearest = min(clocks, key=lambda one: abs(one.ahead))
    if abs(nearest.ahead) <= TOLERATED:
        return Finding("clock", State.OK, f"The clock agrees with that of {nearest.whose}.")
    seconds = round(abs(nearest.ahead).total_seconds())
    side = "ahead of" if nearest.ahead > dt.timedelta(0) else "behind"
    said = f"The clock is {seconds} seconds {side} that of {nearest.whose}: digests come at wrong times."
    return Finding("clock", State.WRONG, f"{said} Set it, as by `timedatectl set-ntp true`.")
