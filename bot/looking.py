"""A page of what a person's words find, for chats and for the web page."""

import datetime as dt
from dataclasses import dataclass

from adapters.tags.vocabulary import Vocabulary
from bot import render
from bot.completing import near_terms
from bot.filters import NO_FILTERS, Filters, narrow
from bot.finding import find_page, read_search
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Asked:
    """A person's words, the reader's day, and which page (counted from 1) of how many papers within which filters."""

    query: str
    today: dt.date
    page: int = 1
    length: int = render.PAGE_LENGTH
    filters: Filters = NO_FILTERS


def look_for(store: Store, vocabulary: Vocabulary, asked: Asked) -> render.Results:
    """The page that is asked for; where nothing is found, with what may have been meant."""
    understood = read_search(store, vocabulary, asked.query, today=asked.today)
    narrowed = narrow(understood, asked.filters)
    found = find_page(store, vocabulary, narrowed, limit=asked.length, offset=(asked.page - 1) * asked.length)
    return render.Results(
        asked.query,
        found.papers,
        found.total,
        found.more,
        asked.page,
        near=() if found.papers else near_terms(store, vocabulary, asked.query, understood.term),
        length=asked.length,
        search=understood,
        aims=found.aims,
        filters=asked.filters,
        month=asked.today.isoformat()[:7],
    )
