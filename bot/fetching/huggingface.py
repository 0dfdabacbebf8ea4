"""The daily papers of Hugging Face: an issue a day."""

import datetime as dt
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass

from adapters import charsets
from adapters.model import Issue, Ref
from adapters.publishers import huggingface
from bot.fetching.asking import Ask
from bot.fetching.days import Span, by_day
from bot.fetching.errors import FetchError, MissingError
from bot.fetching.places import Document, Found, Look, Noted, Unread, Web

SPAN = Span(first=7, later=3, most=1200)
_NO_SUCH_DAY = 400


@dataclass(frozen=True, slots=True)
class Daily:
    """`hf:daily`."""

    every: dt.timedelta = dt.timedelta(minutes=30)

    @property
    def address(self) -> str:
        """What the store knows it by."""
        return "hf:daily"

    @property
    def name(self) -> str:
        """What readers know it by."""
        return huggingface.NAME

    @property
    def under(self) -> str:
        """How the keys of its issues begin."""
        return "huggingface.co/papers/"

    async def look(self, web: Web, look: Look) -> AsyncGenerator[Found]:
        """The last days: papers are added to a day while it lasts, and votes after it."""

        async def ask(date: dt.date) -> Found | None:
            key = date.isoformat()
            url = f"{web.huggingface}/api/daily_papers?date={key}&limit=100"
            try:
                answer = await web.fetch(Ask(url, look.notes.get(key, {}), accept="application/json"))
            except MissingError:
                return None
            except FetchError as error:
                if error.status == _NO_SUCH_DAY:
                    return None
                raise
            if answer.body is None:
                return Noted(key, answer.note)
            page = f"https://huggingface.co/papers/date/{key}"
            if answer.body.strip() == b"[]":
                return Noted(key, answer.note, empty=True)
            return Document(key, page, answer.body, answer.note, "utf-8")

        async for found in by_day(look, SPAN, ask):
            yield found

    def read(self, document: Document) -> Iterator[Issue | Unread]:
        """The issue of a day."""
        text = charsets.decode(document.body, document.charset, document.url)
        yield huggingface.parse(text, Ref(f"{self.under}{document.key}", document.url))
