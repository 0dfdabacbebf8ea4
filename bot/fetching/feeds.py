"""A feed: every item is an issue, of one entry or, with several papers in it, of all that it links to."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from adapters import charsets, feeds, registry
from adapters.errors import AdapterError
from adapters.feeds import Item
from adapters.model import Issue, Ref
from adapters.publishers import feed
from bot.fetching.asking import Ask
from bot.fetching.papers import several_papers
from bot.fetching.places import Document, Found, Look, Noted, Unread, Web

ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
_DIGITS = str.maketrans("0123456789", "ghijklmnop")  # a key without digits holds no date


@dataclass(frozen=True, slots=True)
class Feed:
    """`feed:URL#ADAPTER`; an `adapter` other than `feed` says that every item is an issue of that format."""

    url: str
    adapter: str | None = None
    every: dt.timedelta = dt.timedelta(minutes=30)

    @property
    def address(self) -> str:
        """What the store knows it by."""
        return f"feed:{self.url}{f'#{self.adapter}' if self.adapter else ''}"

    @property
    def name(self) -> str:
        """What readers know it by."""
        return self.adapter if self.adapter not in (None, feed.NAME) else urlsplit(self.url).hostname or self.url

    @property
    def under(self) -> str:
        """How the keys of its issues begin."""
        parts = urlsplit(self.url)
        return f"{parts.netloc}{parts.path}/"

    async def look(self, web: Web, look: Look) -> AsyncGenerator[Found]:
        """The whole feed, if it changed."""
        answer = await web.fetch(Ask(self.url, look.notes.get(self.url, {}), accept=ACCEPT))
        if answer.body is None:
            yield Noted(self.url, answer.note, answer.fresh)
        else:
            yield Document(self.url, self.url, answer.body, answer.note, answer.charset, answer.fresh)

    def read(self, document: Document) -> Iterator[Issue | Unread]:
        """The issues of the items; one that is none stops no other."""
        text = charsets.decode(document.body, document.charset, document.url)
        for item in feeds.parse_feed(text, document.url):
            try:
                yield self._issue(item)
            except AdapterError as error:
                key = f"{document.key}#{item.id}"
                yield Unread(key, item.link or document.url, error, item.text.encode())

    def _issue(self, item: Item) -> Issue:
        ref = Ref(self._issue_key(item), item.link or self.url)
        if self.adapter == feed.NAME or (self.adapter is None and not several_papers(item.text)):
            return feed.issue_of(item, ref)
        heading = f"# {item.title}\n\n" if item.title and not item.text.startswith("#") else ""
        issue = registry.parse(f"{heading}{item.text}\n", ref, self.adapter)
        return dataclasses.replace(issue, date=issue.date or item.date, title=issue.title or item.title or None)

    def _issue_key(self, item: Item) -> str:
        number = hashlib.sha256(item.id.encode()).hexdigest()[:24].translate(_DIGITS)
        return f"{self.under}{number}"
