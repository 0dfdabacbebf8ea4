"""feed: an item of any RSS, Atom or JSON feed is what it says of one paper."""

import datetime as dt
from collections.abc import Iterable

from adapters import markdown as md
from adapters.adapter import Adapter
from adapters.errors import ParseError
from adapters.feeds import Item, parse_feed
from adapters.model import Entry, Issue, Ref
from adapters.text import language_of

NAME = "feed"


def parse(text: str, ref: Ref) -> Issue:
    """Read a whole feed as one issue, of the date of its newest item."""
    items = [item for item in parse_feed(text, ref.key) if item.title]
    dates = [item.date for item in items if item.date]
    return _issue(ref, None, max(dates, default=None), items)


def issue_of(item: Item, ref: Ref) -> Issue:
    """The issue that an item is, with its one entry. Raises ParseError for one without a title."""
    if not item.title:
        raise ParseError("an item without a title", file=ref.url or ref.key)
    return _issue(ref, item.title, item.date, [item])


def _issue(ref: Ref, title: str | None, date: dt.date | None, items: Iterable[Item]) -> Issue:
    entries = tuple(map(_entry, items))
    said = " ".join(entry.title for entry in entries)
    return Issue(NAME, ref.key, date, title, ref.url, language_of(said), entries)


def _entry(item: Item) -> Entry:
    arxiv = md.find_arxiv(item.link or "")
    arxiv = arxiv if arxiv.id else md.find_arxiv(item.text)
    links = md.entry_links(arxiv, item.text)
    if item.link and not arxiv.id:
        links["abs"] = item.link
    return Entry(
        title=item.title,
        arxiv_id=arxiv.id,
        arxiv_version=arxiv.version,
        authors=item.authors,
        tags=item.tags,
        media_url=md.first_media(item.text.split("\n"), item.link),
        links=links,
        summaries=md.by_language(md.readable(item.text.split("\n"))),
    )


ADAPTER = Adapter(
    name=NAME,
    homepage="https://www.rssboard.org/rss-specification",
    example="https://rss.arxiv.org/rss/cs.CV",
    language="en",
    parse=parse,
    marks=(),
    needs=1,
    machine_written=False,
)
