"""arxiv: the submissions of a category, from the Atom that arXiv's API answers with.

https://info.arxiv.org/help/api/user-manual.html
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from adapters import markdown as md
from adapters.adapter import Adapter
from adapters.feeds import parse_xml
from adapters.model import Entry, Issue, Ref
from adapters.text import clean

NAME = "arxiv"
CATEGORY = re.compile(r"[a-z][a-z-]{1,20}(?:\.[A-Za-z-]{2,20})?")


def parse(text: str, ref: Ref) -> Issue:
    """Read an answer of the API as one issue, of the newest submission's day."""
    days = submissions(text, ref.key)
    entries = tuple(entry for day in sorted(days, reverse=True) for entry in days[day])
    return issue_of(ref, None, max(days, default=None), entries)


def submissions(text: str, file: str) -> dict[dt.date, list[Entry]]:
    """The entries of an answer by the day of their first version (UTC). Raises ParseError."""
    days: dict[dt.date, list[Entry]] = defaultdict(list)
    for one in parse_xml(text, file):
        entry, moment = _entry(one), one.get("published_parsed")
        if entry is not None and moment:
            days[dt.date(*moment[:3])].append(entry)
    return dict(days)


def issue_of(ref: Ref, title: str | None, date: dt.date | None, entries: tuple[Entry, ...]) -> Issue:
    """The issue of a day. The title tells categories apart: two with the same papers are not one issue that moved."""
    return Issue(NAME, ref.key, date, title, ref.url, ADAPTER.language, entries)


def _entry(one: Any) -> Entry | None:
    arxiv = md.find_arxiv(one.get("id", ""))
    title = md.squeeze(clean(one.get("title", "")))
    if not arxiv.id or not title:
        return None
    summary = md.squeeze(clean(one.get("summary", "")))
    return Entry(
        title=title,
        arxiv_id=arxiv.id,
        arxiv_version=arxiv.version,
        doi=clean(one.get("arxiv_doi", "")) or None,
        authors=tuple(filter(None, (md.squeeze(clean(author.get("name", ""))) for author in one.get("authors", ())))),
        links=md.entry_links(arxiv, f"{summary} {clean(one.get('arxiv_comment', ''))}"),
        summaries={"en": summary} if summary else {},
        categories=tuple(_categories(one)),
    )


def _categories(one: Any) -> Iterator[str]:
    for tag in one.get("tags", ()):
        term = str(tag.get("term", ""))
        if CATEGORY.fullmatch(term):
            yield term


ADAPTER = Adapter(
    name=NAME,
    homepage="https://arxiv.org/",
    example="https://export.arxiv.org/api/query?search_query=cat:cs.CV&sortBy=submittedDate&sortOrder=descending",
    language="en",
    parse=parse,
    marks=(),
    needs=1,
    machine_written=False,
    authors_ordered=True,
    stream=True,
)
