"""How far a running fan-out is: what is owed now, platform by platform, and when it will be out."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.limits import DISCORD, TELEGRAM, UNLIMITED, Rates

# A platform that is not among them sends as fast as it is asked to.
RATES: Mapping[str, Rates] = {"telegram": TELEGRAM, "discord": DISCORD}


@dataclass(frozen=True, slots=True)
class Fanout:
    """What one platform's chats are owed now, and when the last of it will be out if nothing goes wrong."""

    platform: str
    owed: int
    finish: dt.datetime


def expected(owed: Mapping[str, int], now: dt.datetime) -> list[Fanout]:
    """The fan-outs, the longest first. A bot sends at its own pace, whatever number of processes send for it."""
    found = [
        Fanout(platform, number, RATES.get(platform, UNLIMITED).expected_finish(number, now=now))
        for platform, number in owed.items()
    ]
    return sorted(found, key=lambda one: (one.finish, one.platform), reverse=True)
