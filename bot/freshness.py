"""How the sources stand, asked of the store."""

import datetime as dt

from bot.notes import Standing, stand
from bot.rhythm import ISSUES
from storage.store import Store


def find_standing(store: Store, now: dt.datetime) -> Standing:
    """How the sources stand now."""
    return stand(store.issues.news_arrivals(ISSUES), store.watches.listing(), now)
