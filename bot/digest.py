"""Which papers a chat's digest shows, and in what order: pure functions of papers, wishes and settings."""

import dataclasses
import datetime as dt
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adapters.model import Origin
from bot.notes import NO_NOTES, Notes
from bot.occasion import Occasion
from bot.query import matches, origin
from bot.streams import FILL, STREAMS, admits, is_streamed
from bot.taste import Taste
from bot.terms import Wish
from storage.model import Paper
from storage.planned import Plan

# How surely a paper is meant: the title or a publisher's tag, and any wish that is no tag, over the running text.
_SURENESS = {Origin.PUBLISHER: 0, Origin.TITLE: 0, None: 0, Origin.TEXT: 1}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a paper is in a digest: the wish, and for tags who said it (None for authors, phrases, sources …)."""

    wish: Wish
    origin: Origin | None


@dataclass(frozen=True, slots=True)
class Highlight:
    """One paper in a digest, with every wish that wants it."""

    paper: Paper
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What one chat gets for one day.

    `highlights` are all papers that match, in the order of places; the first `length` are shown, the rest stays
    reachable. `counts` gives the matches per wanted wish, `excluded` the papers that an unwanted wish took out.
    `papers_read` and `sources_read` say what was looked at, `notes` what it says besides. `occasion` is what it was
    given for; None for one that was asked for. `since` is the first date it covers, where that is not `date`.
    `doubtful` is the digest before it, where that may not have reached the chat.
    """

    date: dt.date
    highlights: tuple[Highlight, ...]
    length: int
    counts: tuple[tuple[Wish, int], ...]
    excluded: tuple[tuple[Wish, int], ...]
    papers_read: int
    sources_read: int
    notes: Notes = NO_NOTES
    occasion: Occasion | None = None
    since: dt.date | None = None
    doubtful: Occasion | None = None


def select(
    papers: Sequence[Paper],
    wishes: Sequence[Wish],
    *,
    date: dt.date,
    length: int,
    taste: Taste | None = None,
    streams: str = FILL,
) -> Digest:
    """Choose from `papers`, the candidates of the chat's window, what its wishes want, in the order of places.

    Places are dealt in rounds: every wanted wish that still has a match gets its best paper before any gets another;
    a paper taken for one wish serves every wish it matches. Among equally sure matches a reader's taste decides.
    `streams` is the chat's setting.
    """
    wanted = [wish for wish in wishes if wish.wanted]
    unwanted = [wish for wish in wishes if not wish.wanted]
    terms = [wish.term for wish in wanted]
    found = [
        highlight
        for paper in papers
        if (highlight := _highlight(paper, wanted)) is not None and admits(streams, terms, paper)
    ]
    out = {wish: [h.paper.id for h in found if matches(wish.term, h.paper)] for wish in unwanted}
    gone = {paper_id for ids in out.values() for paper_id in ids}
    kept = [highlight for highlight in found if highlight.paper.id not in gone]
    return dataclasses.replace(
        arrange(kept, wanted, date=date, length=length, taste=taste, fill=streams == FILL),
        excluded=tuple((wish, len(ids)) for wish, ids in out.items() if ids),
        papers_read=len(papers),
        sources_read=len({entry.source for paper in papers for entry in paper.entries}),
    )


def arrange(
    found: Sequence[Highlight],
    wanted: Sequence[Wish],
    *,
    date: dt.date,
    length: int,
    taste: Taste | None = None,
    fill: bool = False,
) -> Digest:
    """Put what was found for these wishes in the order of places (`select`); nothing else was looked at.

    With `fill`, papers of streams have the places that others leave.
    """
    waiting = [one for one in found if fill and is_streamed(one.paper)]
    first = [one for one in found if not is_streamed(one.paper)] if waiting else found
    named = Counter(spelling for one in found for spelling in {reason.wish.spelling for reason in one.reasons})
    return Digest(
        date=date,
        highlights=(*_deal(first, wanted, taste), *_deal(waiting, wanted, taste)),
        length=length,
        counts=tuple((wish, named[wish.spelling]) for wish in wanted),
        excluded=(),
        papers_read=len(found),
        sources_read=len({entry.source for highlight in found for entry in highlight.paper.entries}),
    )


def recall(papers: Sequence[Paper], plan: Plan, wanted: Sequence[Wish], occasion: Occasion) -> Digest:
    """A digest that was given before: the papers of its plan, in its order, with the wishes that want them now."""
    highlights = tuple(Highlight(paper, explain(paper, wanted)) for paper in papers)
    named = [reason.wish for highlight in highlights for reason in highlight.reasons]
    return Digest(
        date=occasion.date,
        highlights=highlights,
        length=plan.shown,
        counts=tuple((wish, named.count(wish)) for wish in wanted),
        excluded=(),
        papers_read=len(papers),
        sources_read=len({entry.source for paper in papers for entry in paper.entries}),
        occasion=occasion,
        since=plan.since,
    )


def beginning_with(digest: Digest, paper_ids: Sequence[int]) -> Digest:
    """The digest with these papers before the others, in this order."""
    places = {paper_id: place for place, paper_id in enumerate(paper_ids)}
    highlights = sorted(digest.highlights, key=lambda one: places.get(one.paper.id, len(places)))
    return dataclasses.replace(digest, highlights=tuple(highlights))


def explain(paper: Paper, wishes: Sequence[Wish]) -> tuple[Reason, ...]:
    """Every wish of either kind that the paper matches, with who said so."""
    return tuple(Reason(wish, origin(wish.term, paper)) for wish in wishes if matches(wish.term, paper))


def vote_standing(paper: Paper) -> float:
    """How the paper stands among the votes of its source's day, from 1 (most votes) to 0 (fewest, or none known)."""
    standings = (
        1 - (entry.vote_rank - 1) / max(entry.issue_papers, 1) for entry in paper.entries if entry.vote_rank is not None
    )
    return max(standings, default=0.0)


def _highlight(paper: Paper, wanted: Sequence[Wish]) -> Highlight | None:
    reasons = explain(paper, wanted)
    return Highlight(paper, reasons) if reasons else None


def rank(highlight: Highlight, taste: Taste | None = None) -> tuple[int, int, float, float, int, int, str]:
    """Best first: how surely it matches, taste, votes relative to the source's day, number of publishers, date."""
    paper = highlight.paper
    surest = min(_SURENESS[reason.origin] for reason in highlight.reasons)
    publishers = len({entry.source for entry in paper.entries if entry.adapter not in STREAMS})
    newest = max(entry.date for entry in paper.entries).toordinal()
    fit = taste.of(paper) if taste else 0.0
    return surest, -len(highlight.reasons), -fit, -vote_standing(paper), -publishers, -newest, paper.key


def _deal(found: Sequence[Highlight], wanted: Sequence[Wish], taste: Taste | None) -> Iterator[Highlight]:
    """The highlights in rounds, from those of each wish, best first."""
    queues: dict[str, deque[Highlight]] = {wish.spelling: deque() for wish in wanted}
    for highlight in sorted(found, key=lambda one: rank(one, taste)):
        for spelling in {reason.wish.spelling for reason in highlight.reasons}:
            queues[spelling].append(highlight)
    taken: set[int] = set()
    while any(queues.values()):
        served: set[str] = set()
        for spelling, queue in queues.items():
            while queue and queue[0].paper.id in taken:
                queue.popleft()
            if spelling in served or not queue:
                continue
            best = queue.popleft()
            taken.add(best.paper.id)
            served.update(reason.wish.spelling for reason in best.reasons)
            yield best
