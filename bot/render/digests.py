"""The daily digest: one message with a heading, numbered papers, a footer and buttons."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import summary as summaries
from bot.digest import Digest, Highlight
from bot.message import Block, BlockKind, Button, Line, Message, Span, Style
from bot.notes import Notes
from bot.occasion import Occasion
from bot.render import papers
from bot.render.buttons import number_rows
from bot.render.names import name
from bot.render.nothing import broken_by_day, nothing
from bot.render.view import View
from bot.terms import Wish
from storage.model import DeliveryKind, Paper

WISHES_NAMED = 6


@dataclass(frozen=True, slots=True)
class _Page:
    """The highlights of one page, counted from 1; `first` is the number of its first paper."""

    number: int
    first: int
    highlights: Sequence[Highlight]
    last: bool


def digest(digest: Digest, view: View, *, page: int = 1) -> Message:
    """A page of the digest; the first holds what the digest shows, further ones the rest. Pages out of range clamp.

    Where pages are shorter than the digest, those of one that was asked for are all so, and of one that was sent the
    further ones.

    Actions: `card:<paper id>:<the action that leads back>`, `settings`, for pages `digest:<occasion>:<page>`, or
    `today:<page>` without an occasion, and `show:<occasion>` for a digest before it that may not have arrived.
    """
    if not digest.highlights:
        return nothing(digest, view, excluded=_excluded(digest, view))
    shown = _page(digest, page, view)
    around = _frame(digest, shown, view)
    items = (_item(h, number, digest, view) for number, h in enumerate(shown.highlights, shown.first))
    found = (highlight.paper for highlight in shown.highlights)
    numbers = number_rows(found, first=shown.first, back=_page_action(digest, shown.number))
    return Message((*around.begin, *items, *around.end), (*around.doubt, *numbers, around.paging))


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page says before and after its papers, and its buttons but for the papers' own."""

    begin: tuple[Block, ...]
    end: tuple[Block, ...]
    doubt: tuple[tuple[Button, ...], ...]
    paging: tuple[Button, ...]


def frame(digest: Digest, view: View) -> Frame:
    """That of the first page."""
    return _frame(digest, _page(digest, 1, view), view)


def _frame(digest: Digest, page: _Page, view: View) -> Frame:
    doubt = (Block((_doubt(digest.doubtful, digest, view),)),) if digest.doubtful else ()
    footer = _footer(digest, page, view)
    show = ((Button(view.catalog.text("button.show"), f"show:{digest.doubtful}"),),) if digest.doubtful else ()
    return Frame(
        begin=(*doubt, Block(tuple(_heading(digest, page, view)))),
        end=(Block((footer,), BlockKind.FOOTER),) if footer else (),
        doubt=show,
        paging=tuple(_paging(digest, page, view)),
    )


def _page(digest: Digest, wanted: int, view: View) -> _Page:
    later = min(digest.length, view.page_length or digest.length)
    first = digest.length if digest.occasion else later
    count = len(digest.highlights)
    number = min(max(wanted, 1), 1 + max(0, -(-(count - first) // later)))
    start, end = (0, first) if number == 1 else (first + (number - 2) * later, first + (number - 1) * later)
    return _Page(number, start + 1, digest.highlights[start:end], last=end >= count)


def _heading(digest: Digest, page: _Page, view: View) -> Iterator[Line]:
    catalog = view.catalog
    dates = catalog.dates(digest.since or digest.date, digest.date)
    if page.number > 1:
        place = catalog.text("digest.page", date=dates, numbers=_numbers(page), total=len(digest.highlights))
        yield (Span(place, Style.BOLD),)
        return
    yield (Span(_kind_of(digest, len(page.highlights), dates, view), Style.BOLD),)
    counts = _per_wish(page.highlights, [wish for wish, _ in digest.counts])
    named = [f"{name(wish.term, catalog, view.vocabulary)} {catalog.number(n)}" for wish, n in counts[:WISHES_NAMED]]
    if len(counts) > WISHES_NAMED:
        named.append(catalog.count("digest.more_wishes", len(counts) - WISHES_NAMED))
    yield (Span(" · ".join(named) + _overlap(page.highlights, len(counts), view)),)


def _kind_of(digest: Digest, papers: int, dates: str, view: View) -> str:
    """What the digest is, of which dates, with how many papers."""
    match digest.occasion.kind if digest.occasion else None:
        case DeliveryKind.FIRST:
            return view.catalog.count("digest.first", papers, date=dates)
        case DeliveryKind.LATE:
            return view.catalog.count("digest.late_edition", papers, date=dates)
        case _:
            return view.catalog.count("digest.heading", papers, date=dates)


def _doubt(doubtful: Occasion, digest: Digest, view: View) -> Line:
    yesterday = doubtful.kind is DeliveryKind.DAILY and digest.date - doubtful.date == dt.timedelta(days=1)
    if yesterday:
        return (Span(view.catalog.text("digest.doubtful_yesterday")),)
    return (Span(view.catalog.text("digest.doubtful", date=view.catalog.date(doubtful.date))),)


def _numbers(page: _Page) -> str:
    last = page.first + len(page.highlights) - 1
    return str(last) if last == page.first else f"{page.first}–{last}"


def _per_wish(highlights: Sequence[Highlight], wishes: Sequence[Wish]) -> list[tuple[Wish, int]]:
    counts = {wish: sum(any(r.wish == wish for r in h.reasons) for h in highlights) for wish in wishes}
    return [(wish, n) for wish, n in counts.items() if n]


def _overlap(highlights: Sequence[Highlight], wishes: int, view: View) -> str:
    """How many papers were counted more than once, in brackets."""
    shared = sum(len(highlight.reasons) > 1 for highlight in highlights)
    if not shared:
        return ""
    return view.catalog.count("digest.in_both" if wishes == 2 else "digest.in_several", shared)


def _item(highlight: Highlight, number: int, digest: Digest, view: View) -> Block:
    paper = highlight.paper
    summary = papers.pick_summary(paper, view.settings.languages)
    lines = (
        papers.title_line(paper, number=number),
        papers.topic_line(paper, view),
        papers.author_line(paper, view),
        _short(paper, summary, view),
        papers.reason_line(paper, highlight.reasons, view),
        papers.credit_line(paper, view, summary=summary, today=digest.date),
    )
    return Block(tuple(line for line in lines if line))


def _short(paper: Paper, summary: papers.Summary | None, view: View) -> Line:
    if summary is None:
        return papers.no_summary_line(paper, view)
    return (*papers.summary_label(summary, view), Span(summaries.short(summary.text)))


def _footer(digest: Digest, page: _Page, view: View) -> Line:
    rest = _per_wish(digest.highlights[page.first - 1 + len(page.highlights) :], [wish for wish, _ in digest.counts])
    parts = [
        view.catalog.count("digest.more_of", n, name=name(wish.term, view.catalog, view.vocabulary))
        for wish, n in rest[:WISHES_NAMED]
    ]
    parts += [text for text in (_excluded(digest, view),) if text]
    parts += _of_sources(digest.notes, view) if page.number == 1 else ()
    return (Span(" · ".join(parts)),) if parts else ()


def _excluded(digest: Digest, view: View) -> str:
    if not digest.excluded:
        return ""
    catalog = view.catalog
    named = (
        catalog.count("digest.excluded_by", n, name=name(wish.term, catalog, view.vocabulary))
        for wish, n in digest.excluded
    )
    return catalog.text("digest.excluded", names=catalog.join(named))


def _of_sources(notes: Notes, view: View) -> Iterator[str]:
    """Which sources are late, or began or ended to be broken."""
    if notes.late:
        yield view.catalog.text("digest.late", names=view.catalog.join(late.name for late in notes.late))
    for names, date in broken_by_day(notes.broken, view):
        yield view.catalog.text("digest.broken", names=names, date=date)
    if notes.mended:
        yield view.catalog.text("digest.mended", names=view.catalog.join(notes.mended))


def _page_action(digest: Digest, page: int) -> str:
    return digest.occasion.action(page) if digest.occasion else f"today:{page}"


def _paging(digest: Digest, page: _Page, view: View) -> Iterator[Button]:
    if page.number > 1:
        yield Button(view.catalog.text("button.previous"), _page_action(digest, page.number - 1))
    if not page.last:
        left = len(digest.highlights) - (page.first - 1 + len(page.highlights))
        yield Button(view.catalog.count("button.rest", left), _page_action(digest, page.number + 1))
    yield Button(view.catalog.text("button.settings"), "settings")
