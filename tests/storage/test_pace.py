"""The pace of a bot: one for all processes on a database."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor

from storage.store import open_store

SECOND = dt.timedelta(seconds=1)


def test_moments_follow_each_other_from_now(store, now):
    reserve = store.pace.reserve
    assert reserve("bot", count=1, interval=SECOND, now=now) == now + SECOND
    assert reserve("bot", count=3, interval=SECOND, now=now) == now + 4 * SECOND
    assert reserve("bot", count=1, interval=SECOND, now=now + 9 * SECOND) == now + 10 * SECOND
    assert reserve("other", count=1, interval=SECOND, now=now) == now + SECOND


def test_a_pause_moves_everything_behind_it(store, now):
    store.pace.pause("bot", now + 9 * SECOND)
    assert store.pace.reserve("bot", count=1, interval=SECOND, now=now) == now + 10 * SECOND
    store.pace.pause("bot", now + 2 * SECOND)
    assert store.pace.reserve("bot", count=1, interval=SECOND, now=now) == now + 11 * SECOND


def test_processes_share_one_rate(new_database, now):
    url = new_database()
    together = threading.Barrier(4)

    def reserve(_):
        with open_store(url) as store:
            together.wait()
            return [store.pace.reserve("bot", count=1, interval=SECOND, now=now) for _ in range(25)]

    with ThreadPoolExecutor(4) as threads:
        moments = sorted(moment for one in threads.map(reserve, range(4)) for moment in one)
    assert moments == [now + number * SECOND for number in range(1, 101)]
