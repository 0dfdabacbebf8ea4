"""The papers that are like a paper."""

from collections.abc import Sequence

from bot import actions
from bot.alike import Likeness
from bot.message import Block, Button, Line, Message, Span, Style
from bot.render import papers
from bot.render.buttons import number_rows
from bot.render.names import topic
from bot.render.view import View
from storage.model import Paper

NAMED = 5  # of what two papers share


def similar(paper: Paper, found: Sequence[Likeness], view: View, *, back: str = "") -> Message:
    """Short results, each with what it shares. Actions: `card:<paper id>:similar:<paper id>:`; `back` leads back."""
    ways = ((Button(view.catalog.text("button.back"), back),),) if back else ()
    if not found:
        return Message((Block(((Span(view.catalog.text("similar.none", title=paper.title)),),)),), ways)
    heading = (Span(view.catalog.text("similar.heading", title=paper.title), Style.BOLD),)
    rows = number_rows((one.paper for one in found), first=1, back=actions.of_paper("similar", paper.id))
    return Message((Block((heading,)), *(_item(one, n, view) for n, one in enumerate(found, 1))), (*rows, *ways))


def _item(one: Likeness, number: int, view: View) -> Block:
    lines: tuple[Line, ...] = (
        papers.title_line(one.paper, number=number),
        papers.author_line(one.paper, view),
        (Span(view.catalog.text("similar.shared", names=view.catalog.join(_names(one, view)))),),
        papers.credit_line(one.paper, view, summary=None),
    )
    return Block(tuple(line for line in lines if line))


def _names(one: Likeness, view: View) -> list[str]:
    topics = [topic(slug, view.catalog, view.vocabulary) for slug in one.topics]
    return [*topics, *(f"“{word}”" for word in one.words)][:NAMED]
