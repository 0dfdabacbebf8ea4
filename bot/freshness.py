"""How the sources stand, asked of the store."""

import datetime as dt
from collections.abc import Iterable

from bot.notes import Standing, stand
from bot.rhythm import ISSUES
from storage.store import Store
from storage.watched import WatchStatus


def find_standing(store: Store, now: dt.datetime) -> Standing:
    """How the sources stand now."""
    return stand(store.issues.news_arrivals(ISSUES), store.watches.listing(), now)


def first_read_at(watches: Iterable[WatchStatus]) -> dt.datetime | None:
    """When the last first read ended of all that is watched; None while one goes on, or where nothing is watched."""
    watched = [one for one in watches if one.watched]
    if any(one.first_read_at is None and one.failing is None for one in watched):
        return None
    return max((one.first_read_at for one in watched if one.first_read_at is not None), default=None)
