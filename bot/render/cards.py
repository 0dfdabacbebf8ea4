"""The full card of one paper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot import actions
from bot import summary as summaries
from bot.digest import Reason
from bot.message import Block, BlockKind, Button, Line, Message, Span, Style
from bot.render import papers
from bot.render.view import View
from storage.model import Opinion, Paper
from storage.noted import Attitude

AUTHORS_SHOWN = 20
TOOLS = ("save", "unsave", "like", "neither_like", "less", "neither_less", "never", "share", "similar")


@dataclass(frozen=True, slots=True)
class CardState:
    """How a card is shown, which its buttons carry on: in which language, and from which list it was opened.

    `language` "" is the chat's first that has a summary; `back` is the action that leads back, "" for none.
    """

    language: str = ""
    back: str = ""

    def action(self, verb: str, paper_id: int, *parts: str) -> str:
        """What a button of the card carries: `verb:<paper id>:<parts>:<language>:<back>`."""
        return actions.of_paper(verb, paper_id, *parts, self.language, back=self.back)

    def shown_by(self, paper_id: int) -> str:
        """The action that shows the card so."""
        if self.language:
            return self.action("lang", paper_id)
        return actions.of_paper("card", paper_id, back=self.back)


def card(
    paper: Paper,
    view: View,
    *,
    reasons: Sequence[Reason] = (),
    language: str | None = None,
    back: str = "",
    attitude: Attitude | None = None,
) -> Message:
    """Everything known of a paper. `language` shows the summary of that language, asked for by a button.

    `back` is the action of the button that leads back, which is left out when it is empty. `attitude` is the reader's;
    None where others read along. Actions: `save`, `unsave`, `like`, `less`, `neither`, `never` and `share` as
    `CardState.action` has them, `lang:<paper id>:<language>:<back>`, and `similar:<paper id>:<back to the card>`.
    """
    state = CardState(language or "", back)
    message = _plain(paper, view, reasons, state)
    return replace(message, buttons=(*_tools(paper, view, state, attitude), *_ways(paper, view, state)))


def shared_card(paper: Paper, view: View, heading: str) -> Message:
    """The card as it is posted for all to see, under a heading; what they press answers them alone."""
    message = _plain(paper, view, (), CardState())
    opinions = next(_tools(paper, view, CardState(), None))
    blocks = (Block(((Span(heading, Style.ITALIC),),)), *message.blocks)
    return Message(blocks, (opinions, *_ways(paper, view, CardState())))


def _plain(paper: Paper, view: View, reasons: Sequence[Reason], state: CardState) -> Message:
    summary = papers.pick_summary(paper, (state.language,) if state.language else view.settings.languages)
    head = (
        papers.title_line(paper),
        papers.topic_line(paper, view),
        papers.author_line(paper, view, shown=AUTHORS_SHOWN),
    )
    foot = (papers.reason_line(paper, reasons, view), papers.credit_line(paper, view, summary=summary))
    blocks = (Block(_said(head)), *_summary(paper, summary, view), Block(_said(foot), BlockKind.FOOTER))
    return Message(blocks, picture=papers.picture(paper) if view.settings.pictures else None)


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


def _tools(paper: Paper, view: View, state: CardState, attitude: Attitude | None) -> Iterator[tuple[Button, ...]]:
    """What the reader can do with the paper; what they did can be taken back."""
    done = attitude or Attitude()
    verbs = (
        "unsave" if done.saved else "save",
        "neither_like" if done.opinion is Opinion.LIKE else "like",
        "neither_less" if done.opinion is Opinion.LESS else "less",
    )
    yield tuple(_tool(verb, paper, view, state) for verb in verbs)
    rest = ("never", "share") if papers.shown_topics(paper, view) else ("share",)
    alike = actions.of_paper("similar", paper.id, back=actions.of_paper("card", paper.id))
    yield (
        *(_tool(verb, paper, view, state) for verb in rest),
        Button(view.catalog.text("button.similar"), alike),
    )


def _tool(name: str, paper: Paper, view: View, state: CardState) -> Button:
    """A button of TOOLS; what follows the underscore only names it."""
    return Button(view.catalog.text(f"button.{name}"), state.action(name.partition("_")[0], paper.id))


def _ways(paper: Paper, view: View, state: CardState) -> Iterator[tuple[Button, ...]]:
    """The card in other languages, and the way back."""
    summary = papers.pick_summary(paper, (state.language,) if state.language else view.settings.languages)
    shown = summary.language if summary else None
    others = [code for code in papers.summary_languages(paper) if code != shown]
    if others:
        yield tuple(_language_button(paper, code, view, state) for code in others)
    if state.back:
        yield (Button(view.catalog.text("button.back"), state.back),)


def _language_button(paper: Paper, code: str, view: View, state: CardState) -> Button:
    label = view.catalog.text("button.read_in", language=view.catalog.language_name(code))
    return Button(label, replace(state, language=code).action("lang", paper.id))
