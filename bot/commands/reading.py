"""/today, /search, /paper, /why: papers, found and shown."""

import dataclasses
import re

from adapters.tags.nearest import nearest
from bot import render
from bot.commands.turn import Action, Command, Turn, ask, empty_store, say
from bot.digest import Digest, explain, select
from bot.due import last_due
from bot.finding import find_papers
from bot.message import Message, Reply
from bot.notes import of_nothing, state_of
from bot.recent import candidates
from storage.model import Paper

_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html)/|huggingface\.co/papers/|arxiv:|^)(\d{4}\.\d{4,5})(?:v\d+)?", re.IGNORECASE
)
_DOI = re.compile(r"(?:doi\.org/|doi:|^)(10\.\d{4,9}/\S+)", re.IGNORECASE)
_NUMBER = re.compile(r"#?(\d{1,3})")


def todays_digest(turn: Turn) -> Digest:
    """All that is new for the chat's wishes; it moves nothing."""
    return select(_todays_papers(turn), turn.wishes(), date=turn.today(), length=turn.chat.settings.length)


def _todays_papers(turn: Turn) -> list[Paper]:
    """The papers of the chat's last digest and what arrived since; what is recent, for a chat that got none yet."""
    plan = turn.store.plans.last_plan(turn.chat.id)
    if plan is None:
        return candidates(turn.store, turn.now())
    papers = {paper.id: paper for paper in turn.store.papers.get(plan.paper_ids)}
    papers |= {paper.id: paper for paper in turn.store.papers.arrived(plan.cursor_to)}
    return list(papers.values())


def today(turn: Turn) -> Reply:
    """The chat's highlights, paged; `args` is the page."""
    if not turn.wishes():
        return say(turn.catalog.text("today.no_subscriptions"))
    if turn.store.papers.newest_arrival() == 0:
        return say(empty_store(turn))
    page = _NUMBER.fullmatch(turn.args)
    digest = _with_notes(turn, todays_digest(turn))
    return Reply((render.digest(digest, turn.view(), page=int(page[1]) if page else 1),))


def _with_notes(turn: Turn, digest: Digest) -> Digest:
    """The digest with what a person who asks is told of sources."""
    standing = turn.standing()
    notes = state_of(standing)
    if not digest.highlights:
        chat = turn.chat
        next_at = None if chat.settings.paused else chat.next_due_at
        notes = of_nothing(notes, standing, looked_at=last_due(chat), next_at=next_at)
    return dataclasses.replace(digest, notes=notes)


def today_page(turn: Turn) -> Reply:
    """Another page of the same digest, in the same message."""
    return _in_place(today(turn))


def search(turn: Turn) -> Reply:
    """The papers that match a person's words, newest first."""
    if not turn.args:
        return ask(turn, "search", turn.catalog.text("search.ask"))
    return _results(turn, turn.args, page=1)


def search_page(turn: Turn) -> Reply:
    """Another page of a search, in the same message; `args` is `page:query`."""
    page, _, query = turn.args.partition(":")
    return _in_place(_results(turn, query, page=int(page) if page.isdecimal() else 1))


def _results(turn: Turn, query: str, *, page: int) -> Reply:
    offset = (max(page, 1) - 1) * render.PAGE_LENGTH
    found = find_papers(turn.store, turn.vocabulary, query, limit=render.PAGE_LENGTH, offset=offset)
    near = () if found.papers else nearest(query, turn.vocabulary)
    results = render.Results(query, found.papers, found.total, found.more, max(page, 1), near)
    return Reply((render.search(results, turn.view()),))


def paper(turn: Turn) -> Reply:
    """The card of the paper that an id, a link, a number of today's digest or a title names."""
    if not turn.args:
        return ask(turn, "paper", turn.catalog.text("paper.ask"))
    found = _find(turn)
    if found is None:
        return say(turn.catalog.text("paper.not_found", text=turn.args))
    return Reply((render.card(found, turn.view(), reasons=explain(found, turn.wanted())),))


def card(turn: Turn) -> Reply:
    """The card behind a number button, in the same message; `args` is `paper id:action that leads back`."""
    paper_id, _, back = turn.args.partition(":")
    return _card(turn, paper_id, language=None, back=back)


def other_language(turn: Turn) -> Reply:
    """The card with another language's summary; `args` is `paper id:language:action that leads back`."""
    paper_id, _, rest = turn.args.partition(":")
    language, _, back = rest.partition(":")
    return _card(turn, paper_id, language=language, back=back)


def _card(turn: Turn, paper_id: str, *, language: str | None, back: str) -> Reply:
    papers = turn.store.papers.get([int(paper_id)]) if paper_id.isdecimal() else []
    if not papers:
        return say(turn.catalog.text("action.old"))
    reasons = explain(papers[0], turn.wanted())
    return _in_place(Reply((render.card(papers[0], turn.view(), reasons=reasons, language=language, back=back),)))


def why(turn: Turn) -> Reply:
    """Why a paper is, or is not, in the chat's digest."""
    if not turn.args:
        return ask(turn, "why", turn.catalog.text("why.ask"))
    found = _find(turn)
    if found is None:
        return say(turn.catalog.text("paper.not_found", text=turn.args))
    reasons = explain(found, turn.wishes())
    return Reply((render.why(found, reasons, turn.view()),))


def plain(turn: Turn) -> Reply:
    """Text that is no command: a pasted link is a paper, anything else a search."""
    linked = _ARXIV.search(turn.args) or _DOI.search(turn.args)
    return paper(turn) if linked and not turn.args.isdecimal() else search(turn)


def _find(turn: Turn) -> Paper | None:
    number = _NUMBER.fullmatch(turn.args)
    if number:
        highlights = todays_digest(turn).highlights
        place = int(number[1]) - 1
        return highlights[place].paper if 0 <= place < len(highlights) else None
    if arxiv := _ARXIV.search(turn.args):
        return turn.store.papers.find(arxiv_id=arxiv[1])
    if doi := _DOI.search(turn.args):
        return turn.store.papers.find(doi=doi[1])
    return turn.store.papers.find(title=turn.args)


def _in_place(reply: Reply) -> Reply:
    return dataclasses.replace(reply, messages=tuple(_replacing(message) for message in reply.messages))


def _replacing(message: Message) -> Message:
    return dataclasses.replace(message, replaces=True)


COMMANDS = (Command("today", today), Command("search", search), Command("paper", paper), Command("why", why))
ACTIONS = (
    Action("today", today_page),
    Action("search", search_page),
    Action("card", card),
    Action("lang", other_language),
)
PLAIN = Command("", plain)
