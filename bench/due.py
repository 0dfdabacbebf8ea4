"""How quickly a million chats get their next due moments, at the zones, times and weekdays that people choose.

Beside it a chat's moment is worked out alone, as if no other chat had the same zone, time and weekdays.
`python -m bench.due` takes half a minute; `--chats` makes it smaller. Status 1 when a required figure is missed.
"""

import argparse
import datetime as dt
import json
import random
import statistics
import sys
import time
import zoneinfo
from collections.abc import Callable, Iterator, Sequence

from bench.figures import at_least, judge
from bot.due import next_due
from storage.model import Settings

CHATS = 1_000_000
BATCH = 10_000  # as a tick takes them from the store
LEAST_RATIO = 1.0  # what is remembered must at least be worth its memory
RUNS = 3
_NOW = dt.datetime(2026, 11, 18, 23, 0, 5, tzinfo=dt.UTC)
_ZONES = {"Asia/Seoul": 25, "Asia/Shanghai": 25, "UTC": 10, "America/Los_Angeles": 6, "America/New_York": 6}
_ZONES |= {"Europe/London": 4, "Europe/Berlin": 4, "Asia/Tokyo": 4, "Asia/Taipei": 4, "Asia/Kolkata": 4}
_ZONES |= {"Asia/Singapore": 2, "America/Sao_Paulo": 2, "Australia/Sydney": 2, "Australia/Lord_Howe": 2}
Due = Callable[[Settings, dt.date | None], dt.datetime]
_WEEKDAYS = {(1, 2, 3, 4, 5, 6, 7): 75, (1, 2, 3, 4, 5): 20, (1,): 3, (2, 4): 2}


def batches(chats: int, seed: int) -> Iterator[list[tuple[Settings, dt.date | None]]]:
    """Settings and last dates of so many chats, a batch at a time, sharing no object with each other: as rows are."""
    dice = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for _ in range(-(-chats // BATCH)):
        zones = dice.choices([*_ZONES], [*_ZONES.values()], k=BATCH)
        weekdays = dice.choices([*_WEEKDAYS], [*_WEEKDAYS.values()], k=BATCH)
        rows = json.loads(json.dumps([*zip(zones, _times(dice), weekdays, strict=True)]))
        last = dice.choices([None, dt.date(2026, 11, 17), dt.date(2026, 11, 18)], k=BATCH)
        settings = [Settings(zone=zone, time=at, weekdays=tuple(days)) for zone, at, days in rows]
        yield [*zip(settings, last, strict=True)]


def _times(dice: random.Random) -> list[str]:
    """Half of the chats keep 08:00, most others choose a quarter of an hour, one in twenty any minute."""
    weights = [(50 if minute == 480 else 0) + (0 if minute % 15 else 45 / 96) + 5 / 1440 for minute in range(1440)]
    minutes = dice.choices(range(1440), weights, k=BATCH)
    return [f"{minute // 60:02}:{minute % 60:02}" for minute in minutes]


def measure(chats: int, seed: int, due: Due) -> float:
    """Processor seconds that `due` takes for a chat of so many; making them is not counted."""
    seconds = 0.0
    for batch in batches(chats, seed):
        begin = time.process_time()
        for settings, last_date in batch:
            due(settings, last_date)
        seconds += time.process_time() - begin
    return seconds / chats


def shared(settings: Settings, last_date: dt.date | None) -> dt.datetime:
    """The moment as Paperwire finds it, which remembers what chats have in common."""
    return next_due(settings, _NOW, last_date=last_date)


def alone(settings: Settings, last_date: dt.date | None) -> dt.datetime:
    """The same moment from the calendar, day after day."""
    zone, at = zoneinfo.ZoneInfo(settings.zone), dt.time.fromisoformat(settings.time)
    date = _NOW.astimezone(zone).date()
    while True:
        moment = dt.datetime.combine(date, at, zone).astimezone(dt.UTC)
        later = last_date is None or date > last_date
        if moment > _NOW and later and date.isoweekday() in settings.weekdays:
            return moment
        date += dt.timedelta(days=1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the status."""
    parser = argparse.ArgumentParser(prog="python -m bench.due", description=__doc__)
    parser.add_argument("--chats", type=int, default=CHATS, help=f"in whole batches of {BATCH:,}")
    chats = parser.parse_args(arguments).chats
    runs = [(measure(chats, seed, shared), measure(BATCH, seed, alone)) for seed in range(RUNS)]
    print("each:", ", ".join(f"{each * 1e6:.1f} µs, alone {one * 1e6:.1f} µs" for each, one in runs))
    ratio = statistics.median(one / each for each, one in runs)
    return judge([at_least(f"next due of {chats:,} chats against each alone", ratio, LEAST_RATIO, "x")])


if __name__ == "__main__":
    sys.exit(main())
