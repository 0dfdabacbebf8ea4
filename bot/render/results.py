"""The pages of a search, and the few titles that a group sees of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import actions
from bot.message import Block, Button, Line, Message, Span, Style
from bot.render import papers
from bot.render.buttons import number_rows
from bot.render.names import topic
from bot.render.view import View
from storage.model import Paper

PAGE_LENGTH = 10
SHORT_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Results:
    """A page (counted from 1) of at most PAGE_LENGTH papers that a search found, newest first.

    `total` is exact unless there are `more`; `query` is what the person wrote. `near` are the slugs of topics that may
    have been meant when nothing was found.
    """

    query: str
    papers: tuple[Paper, ...]
    total: int
    more: bool
    page: int
    near: tuple[str, ...] = ()


def search(results: Results, view: View) -> Message:
    """A page of short results. Actions: `card:<paper id>:<the action that leads back>`, `search:<page>:<query>`.

    A query that does not fit an action is left out of it.
    """
    if not results.papers:
        return _nothing(results, view)
    first = (results.page - 1) * PAGE_LENGTH + 1
    items = (_item(paper, number, view) for number, paper in enumerate(results.papers, first))
    rows = number_rows(results.papers, first=first, back=actions.search(results.query, page=results.page))
    paging = tuple(_paging(results, view))
    heading = (Span(results_heading(results, view), Style.BOLD),)
    return Message((Block((heading,)), *items), (*rows, *([paging] if paging else [])))


def short_results(heading: str, found: Sequence[Paper], view: View, *, action: str) -> Message:
    """At most SHORT_LENGTH titles for all to see, silently; `action` is what the button does in a private chat."""
    titles = tuple(papers.title_line(paper, number=n) for n, paper in enumerate(found[:SHORT_LENGTH], 1))
    button = Button(view.catalog.text("button.open_privately"), action, private=True)
    return Message((Block(((Span(heading, Style.BOLD),), *titles)),), ((button,),), silent=True)


def _nothing(results: Results, view: View) -> Message:
    lines: list[Line] = [(Span(results_heading(results, view)),)]
    names = [topic(slug, view.catalog, view.vocabulary) for slug in results.near]
    if names:
        lines.append((Span(view.catalog.text("search.near")),))
    buttons = tuple((Button(name, actions.search(name)),) for name in names)
    return Message((Block(tuple(lines)),), buttons)


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


def _item(paper: Paper, number: int, view: View) -> Block:
    lines = (
        papers.title_line(paper, number=number),
        papers.topic_line(paper, view),
        papers.author_line(paper, view),
        papers.credit_line(paper, view, summary=None),
    )
    return Block(tuple(line for line in lines if line))


def _paging(results: Results, view: View) -> Iterator[Button]:
    if results.page > 1:
        yield Button(view.catalog.text("button.previous"), actions.search(results.query, page=results.page - 1))
    if results.more or results.page * PAGE_LENGTH < results.total:
        yield Button(view.catalog.text("button.more"), actions.search(results.query, page=results.page + 1))
