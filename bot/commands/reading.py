"""/today, /paper, /why, and text that is no command: papers, found and shown."""

import dataclasses
import re

from bot import actions, render
from bot.commands.searching import look, show_results, to_share
from bot.commands.turn import Action, Command, Counted, Turn, ask, empty_store, in_place, say
from bot.digest import Digest, beginning_with, explain, select
from bot.due import last_due
from bot.message import Reply
from bot.notes import of_nothing, state_of
from bot.recent import candidates
from bot.taste import taste_of
from storage.model import Paper
from storage.noted import Attitude

_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html)/|huggingface\.co/papers/|arxiv:|^)(\d{4}\.\d{4,5})(?:v\d+)?", re.IGNORECASE
)
_DOI = re.compile(r"(?:doi\.org/|doi:|^)(10\.\d{4,9}/\S+)", re.IGNORECASE)
_NUMBER = re.compile(r"#?(\d{1,3})")
_KEY = re.compile(r"paper:(\d{1,9})")  # what a choice stands for whose paper has no other short name


def todays_digest(turn: Turn) -> Digest:
    """The chat's last digest as it was, and what is new for its wishes since; it moves nothing.

    What is recent, for a chat that got none yet. Opinions order what is new, in private chats.
    """
    plan = turn.store.plans.last_plan(turn.chat.id)
    taste = None if turn.in_group else taste_of(turn.store.opinions.topics(turn.person.id))
    shown = turn.store.papers.get(plan.paper_ids) if plan else []
    since = turn.store.papers.arrived(plan.cursor_to) if plan else candidates(turn.store, turn.now())
    papers = list({paper.id: paper for paper in (*shown, *since)}.values())
    settings = turn.chat.settings
    found = select(
        papers, turn.wishes(), date=turn.today(), length=settings.length, taste=taste, streams=settings.streams
    )
    return beginning_with(found, [paper.id for paper in shown])


def today(turn: Turn) -> Reply:
    """The chat's highlights, paged; `args` is the page."""
    if not turn.wishes():
        return say(turn.catalog.said("today.no_subscriptions"))
    if turn.store.papers.newest_arrival() == 0:
        return say(empty_store(turn))
    number = _NUMBER.fullmatch(turn.args)
    page = int(number[1]) if number else 1
    digest = _with_notes(turn, todays_digest(turn))
    shown = render.digest(digest, turn.view(), page=page)
    shown = to_share(turn, shown, f"today:{page}") if digest.highlights else shown
    found = [highlight.paper for highlight in digest.highlights]
    heading = turn.catalog.count("digest.heading", len(found), date=turn.catalog.date(digest.date))
    return Reply((shown,), brief=render.short_results(heading, found, turn.view(), action="today:1") if found else None)


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
    return in_place(today(turn))


def paper(turn: Turn) -> Reply:
    """The card of the paper that an id, a link, a number of today's digest or a title names."""
    if not turn.args:
        return ask(turn, "paper", turn.catalog.text("paper.ask"))
    found = find_named(turn)
    if found is None:
        return say(turn.catalog.text("paper.not_found", text=turn.args))
    return card_of(turn, found)


def card_of(turn: Turn, found: Paper, *, language: str = "", back: str = "") -> Reply:
    """A paper's card, with what the person did with it where nobody else sees that."""
    attitude = turn.store.opinions.of(turn.person.id, found.id) if turn.unseen else Attitude()
    reasons = explain(found, turn.wanted())
    card = render.card(found, turn.view(), reasons=reasons, language=language, back=back, attitude=attitude)
    heading = " · ".join(source for source in dict.fromkeys(entry.source for entry in found.entries))
    brief = render.short_results(heading, [found], turn.view(), action=actions.of_paper("card", found.id))
    return Reply((card,), brief=brief)


def why(turn: Turn) -> Reply:
    """Why a paper is, or is not, in the chat's digest."""
    if not turn.args:
        return ask(turn, "why", turn.catalog.said("why.ask"))
    found = find_named(turn)
    if found is None:
        return say(turn.catalog.text("paper.not_found", text=turn.args))
    reasons = explain(found, turn.wishes())
    return Reply((render.why(found, reasons, turn.view()),))


def plain(turn: Turn) -> Reply:
    """Text that is no command: a pasted link is a paper, anything else a search. In a group only what is found."""
    linked = _ARXIV.search(turn.args) or _DOI.search(turn.args)
    if linked and not turn.args.isdecimal():
        return Reply(()) if turn.in_group and find_named(turn) is None else paper(turn)
    results = look(turn, turn.args)
    return Reply(()) if turn.in_group and not results.papers else show_results(turn, results)


def find_named(turn: Turn) -> Paper | None:
    """The paper that an id, a link, a number of today's digest or a title names."""
    number = _NUMBER.fullmatch(turn.args)
    if number:
        highlights = todays_digest(turn).highlights
        place = int(number[1]) - 1
        return highlights[place].paper if 0 <= place < len(highlights) else None
    if key := _KEY.fullmatch(turn.args):
        return next(iter(turn.store.papers.get([int(key[1])])), None)
    if arxiv := _ARXIV.search(turn.args):
        return turn.store.papers.find(arxiv_id=arxiv[1])
    if doi := _DOI.search(turn.args):
        return turn.store.papers.find(doi=doi[1])
    return turn.store.papers.find(title=turn.args)


COMMANDS = (
    Command("today", today, counted=Counted.EVERYWHERE),
    Command("paper", paper, counted=Counted.EVERYWHERE),
    Command("why", why, counted=Counted.EVERYWHERE),
)
ACTIONS = (Action("today", today_page, counted=Counted.IN_GROUPS),)
PLAIN = Command("", plain, counted=Counted.EVERYWHERE)
