"""A reader's visit to the page: in which language, and what is answered."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlencode

from aiohttp import web
from jinja2 import Environment, PackageLoader, StrictUndefined

from bot import render
from bot.catalog import LANGUAGES, Catalog, language_for
from bot.commands.answer import CONTENT_LANGUAGES
from bot.desk import Desk
from bot.render.papers import is_web
from storage.model import Settings

WORDS = (
    "tagline", "today", "search", "status", "to_content", "language", "search_for", "about_search", "earlier",
    "feed", "more", "more_papers", "next", "previous", "pages", "nothing_yet", "nothing_tagged", "missing",
    "failed", "other", "sources", "source", "newest", "arrived", "state", "fine", "deliveries", "platform",
    "owed", "sent", "doubtful", "given_up", "no_deliveries", "in_utc",
)  # fmt: skip
AT_ONCE, WAITING = 2, 50  # pages that are made, and requests that wait for theirs

_HOST = re.compile(r"([\w.-]+|\[[\da-fA-F:.]+\])(:\d{1,5})?", re.ASCII)
_ENVIRONMENT = Environment(
    loader=PackageLoader("bot.site"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_ENVIRONMENT.tests["web"] = is_web


@dataclass(frozen=True, slots=True)
class Visit:
    """`language` is one of LANGUAGES, `asked` whether the address says so; `query` is what else it says.

    `origin` is how the reader reached us, as in `https://host:port`; "" where they do not say.
    """

    desk: Desk
    language: str
    path: str
    query: Mapping[str, str]
    origin: str
    asked: bool = False

    @property
    def catalog(self) -> Catalog:
        return Catalog.load(self.language)

    @property
    def view(self) -> render.View:
        """For whom papers are rendered: the reader's language first, by the world's clock."""
        settings = Settings(languages=CONTENT_LANGUAGES[self.language])
        return render.View(self.catalog, settings, self.desk.vocabulary, self.desk.adapters)

    def number(self, name: str, most: int) -> int:
        """A number from 1 in the address; 1 where there is none."""
        written = self.query.get(name, "")
        return min(max(int(written), 1), most) if written.isascii() and written.isdigit() and len(written) < 6 else 1

    def url(self, path: str, **query: object) -> str:
        """An address of ours, in the language that was asked for."""
        asked = {"lang": self.language} if self.asked else {}
        said = urlencode({**{name: value for name, value in query.items() if value not in ("", None)}, **asked})
        return f"{path}?{said}" if said else path

    def feed(self, slug: str) -> str:
        """The address of a topic's feed in this language: who reads feeds says no other."""
        return f"/tag/{slug}.atom?{urlencode({'lang': self.language})}"

    def in_language(self, code: str) -> str:
        """The same page in another language."""
        return f"{self.path}?{urlencode({**self.query, 'lang': code})}"

    def render(self, template: str, **values: object) -> str:
        """The page of a template. Whatever is put into it is escaped."""
        words = {name: self.catalog.text(f"page.{name}") for name in WORDS}
        languages = {code: Catalog.load(code).language_name(code) for code in LANGUAGES}
        return _ENVIRONMENT.get_template(template).render(visit=self, words=words, languages=languages, **values)


Answered = tuple[str | bytes, str]  # what is answered, and of what type it is


@dataclass(frozen=True, slots=True)
class Pages:
    """Makes pages in the threads of a desk, few at a time: probes of the process wait for no reader."""

    desk: Desk
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE), init=False)
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE + WAITING), init=False)

    async def make(self, request: web.Request, page: Callable[[Visit], Answered]) -> Answered:
        """What a page answers. Raises HTTPServiceUnavailable while too many wait."""
        if self._places.locked():
            raise web.HTTPServiceUnavailable
        async with self._places, self._turns:
            return await self.desk.in_thread(partial(page, self.visit(request)))

    def visit(self, request: web.Request) -> Visit:
        """Who asks for what."""
        query = {name: value for name, value in request.query.items() if name != "lang"}
        asked = request.query.get("lang", "")
        language = asked if asked in LANGUAGES else preferred(request.headers.get("Accept-Language", ""))
        path = f"/{request.rel_url.raw_path.lstrip('/')}"  # two at its beginning would lead elsewhere
        return Visit(self.desk, language, path, query, _origin(request), asked in LANGUAGES)

    def trouble(self, request: web.Request, *, missing: bool) -> str:
        """The page that says that there is none."""
        return self.visit(request).render("trouble.html", missing=missing)


def _origin(request: web.Request) -> str:
    return f"{request.scheme}://{request.host}" if _HOST.fullmatch(request.host) else ""


def preferred(accepted: str) -> str:
    """The language that a browser wants most of those there are (RFC 9110, 12.5.4); English if it wants none."""
    wanted = [part.partition(";") for part in accepted.split(",")]
    ranked = sorted(wanted, key=lambda part: -_weight(part[2]))
    known = (tag.strip() for tag, _, weight in ranked if _weight(weight) > 0)
    return next((language_for(tag) for tag in known if tag[:2].lower() in LANGUAGES), "en")


def _weight(said: str) -> float:
    try:
        return float(said.strip().removeprefix("q=") or 1)
    except ValueError:
        return 0.0
