"""A category of arXiv: the submissions of a day are an issue. https://info.arxiv.org/help/api/user-manual.html"""

import datetime as dt
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from adapters import charsets
from adapters.model import Issue, Ref
from adapters.publishers import arxiv
from bot.fetching.asking import Ask
from bot.fetching.days import Span, by_day
from bot.fetching.places import Document, Found, Look, Noted, Unread, Web

MOST = 2000  # results of one request; the largest category has about a thousand a day
SPAN = Span(first=7, later=4, most=365)  # a submission is announced up to four days later, after a weekend


@dataclass(frozen=True, slots=True)
class Category:
    """`arxiv:CATEGORY`."""

    category: str
    every: dt.timedelta = dt.timedelta(hours=3)

    @property
    def address(self) -> str:
        """What the store knows it by."""
        return f"arxiv:{self.category}"

    @property
    def name(self) -> str:
        """What readers know it by."""
        return arxiv.NAME

    @property
    def under(self) -> str:
        """How the keys of its issues begin."""
        return f"arxiv.org/{self.category}/"

    async def look(self, web: Web, look: Look) -> AsyncGenerator[Found]:
        """The days that are new, or may have grown."""

        async def ask(date: dt.date) -> Found:
            key = date.isoformat()
            answer = await web.fetch(self._ask(web, date, look))
            if answer.body is None:
                return Noted(key, answer.note)
            return Document(key, self._url(), answer.body, answer.note, answer.charset)

        async for found in by_day(look, SPAN, ask):
            yield found

    def read(self, document: Document) -> Iterator[Issue | Unread]:
        """The issue of a day; none where nothing was submitted."""
        text = charsets.decode(document.body, document.charset, document.url)
        days = arxiv.submissions(text, document.url)
        entries = tuple(entry for listed in days.values() for entry in listed)
        if entries:
            ref = Ref(f"{self.under}{document.key}", document.url)
            yield arxiv.issue_of(ref, self.category, dt.date.fromisoformat(document.key), entries)

    def _url(self) -> str:
        return f"https://arxiv.org/list/{quote(self.category)}/recent"

    def _ask(self, web: Web, date: dt.date, look: Look) -> Ask:
        day = f"submittedDate:[{date:%Y%m%d}0000 TO {date:%Y%m%d}2359]"
        query = {"search_query": f"cat:{self.category} AND {day}", "start": 0, "max_results": MOST}
        note = look.notes.get(date.isoformat(), {})
        return Ask(f"{web.arxiv}/api/query?{urlencode(query)}", note, accept="application/atom+xml")
