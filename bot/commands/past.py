"""A digest that the chat got: its pages, and what did not fit, also when newer ones have come."""

import re

from bot import render
from bot.commands.reading import in_place
from bot.commands.turn import Action, Counted, Turn, say
from bot.digest import recall
from bot.message import Reply
from bot.occasion import Occasion, read_occasion

_PAGE = re.compile(r"\d{1,3}")


def digest_page(turn: Turn) -> Reply:
    """A page of a digest, in the message whose button was pressed; `args` is `occasion:page`."""
    named = read_occasion(turn.args)
    shown = _render(turn, named[0], int(named[1])) if named and _PAGE.fullmatch(named[1]) else None
    return say(turn.catalog.text("action.old")) if shown is None else in_place(shown)


def show(turn: Turn) -> Reply:
    """A digest in full, in a message of its own; `args` is the occasion."""
    named = read_occasion(turn.args)
    shown = _render(turn, named[0], 1) if named else None
    return say(turn.catalog.text("action.old")) if shown is None else shown


def _render(turn: Turn, occasion: Occasion, page: int) -> Reply | None:
    """The page as it was sent, except that its reasons are the wishes of today; None for a digest that is gone."""
    plan = turn.store.plans.plan_of(turn.chat.id, occasion.kind, occasion.subject)
    papers = turn.store.papers.get(plan.paper_ids) if plan else []
    if plan is None or not papers:
        return None
    message = render.digest(recall(papers, plan, turn.wanted(), occasion), turn.view(), page=page)
    heading = turn.catalog.count("digest.heading", len(papers), date=turn.catalog.date(occasion.date))
    return Reply((message,), brief=render.short_results(heading, papers, turn.view(), action="today:1"))


ACTIONS = (
    Action("digest", digest_page, counted=Counted.IN_GROUPS),
    Action("show", show, counted=Counted.IN_GROUPS),
)
