"""Which papers count as recent: for the counts that `/subscribe` names, and for a chat that has no digest yet."""

import datetime as dt
from dataclasses import dataclass

from bot.query import matches, needs_check, token_query
from bot.terms import Term
from storage.model import Paper
from storage.store import Store

WEEK = dt.timedelta(days=7)
MONTH = dt.timedelta(days=30)
NEWEST_CHECKED = 50


@dataclass(frozen=True, slots=True)
class RecentMatches:
    """The papers of the last `days` days that a term matches, newest first.

    `days` is 7, or 30 when a week holds none; when neither does, `papers` is the one newest match and `days` is None.
    """

    papers: tuple[Paper, ...]
    days: int | None


def dated_within(store: Store, today: dt.date, span: dt.timedelta) -> list[Paper]:
    """Papers of issues dated in the `span` that ends with `today`."""
    return store.papers.dated(today - span + dt.timedelta(days=1), today)


def recent_matches(store: Store, term: Term, today: dt.date) -> RecentMatches:
    """What the term matches lately, looking further back only where nothing is near."""
    for span in (WEEK, MONTH):
        papers = tuple(paper for paper in dated_within(store, today, span) if matches(term, paper))
        if papers:
            return RecentMatches(papers, span.days)
    return RecentMatches(_newest_match(store, term), None)


def candidates(store: Store, now: dt.datetime) -> list[Paper]:
    """What a chat without a digest yet may be shown: news of the last week and papers of issues dated in it.

    When that is nothing, papers dated in the last 30 days.
    """
    papers = {paper.id: paper for paper in store.papers.arrived_since(now - WEEK)}
    papers |= {paper.id: paper for paper in dated_within(store, now.date(), WEEK)}
    return list(papers.values()) or dated_within(store, now.date(), MONTH)


def _newest_match(store: Store, term: Term) -> tuple[Paper, ...]:
    hits = store.search.find(token_query(term), limit=NEWEST_CHECKED if needs_check(term) else 1)
    return tuple(paper for paper in store.papers.get(hits.paper_ids) if matches(term, paper))[:1]
