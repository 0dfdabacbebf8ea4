"""The pages of a search, and the few titles that a group sees of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import actions
from bot.filters import NO_FILTERS, Filters
from bot.message import Block, Button, Line, Message, Span, Style
from bot.query import Aim, Search, spell
from bot.render import papers
from bot.render.buttons import number_rows
from bot.render.names import name
from bot.render.narrowing import filter_row
from bot.render.view import View
from bot.snippet import snippet
from bot.terms import AllOf, Tag, Term, Words
from storage.model import Paper

PAGE_LENGTH = 10
SHORT_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Results:
    """A page (counted from 1) of at most `length` papers that a search found, the best answer first.

    `total` is exact unless there are `more`; `query` is what the person wrote. `near` is what may have been
    meant when nothing was found. `search` is what was understood of the query, `aims` what it looks for, and
    `filters` what it is narrowed to. `month` is the reader's, YYYY-MM.
    """

    query: str
    papers: tuple[Paper, ...]
    total: int
    more: bool
    page: int
    near: tuple[Term, ...] = ()
    length: int = PAGE_LENGTH
    search: Search | None = None
    aims: tuple[Aim, ...] = ()
    filters: Filters = NO_FILTERS
    month: str = ""


def search(results: Results, view: View) -> Message:
    """A page of short results. Actions: `card:<paper id>:<the action that leads back>`, `search:<page>:<query>`,
    `follow:<filters>:<query>`.

    A query that does not fit an action is left out of it.
    """
    if not results.papers:
        return _nothing(results, view)
    first = (results.page - 1) * results.length + 1
    items = (_item(paper, number, results, view) for number, paper in enumerate(results.papers, first))
    rows = number_rows(results.papers, first=first, back=_page(results, results.page))
    ways = (tuple(_paging(results, view)), filter_row(results, view), tuple(_following(results, view)))
    return Message((Block(tuple(_heading(results, view))), *items), (*rows, *(row for row in ways if row)))


def short_results(heading: str, found: Sequence[Paper], view: View, *, action: str) -> Message:
    """At most SHORT_LENGTH titles for all to see, silently; `action` is what the button does in a private chat."""
    titles = tuple(papers.title_line(paper, number=n) for n, paper in enumerate(found[:SHORT_LENGTH], 1))
    button = Button(view.catalog.text("button.open_privately"), action, private=True)
    return Message((Block(((Span(heading, Style.BOLD),), *titles)),), ((button,),), silent=True)


def _nothing(results: Results, view: View) -> Message:
    lines: list[Line] = [(Span(results_heading(results, view)),)]
    lines += [(Span(said, Style.ITALIC),) for said in understood(results, view)]
    if results.near:
        lines.append((Span(view.catalog.text("search.near")),))
    offers = (instead(term, view) for term in results.near)
    buttons = tuple((Button(said, actions.search(query)),) for said, query in offers)
    narrowed = filter_row(results, view)
    return Message((Block(tuple(lines)),), (*buttons, *([narrowed] if narrowed else [])))


def instead(term: Term, view: View) -> tuple[str, str]:
    """What is shown of a term that may have been meant, and the search for it."""
    said = name(term, view.catalog, view.vocabulary)
    return said, said if isinstance(term, Tag) else spell(term)


def results_heading(results: Results, view: View) -> str:
    """What was searched and how much was found."""
    catalog = view.catalog
    if not results.papers:
        return catalog.text("search.none", query=results.query)
    key = "search.heading_more" if results.more else "search.heading"
    parts = [catalog.count(key, results.total, query=results.query)]
    if results.page > 1:
        parts.append(catalog.text("search.page", page=results.page))
    return " · ".join(parts)


def _heading(results: Results, view: View) -> Iterator[Line]:
    yield (Span(results_heading(results, view), Style.BOLD),)
    for said in understood(results, view):
        yield (Span(said, Style.ITALIC),)


def understood(results: Results, view: View) -> Iterator[str]:
    """What a search was taken for, where that is more than its plain words."""
    found = results.search
    if found is None or found.term is None:
        return
    parts = [] if found.term == AllOf(()) or isinstance(found.term, Words) else [_called(found.term, view)]
    dates = [("search.since", found.dates.first), ("search.until", found.dates.last)]
    parts += [view.catalog.text(key, date=view.catalog.day(date, year=True)) for key, date in dates if date]
    if parts:
        yield view.catalog.text("search.understood", terms=" · ".join(parts))


def _called(term: Term, view: View) -> str:
    match term:
        case AllOf(parts):
            return " · ".join(name(part, view.catalog, view.vocabulary) for part in parts)
    return name(term, view.catalog, view.vocabulary)


def _item(paper: Paper, number: int, results: Results, view: View) -> Block:
    summary, said = said_of(paper, results, view)
    lines = (
        papers.title_line(paper, number=number),
        papers.topic_line(paper, view),
        papers.author_line(paper, view),
        said,
        papers.credit_line(paper, view, summary=summary),
    )
    return Block(tuple(line for line in lines if line))


def said_of(paper: Paper, results: Results, view: View) -> tuple[papers.Summary | None, Line]:
    """The part of a summary that says what was looked for, in the first of the chat's languages where one does."""
    for language in view.settings.languages:
        summary = papers.pick_summary(paper, (language,))
        pieces = snippet(summary.text, results.aims) if summary else ()
        if summary and pieces:
            spans = (Span(piece.text, Style.BOLD if piece.hit else Style.PLAIN) for piece in pieces)
            return summary, (*papers.summary_label(summary, view), *spans)
    return None, ()


def _page(results: Results, page: int) -> str:
    return actions.search(results.query, page=page, filters=results.filters.spelled())


def _paging(results: Results, view: View) -> Iterator[Button]:
    if results.page > 1:
        yield Button(view.catalog.text("button.previous"), _page(results, results.page - 1))
    if results.more or results.page * results.length < results.total:
        yield Button(view.catalog.text("button.more"), _page(results, results.page + 1))


def _following(results: Results, view: View) -> Iterator[Button]:
    """The search as a subscription, where it looks for more than a time."""
    searched = results.search is not None and results.search.term != AllOf(())
    if searched or results.filters.without("month") != NO_FILTERS:
        action = actions.follow(results.query, filters=results.filters.spelled())
        yield Button(view.catalog.text("button.follow"), action)
