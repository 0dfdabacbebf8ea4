"""Papers as the page and its feeds show them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot import summary as summaries
from bot.catalog import LANGUAGES
from bot.message import Line, Span
from bot.render import names, papers
from bot.render.view import View
from storage.model import Paper


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a paper, and what it is called."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A paper. `label` and `said` are its summary in `language`, "" without one; `rest` is the long part, in lines.

    Without one, `others` are the languages of the page in which there is one.
    """

    title: Span
    topics: tuple[Topic, ...]
    authors: Line
    label: Line
    said: Line
    language: str
    rest: tuple[str, ...]
    others: tuple[str, ...]
    credit: Line


def show(paper: Paper, view: View, said: Line = (), summary: papers.Summary | None = None) -> Shown:
    """The paper for a reader; a search has words of its own (`said`) from one of its summaries."""
    summary = summary or papers.pick_summary(paper, view.settings.languages)
    short, rest = summaries.split(summary.text) if summary else ("", "")
    return Shown(
        title=papers.title_line(paper)[0],
        topics=tuple(topics(paper, view)),
        authors=papers.author_line(paper, view),
        label=papers.summary_label(summary, view) if summary and not said else (),
        said=said or ((Span(short),) if summary else papers.no_summary_line(paper, view)),
        language=summary.language if summary else "",
        rest=tuple(line for line in rest.split("\n") if line) if not said else (),
        others=() if summary else tuple(code for code in papers.summary_languages(paper) if code in LANGUAGES),
        credit=papers.credit_line(paper, view, summary=summary),
    )


def topics(paper: Paper, view: View) -> Iterator[Topic]:
    """The topics that are shown of a paper, narrowest first."""
    for slug in papers.shown_topics(paper, view):
        yield Topic(slug, names.topic(slug, view.catalog, view.vocabulary))


def by_topic(found: Sequence[Paper], view: View) -> list[tuple[Topic | None, list[Paper]]]:
    """Every paper once, under its first topic; the topics with most papers first, papers without any last."""
    groups: dict[Topic | None, list[Paper]] = {}
    for paper in found:
        groups.setdefault(next(topics(paper, view), None), []).append(paper)
    return sorted(groups.items(), key=lambda group: (group[0] is None, -len(group[1]), group[0] and group[0].name))
