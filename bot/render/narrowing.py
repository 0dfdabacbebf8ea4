"""Buttons that narrow a search: to a language, a source, this month or a topic, and back."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Protocol

from bot import actions
from bot.filters import Filters, can_be
from bot.message import Button
from bot.query import Search
from bot.render import papers
from bot.render.names import topic
from bot.render.view import View
from bot.terms import AllOf, AnyOf, Tag, Term
from storage.model import Paper

NAMES = ("language", "source", "month", "topic")


class Narrowable(Protocol):
    """A page of a search that can be narrowed (`render.Results`)."""

    @property
    def query(self) -> str: ...
    @property
    def papers(self) -> tuple[Paper, ...]: ...
    @property
    def search(self) -> Search | None: ...
    @property
    def filters(self) -> Filters: ...
    @property
    def month(self) -> str: ...


def filter_row(results: Narrowable, view: View) -> tuple[Button, ...]:
    """What the papers of the page could be narrowed to, and what the search is narrowed to, to be taken back."""
    if results.search is None:
        return ()
    offered = {
        "language": _language(results, view),
        "source": _source(results.papers),
        "month": _month(results),
        "topic": _topic(results, view),
    }
    return tuple(button for name, value in offered.items() for button in _buttons(name, value, results, view))


def _buttons(name: str, value: str, results: Narrowable, view: View) -> Iterator[Button]:
    if getattr(results.filters, name):
        yield _button(view.catalog.text(f"button.any_{name}"), results.filters.without(name), results)
    elif value and can_be(value):
        yield _button(_label(name, value, view), dataclasses.replace(results.filters, **{name: value}), results)


def _button(label: str, filters: Filters, results: Narrowable) -> Button:
    return Button(label, actions.search(results.query, filters=filters.spelled()))


def _label(name: str, value: str, view: View) -> str:
    match name:
        case "language":
            return view.catalog.text("button.summary_in", language=view.catalog.language_name(value))
        case "month":
            return view.catalog.text("button.this_month")
        case "topic":
            return topic(value, view.catalog, view.vocabulary)
    return value


def _language(results: Narrowable, view: View) -> str:
    """The chat's first language in which some of the papers, but not all, have a summary."""
    for language in view.settings.languages:
        having = [language in papers.summary_languages(paper) for paper in results.papers]
        if any(having) and not all(having):
            return language
    return ""


def _source(found: Iterable[Paper]) -> str:
    """The source that has most of the papers, where it has not all."""
    return _commonest({entry.source for entry in paper.entries} for paper in found)


def _month(results: Narrowable) -> str:
    """The reader's month, where some of the papers are older."""
    newest = [max(entry.date for entry in paper.entries).isoformat()[:7] for paper in results.papers]
    return results.month if any(month < results.month for month in newest) else ""


def _topic(results: Narrowable, view: View) -> str:
    """The topic that most of the papers have, of those that the search does not name and that not all have."""
    term = results.search.term if results.search else None
    named = {above for slug in _slugs(term) for above in view.vocabulary.closed([slug])} if term else set()
    return _commonest(set(papers.shown_topics(paper, view)) - named for paper in results.papers)


def _slugs(term: Term) -> Iterator[str]:
    match term:
        case Tag(slug):
            yield slug
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _slugs(part)


def _commonest(values: Iterable[set[str]]) -> str:
    """The value that most have, but not all; of equals the first by name."""
    sets = list(values)
    counts = Counter(value for one in sets for value in one)
    some = {value: count for value, count in counts.items() if count < len(sets)}
    return min(some, key=lambda value: (-some[value], value), default="")
