"""An address with a date in it: an issue a day, which is there or not there yet."""

import datetime as dt
import re
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from adapters import charsets, registry
from adapters import markdown as md
from adapters.html import to_markdown
from adapters.model import Issue, Ref
from bot.fetching.asking import Ask
from bot.fetching.days import Span, by_day
from bot.fetching.errors import GoneError, MissingError
from bot.fetching.places import Document, Found, Look, Noted, Unread, Web

PARTS = {"{date}": "%Y-%m-%d", "{yyyy}": "%Y", "{mm}": "%m", "{dd}": "%d", "{yyyymmdd}": "%Y%m%d"}
SPAN = Span(first=14, later=3, ahead=1)  # the day has begun further east
_HTML = re.compile(r"\s*(?:<!doctype html|<html)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dated:
    """`url:https://…{date}…#ADAPTER`."""

    template: str
    adapter: str | None = None
    every: dt.timedelta = dt.timedelta(minutes=15)

    @property
    def address(self) -> str:
        """What the store knows it by."""
        return f"url:{self.template}{f'#{self.adapter}' if self.adapter else ''}"

    @property
    def name(self) -> str:
        """What readers know it by."""
        return self.adapter or urlsplit(self.template).hostname or self.template

    @property
    def under(self) -> str:
        """How the keys of its issues begin: as far as the date."""
        parts = urlsplit(self.template.partition("{")[0])
        return f"{parts.netloc}{parts.path}"

    def url(self, date: dt.date) -> str:
        """The address of a day's issue."""
        url = self.template
        for part, written in PARTS.items():
            url = url.replace(part, date.strftime(written))
        return url

    async def look(self, web: Web, look: Look) -> AsyncGenerator[Found]:
        """The issues of the last days that are new or changed; one may come late, or be corrected."""

        async def ask(date: dt.date) -> Found | None:
            url = self.url(date)
            try:
                answer = await web.fetch(Ask(url, look.notes.get(url, {})))
            except (MissingError, GoneError):
                return None
            if answer.body is None:
                return Noted(url, answer.note)
            return Document(url, url, answer.body, answer.note, answer.charset)

        async for found in by_day(look, SPAN, ask):
            yield found

    def read(self, document: Document) -> Iterator[Issue | Unread]:
        """The issue that stands at the address, be it markdown or a page."""
        text = charsets.decode(document.body, document.charset, document.url)
        text = to_markdown(text) if _HTML.match(text) else text
        parts = urlsplit(document.url)
        yield registry.parse(text, Ref(f"{parts.netloc}{parts.path}", document.url), self.adapter)


def has_date(template: str) -> bool:
    """Whether an address says the whole date."""
    ways = ({"{date}"}, {"{yyyymmdd}"}, {"{yyyy}", "{mm}", "{dd}"})
    return any(all(part in template for part in way) for way in ways)


def find_template(url: str) -> str | None:
    """The template of an address that has a date in it; None of any other."""
    path = urlsplit(url).path
    date = md.date_of_file(path)
    if date is None:
        return None
    for written, parts in (("%Y-%m-%d", "{date}"), ("%Y%m%d", "{yyyymmdd}"), ("%Y/%m/%d", "{yyyy}/{mm}/{dd}")):
        if date.strftime(written) in path:
            return url.replace(date.strftime(written), parts)
    return None
