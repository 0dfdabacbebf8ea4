"""Which papers count as recent: for the counts that `/subscribe` names, and for a chat that has no digest yet.

"The last days" count by the dates of issues, up to today.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.digest import Digest, select
from bot.query import matches, needs_check, token_query
from bot.terms import Term, Wish
from storage.model import Paper
from storage.store import Store

WEEK = dt.timedelta(days=7)
MONTH = dt.timedelta(days=30)
NEWEST_CHECKED = 50
NEWEST_SHOWN = 3  # papers a wish, when nothing is recent


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
    return RecentMatches(_newest_matches(store, term, 1), None)


def last_days(store: Store, wishes: Sequence[Wish], *, today: dt.date, length: int, up_to: int, streams: str) -> Digest:
    """The digest of the last 7 days, else of the last 30, else of the newest few papers; empty where none matches.

    It leaves out what arrived after the arrival number `up_to`. `streams` is the chat's setting.
    """

    def choose(papers: Iterable[Paper]) -> Digest:
        arrived = [paper for paper in papers if any(entry.arrival <= up_to for entry in paper.entries)]
        return select(arrived, wishes, date=today, length=length, streams=streams)

    for span in (WEEK, MONTH):
        digest = choose(dated_within(store, today, span))
        if digest.highlights:
            return dataclasses.replace(digest, since=today - span + dt.timedelta(days=1))
    wanted = [wish.term for wish in wishes if wish.wanted]
    newest = {paper.id: paper for term in wanted for paper in _newest_matches(store, term, NEWEST_SHOWN)}
    digest = choose(newest.values())
    dates = [max(entry.date for entry in highlight.paper.entries) for highlight in digest.highlights]
    return dataclasses.replace(digest, since=min(dates, default=None))


def candidates(store: Store, now: dt.datetime) -> list[Paper]:
    """What a chat without a digest yet may be shown: news of the last week and papers of issues dated in it.

    When that is nothing, papers dated in the last 30 days.
    """
    papers = {paper.id: paper for paper in store.papers.arrived_since(now - WEEK)}
    papers |= {paper.id: paper for paper in dated_within(store, now.date(), WEEK)}
    return list(papers.values()) or dated_within(store, now.date(), MONTH)


def _newest_matches(store: Store, term: Term, most: int) -> tuple[Paper, ...]:
    hits = store.search.find(token_query(term), limit=NEWEST_CHECKED if needs_check(term) else most)
    return tuple(paper for paper in store.papers.get(hits.paper_ids) if matches(term, paper))[:most]
