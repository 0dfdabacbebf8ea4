"""Papers found as a person types, in any chat: what inline mode shows, independent of the platform."""

from dataclasses import dataclass

from bot import render
from bot.access import Entrance
from bot.catalog import Catalog, language_for
from bot.columns import cut
from bot.commands.answer import first_settings
from bot.commands.turn import Services
from bot.finding import SearchPage, find_papers
from bot.message import Message, Request
from bot.recent import candidates
from bot.signals import timed
from bot.summary import short
from storage.model import Paper, Settings

PAGE_LENGTH = 20
DESCRIPTION_COLUMNS = 120


@dataclass(frozen=True, slots=True)
class InlineHit:
    """One paper to choose: what the list shows of it, and the message that choosing it posts."""

    paper_id: int
    title: str
    description: str
    message: Message


@dataclass(frozen=True, slots=True)
class InlinePage:
    """Some of the papers that were found; `next_offset` is "" after the last."""

    hits: tuple[InlineHit, ...]
    next_offset: str


def find_inline(services: Services, request: Request, offset: str) -> InlinePage:
    """The papers that `request.text` asks for, from `offset` on; the newest ones while nothing is typed.

    The request's place is the person's private chat, whose languages the cards have. Nothing is stored. Who was not
    let in finds nothing.
    """
    if services.access.entrance(request) is not Entrance.OPEN:
        return InlinePage((), "")
    start = int(offset) if offset.isdecimal() and len(offset) <= 6 else 0
    found = _find(services, request.text, start)
    view = _view(services, request)
    hits = tuple(_hit(paper, view) for paper in found.papers)
    following = start + len(hits)
    more = bool(hits) and (found.more or following < found.total)
    return InlinePage(hits, str(following) if more else "")


def _find(services: Services, text: str, start: int) -> SearchPage:
    if text.strip():
        with timed(services.tell):
            return find_papers(services.store, services.vocabulary, text, limit=PAGE_LENGTH, offset=start)
    newest = sorted(candidates(services.store, services.now()), key=lambda paper: (paper.date, paper.id), reverse=True)
    return SearchPage(tuple(newest[start : start + PAGE_LENGTH]), len(newest), more=False)


def _view(services: Services, request: Request) -> render.View:
    chat = services.store.chats.get(request.place)
    settings: Settings = chat.settings if chat else first_settings(request)
    person = services.store.persons.find(request.place.platform, request.user_id)
    language = person.language if person else language_for(request.client_language)
    return render.View(Catalog.load(language), settings, services.vocabulary, services.adapters)


def _hit(paper: Paper, view: render.View) -> InlineHit:
    summary = render.pick_summary(paper, view.settings.languages)
    description = cut(short(summary.text), DESCRIPTION_COLUMNS) if summary else ""
    return InlineHit(paper.id, paper.title, description, Message(render.card(paper, view).blocks))
