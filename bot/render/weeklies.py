"""The weekly digest: a section a wish, with its papers in short, and the counts against the week before."""

from collections.abc import Iterator

from bot.digest import Highlight
from bot.message import Block, BlockKind, Button, Line, Message, Span, Style
from bot.render import papers
from bot.render.buttons import number_rows
from bot.render.digests import WISHES_NAMED
from bot.render.names import name
from bot.render.view import View
from bot.weekly import Section, Weekly


def weekly(weekly: Weekly, view: View) -> Message:
    """The digest. Actions: `card:<paper id>:<the action that leads back>`, `settings`."""
    blocks = [Block((_heading(weekly, view),)), *_sections(weekly, view)]
    footer = _others(weekly, view)
    blocks += [Block(footer, BlockKind.FOOTER)] if footer else []
    shown = (highlight.paper for highlight in weekly.shown)
    rows = number_rows(shown, first=1, back=weekly.occasion.action(1))
    return Message(tuple(blocks), (*rows, (Button(view.catalog.text("button.settings"), "settings"),)))


def _heading(weekly: Weekly, view: View) -> Line:
    catalog = view.catalog
    dates = catalog.dates(weekly.since, weekly.occasion.date)
    before = catalog.number(weekly.before)
    return (Span(catalog.count("weekly.heading", weekly.papers, dates=dates, before=before), Style.BOLD),)


def _sections(weekly: Weekly, view: View) -> Iterator[Block]:
    number = 0
    for section in weekly.sections:
        if section.shown:
            yield Block(((Span(_counts(section, view), Style.BOLD),),))
        for highlight in section.shown:
            number += 1
            yield _item(highlight, number, weekly, view)


def _item(highlight: Highlight, number: int, weekly: Weekly, view: View) -> Block:
    paper = highlight.paper
    lines = (
        papers.title_line(paper, number=number),
        papers.topic_line(paper, view),
        papers.credit_line(paper, view, summary=None, today=weekly.occasion.date),
    )
    return Block(tuple(line for line in lines if line))


def _counts(section: Section, view: View) -> str:
    wish = name(section.wish.term, view.catalog, view.vocabulary)
    return view.catalog.count("weekly.section", section.papers, name=wish, before=view.catalog.number(section.before))


def _others(weekly: Weekly, view: View) -> tuple[Line, ...]:
    """The wishes of which no paper is shown."""
    others = [section for section in weekly.sections if not section.shown]
    lines = [_counts(section, view) for section in others[:WISHES_NAMED]]
    if len(others) > WISHES_NAMED:
        lines.append(view.catalog.count("digest.more_wishes", len(others) - WISHES_NAMED))
    return tuple((Span(line),) for line in lines)
