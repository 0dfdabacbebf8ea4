"""Why a paper is, or is not, in a chat's digest."""

from collections.abc import Sequence

from bot.digest import Reason
from bot.message import Block, Line, Message, Span
from bot.render import papers
from bot.render.names import name
from bot.render.view import View
from storage.model import Paper


def why(paper: Paper, reasons: Sequence[Reason], view: View) -> Message:
    """The wishes that want the paper and who said so, the nevers that leave it out, and its votes."""
    excluding = [name(reason.wish.term, view.catalog, view.vocabulary) for reason in reasons if not reason.wish.wanted]
    lines: list[Line] = [papers.title_line(paper), papers.reason_line(paper, reasons, view)]
    if not any(reason.wish.wanted for reason in reasons):
        lines.append((Span(view.catalog.text("why.none")),))
    if excluding:
        lines.append((Span(view.catalog.text("why.excluded", names=view.catalog.join(excluding))),))
    return Message((Block(tuple(line for line in lines if line)),))
