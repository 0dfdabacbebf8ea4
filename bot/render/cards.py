"""The full card of one paper."""

from collections.abc import Iterator, Sequence

from bot import summary as summaries
from bot.digest import Reason
from bot.message import Block, BlockKind, Button, Line, Message, Span
from bot.render import papers
from bot.render.view import View
from storage.model import Paper

AUTHORS_SHOWN = 20


def card(
    paper: Paper,
    view: View,
    *,
    reasons: Sequence[Reason] = (),
    language: str | None = None,
    back: str = "",
) -> Message:
    """Everything known of a paper. `language` shows the summary of that language, asked for by a button.

    `back` is the action of the button that leads back, which is left out when it is empty. Other languages have a
    button each, with the action `lang:<paper id>:<language>:<back>`.
    """
    languages = view.settings.languages if language is None else (language,)
    summary = papers.pick_summary(paper, languages)
    head = (
        papers.title_line(paper),
        papers.topic_line(paper, view),
        papers.author_line(paper, view, shown=AUTHORS_SHOWN),
    )
    foot = (papers.reason_line(paper, reasons, view), papers.credit_line(paper, view, summary=summary))
    blocks = (Block(_said(head)), *_summary(paper, summary, view), Block(_said(foot), BlockKind.FOOTER))
    return Message(blocks, tuple(_buttons(paper, summary, view, back)))


def _said(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line)


def _summary(paper: Paper, summary: papers.Summary | None, view: View) -> Iterator[Block]:
    if summary is None:
        yield Block((papers.no_summary_line(paper, view),))
        return
    short, rest = summaries.split(summary.text)
    yield Block(((*papers.summary_label(summary, view), Span(short)),))
    if rest:
        yield Block(tuple((Span(line),) for line in rest.split("\n")), BlockKind.MORE)


def _buttons(paper: Paper, summary: papers.Summary | None, view: View, back: str) -> Iterator[tuple[Button, ...]]:
    shown = summary.language if summary else None
    others = [code for code in papers.summary_languages(paper) if code != shown]
    if others:
        yield tuple(_language_button(paper, code, view, back) for code in others)
    if back:
        yield (Button(view.catalog.text("button.back"), back),)


def _language_button(paper: Paper, code: str, view: View, back: str) -> Button:
    label = view.catalog.text("button.read_in", language=view.catalog.language_name(code))
    return Button(label, f"lang:{paper.id}:{code}:{back}")
