"""The parts of a paper as a reader sees them: title, topics, authors, summary, links and who published it."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adapters.model import Origin
from bot.authors import in_order
from bot.digest import Reason
from bot.message import Line, Span, Style
from bot.render.names import name, topic
from bot.render.view import View
from storage.model import Paper, StoredEntry

TOPICS_SHOWN = 4
AUTHORS_SHOWN = 3
PUBLISHERS_SHOWN = 4
LINK_KINDS = ("abs", "pdf", "code", "project")

_PICTURE = re.compile(r"\.(?:png|jpe?g|webp|gif)(?:\?|$)", re.IGNORECASE)
_STRENGTH = {origin: place for place, origin in enumerate(Origin)}
_ARXIV = {"abs": "https://arxiv.org/abs/", "pdf": "https://arxiv.org/pdf/"}
_DOT = Span(" · ")


@dataclass(frozen=True, slots=True)
class Summary:
    """What an entry says of a paper in one language."""

    language: str
    text: str
    entry: StoredEntry


def pick_summary(paper: Paper, languages: Sequence[str]) -> Summary | None:
    """The paper's summary in the first of the languages that has one; None when none has."""
    return next(
        (
            Summary(language, text, entry)
            for language in languages
            for entry in paper.entries
            if (text := entry.entry.summaries.get(language, "").strip())
        ),
        None,
    )


def summary_languages(paper: Paper) -> tuple[str, ...]:
    """The languages in which the paper has a summary, sorted."""
    return tuple(sorted({code for e in paper.entries for code, text in e.entry.summaries.items() if text.strip()}))


def links(paper: Paper) -> dict[str, str]:
    """The paper's web addresses by kind, in the order of LINK_KINDS; arXiv's follow from the id."""
    known = {kind: url for entry in reversed(paper.entries) for kind, url in entry.entry.links.items()}
    if paper.arxiv_id:
        known |= {kind: root + paper.arxiv_id for kind, root in _ARXIV.items()}
    elif paper.doi:
        known.setdefault("abs", f"https://doi.org/{paper.doi}")
    return {kind: known[kind] for kind in LINK_KINDS if is_web(known.get(kind))}


def picture(paper: Paper) -> str | None:
    """The address of the paper's first picture; videos and addresses that are not complete are none."""
    found = (entry.entry.media_url for entry in paper.entries)
    return next((url for url in found if is_web(url) and url is not None and _PICTURE.search(url)), None)


def is_web(url: str | None) -> bool:
    """Whether an address from outside may become a link."""
    return url is not None and url.lower().startswith(("https://", "http://"))


def title_line(paper: Paper, *, number: int | None = None) -> Line:
    """The linked title, numbered in a list."""
    urls = links(paper)
    title = Span(paper.title, Style.BOLD, next(iter(urls.values()), None))
    return (title,) if number is None else (Span(f"{number}. "), title)


def topic_line(paper: Paper, view: View) -> Line:
    """The narrowest topics, those said by a publisher or the title before those found in the text."""
    slugs = shown_topics(paper, view)
    return (Span(" · ".join(topic(slug, view.catalog, view.vocabulary) for slug in slugs)),) if slugs else ()


def shown_topics(paper: Paper, view: View) -> list[str]:
    """At most TOPICS_SHOWN topics, narrowest first, without their broader ones."""
    vocabulary = view.vocabulary
    known = {found.slug: found.origin for found in paper.topics if found.slug in vocabulary.concepts}
    broader = {above for slug in known for above in vocabulary.closed([slug]) - {slug}}
    surest = sorted(known.keys() - broader, key=lambda slug: (_STRENGTH[known[slug]], slug))[:TOPICS_SHOWN]
    return sorted(surest, key=lambda slug: (len(vocabulary.narrower(slug)), _STRENGTH[known[slug]], slug))


def author_line(paper: Paper, view: View, *, shown: int = AUTHORS_SHOWN) -> Line:
    """The authors: all when they are few, else the first and a count, or a count where their order is not known."""
    ordered, catalog = in_order(paper, view.adapters), view.catalog
    authors = ordered or paper.authors
    if not authors:
        return ()
    if len(authors) <= shown:
        return (Span(catalog.join(authors)),)
    if ordered:
        return (Span(catalog.count("authors.first_and", len(authors) - 1, first=authors[0])),)
    return (Span(catalog.count("authors.count", len(authors))),)


def summary_label(summary: Summary, view: View) -> Line:
    """The name of the summary's language, where it is not the chat's first."""
    if summary.language == view.settings.languages[0]:
        return ()
    language = view.catalog.language_name(summary.language)
    return (Span(view.catalog.text("summary.in_language", language=language), Style.ITALIC),)


def no_summary_line(paper: Paper, view: View) -> Line:
    """In which languages there is a summary, when none is one of the chat's."""
    languages = summary_languages(paper)
    if not languages:
        return (Span(view.catalog.text("summary.none"), Style.ITALIC),)
    names = view.catalog.join(view.catalog.language_name(code) for code in languages)
    return (Span(view.catalog.text("summary.only_in", languages=names), Style.ITALIC),)


def reason_line(paper: Paper, reasons: Sequence[Reason], view: View) -> Line:
    """Why the paper is here, and how its source's readers voted."""
    parts = [text for text in (_why(reasons, view), _votes(paper, view)) if text]
    return (Span(" · ".join(parts)),) if parts else ()


def credit_line(paper: Paper, view: View, *, summary: Summary | None, today: dt.date | None = None) -> Line:
    """Links to the paper, then its publishers with their issues; the year where it is not `today`'s."""
    shown = [Span(view.catalog.text(f"link.{kind}"), url=url) for kind, url in links(paper).items()]
    spans = [*_dotted(shown), *([Span(" | ")] if shown else []), *_dotted(_publishers(paper, view, today))]
    if summary is not None and view.machine_written(summary.entry.adapter):
        spans += [_DOT, Span(view.catalog.text("summary.machine_written"))]
    return tuple(spans)


def _why(reasons: Sequence[Reason], view: View) -> str:
    wanted = [reason for reason in reasons if reason.wish.wanted]
    if not wanted:
        return ""
    return view.catalog.text("reason.why", reasons=view.catalog.join(_reason(reason, view) for reason in wanted))


def _reason(reason: Reason, view: View) -> str:
    called = name(reason.wish.term, view.catalog, view.vocabulary)
    if reason.origin is None:
        return called
    origin = view.catalog.text(f"origin.{reason.origin.value}")
    return view.catalog.text("reason.origin", name=called, origin=origin)


def _votes(paper: Paper, view: View) -> str:
    catalog = view.catalog
    for entry in paper.entries:
        if entry.vote_rank is not None and entry.entry.votes is not None:
            votes = catalog.count("votes.count", entry.entry.votes)
            place = catalog.ordinal(entry.vote_rank)
            return catalog.text("votes.standing", votes=votes, place=place, papers=catalog.number(entry.issue_papers))
    return ""


def _publishers(paper: Paper, view: View, today: dt.date | None) -> Iterator[Span]:
    newest: dict[str, StoredEntry] = {}
    for entry in paper.entries:
        if entry.source not in newest or entry.date > newest[entry.source].date:
            newest[entry.source] = entry
    for entry in list(newest.values())[:PUBLISHERS_SHOWN]:
        date = view.catalog.day(entry.date, year=today is None or entry.date.year != today.year)
        key = "source.dated" if entry.dated else "source.arrived"
        text = view.catalog.text(key, source=entry.source, date=date)
        yield Span(text, url=entry.issue_url if is_web(entry.issue_url) else None)


def _dotted(spans: Iterator[Span] | Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in spans:
        joined += [_DOT, span] if joined else [span]
    return joined
