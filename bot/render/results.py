"""The pages of a search."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.message import Block, Button, Line, Message, Span, Style
from bot.render import papers
from bot.render.buttons import number_rows
from bot.render.names import topic
from bot.render.view import View
from storage.model import Paper

PAGE_LENGTH = 10


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
    """A page of short results. Actions: `card:<paper id>:<the action that leads back>`, `search:<page>:<query>`."""
    if not results.papers:
        return _nothing(results, view)
    first = (results.page - 1) * PAGE_LENGTH + 1
    items = (_item(paper, number, view) for number, paper in enumerate(results.papers, first))
    rows = number_rows(results.papers, first=first, back=f"search:{results.page}:{results.query}")
    paging = tuple(_paging(results, view))
    return Message((Block((_heading(results, view),)), *items), (*rows, *([paging] if paging else [])))


def _nothing(results: Results, view: View) -> Message:
    lines: list[Line] = [(Span(view.catalog.text("search.none", query=results.query)),)]
    names = [topic(slug, view.catalog, view.vocabulary) for slug in results.near]
    if names:
        lines.append((Span(view.catalog.text("search.near")),))
    buttons = tuple((Button(name, f"search:1:{name}"),) for name in names)
    return Message((Block(tuple(lines)),), buttons)


def _heading(results: Results, view: View) -> Line:
    catalog = view.catalog
    key = "search.heading_more" if results.more else "search.heading"
    parts = [catalog.count(key, results.total, query=results.query)]
    if results.page > 1:
        parts.append(catalog.text("search.page", page=results.page))
    return (Span(" · ".join(parts), Style.BOLD),)


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
        yield Button(view.catalog.text("button.previous"), f"search:{results.page - 1}:{results.query}")
    if results.more or results.page * PAGE_LENGTH < results.total:
        yield Button(view.catalog.text("button.more"), f"search:{results.page + 1}:{results.query}")
