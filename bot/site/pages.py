"""The pages: the day's digest by topic, a topic, a search, and how sources and deliveries stand."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from aiohttp import web

from bot import render
from bot.freshness import find_standing
from bot.looking import Asked, look_for
from bot.notes import Standing
from bot.query import MAX_SEARCH_CHARACTERS, token_query
from bot.signals import timed
from bot.site.shown import Topic, by_topic, show
from bot.site.visit import Answered, Visit
from bot.terms import Tag, Term
from storage.model import DeliveryState, Paper
from storage.watched import Newest

OF_A_DAY, OF_A_TOPIC = 100, 10  # papers on a day's page, and of a topic there
LENGTH = 20  # papers on a page of a topic
LAST_PAGE = 50
DAY = dt.timedelta(days=1)
HTML = "text/html"
NO_RESULTS: dict[str, Any] = {"lines": (), "near": (), "papers": (), "number": 1, "more": False}


def today(visit: Visit) -> Answered:
    """The papers of a day by topic: of the last day that has any, or of the one that is asked for.

    Raises HTTPNotFound for a day before them all.
    """
    wanted = _date(visit.query.get("day", ""))
    until = wanted or visit.desk.now().date()
    day = visit.desk.store.issues.last_day(until)
    if day is None and wanted:
        raise web.HTTPNotFound
    if day is None:
        return visit.render("nothing.html"), HTML
    found = visit.desk.store.papers.dated(day, day)
    groups = list(_groups(sorted(found, key=_rank), visit))
    return visit.render(
        "today.html",
        heading=visit.catalog.count("digest.heading", len(found), date=visit.catalog.date(day)),
        day=day,
        groups=groups,
        earlier=visit.desk.store.issues.last_day(day - DAY) if day > dt.date.min else None,
    ), HTML


def _groups(found: Sequence[Paper], visit: Visit) -> Iterator[dict[str, object]]:
    """The topics of a day, each with its first papers, as long as the page has room."""
    room = OF_A_DAY
    for topic, papers in by_topic(found, visit.view):
        shown = [show(paper, visit.view) for paper in papers[: min(OF_A_TOPIC, room)]]
        room -= len(shown)
        yield {"topic": topic, "papers": shown, "more": len(papers) - len(shown)}


def _rank(paper: Paper) -> tuple[int, float, str]:
    """The papers that most publishers speak of first, then those with most votes."""
    ranks = [entry.vote_rank / entry.issue_papers for entry in paper.entries if entry.vote_rank]
    return -len({entry.source for entry in paper.entries}), min(ranks, default=1), paper.title


def _date(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        return None


def topic(visit: Visit, slug: str) -> Answered:
    """The newest papers of a topic."""
    number, about = visit.number("page", LAST_PAGE), topic_of(slug, visit)
    found, more = of_topic(visit, slug, LENGTH, (number - 1) * LENGTH)
    shown = [show(paper, visit.view) for paper in found]
    more = more and number < LAST_PAGE
    return visit.render("topic.html", topic=about, papers=shown, number=number, more=more), HTML


def topic_of(slug: str, visit: Visit) -> Topic:
    """A topic of the vocabulary. Raises HTTPNotFound."""
    if slug not in visit.desk.vocabulary.concepts:
        raise web.HTTPNotFound
    return Topic(slug, visit.desk.vocabulary.name(slug, visit.language))


def of_topic(visit: Visit, slug: str, length: int, offset: int = 0) -> tuple[list[Paper], bool]:
    """The newest papers of a topic, and whether there are more."""
    store = visit.desk.store
    hits = store.search.find(token_query(Tag(slug)), limit=length + 1, offset=offset)
    return store.papers.get(hits.paper_ids[:length]), len(hits.paper_ids) > length


def search(visit: Visit) -> Answered:
    """What a reader's words find, as in a chat."""
    query = visit.query.get("q", "")[:MAX_SEARCH_CHARACTERS].strip()
    if not query:
        return visit.render("search.html", query="", heading="", **NO_RESULTS), HTML
    desk, number = visit.desk, visit.number("page", LAST_PAGE)
    with timed(desk.tell):
        results = look_for(desk.store, desk.vocabulary, Asked(query, desk.now().date(), number))
    shown = []
    for paper in results.papers:
        summary, said = render.said_of(paper, results, visit.view)
        shown.append(show(paper, visit.view, said, summary))
    return visit.render(
        "search.html",
        query=query,
        heading=render.results_heading(results, visit.view),
        lines=list(render.understood(results, visit.view)),
        near=[_instead(term, visit) for term in results.near],
        papers=shown,
        number=number,
        more=number < LAST_PAGE and (results.more or number * results.length < results.total),
    ), HTML


def _instead(term: Term, visit: Visit) -> tuple[str, str]:
    """What is shown of a term that may have been meant, and where it leads: to a topic's page, or to another search."""
    said, query = render.instead(term, visit.view)
    return said, visit.url(f"/tag/{term.slug}") if isinstance(term, Tag) else visit.url("/search", q=query)


def status(visit: Visit) -> Answered:
    """How fresh the sources are, and what became of the deliveries of a day."""
    store, now = visit.desk.store, visit.desk.now()
    standing = find_standing(store, now)
    sources = [_source(newest, standing, visit) for newest in store.issues.newest()]
    funnel = store.deliveries.funnel(now - DAY, now)
    rows = {platform: _funnel(counts) for platform, counts in sorted(funnel.items())}
    return visit.render("status.html", sources=sources, deliveries=rows), HTML


def _source(newest: Newest, standing: Standing, visit: Visit) -> dict[str, object]:
    today = visit.desk.now().date()
    return {
        "name": newest.source,
        "date": newest.date,
        "said_date": visit.catalog.day(newest.date, year=newest.date.year != today.year),
        "arrived_at": newest.arrived_at,
        "said_arrived": visit.catalog.moment(newest.arrived_at.astimezone(dt.UTC), today),
        "state": _state(newest.source, standing, visit),
    }


def _state(name: str, standing: Standing, visit: Visit) -> str:
    late = {one.name: one.expected_at for one in standing.late}
    dormant = {one.name: one.expected_at for one in standing.dormant}
    broken = standing.broken(standing.at)
    for key, moments in (("status.broken", broken), ("status.late", late), ("status.dormant", dormant)):
        if name in moments:
            return visit.catalog.text(key, when=visit.catalog.moment(moments[name], standing.at.date()))
    return visit.catalog.text("page.fine")


def _funnel(counts: dict[DeliveryState, int]) -> dict[str, int]:
    open_states = (DeliveryState.QUEUED, DeliveryState.LEASED, DeliveryState.STARTED)
    return {
        "owed": sum(counts.get(state, 0) for state in open_states),
        "sent": counts.get(DeliveryState.SENT, 0),
        "doubtful": counts.get(DeliveryState.AMBIGUOUS, 0),
        "given_up": counts.get(DeliveryState.BURIED, 0),
    }
