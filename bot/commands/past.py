"""A digest that the chat got: its pages, also when newer ones have come."""

import re

from bot import render, wire
from bot.commands.turn import Action, Counted, Turn, in_place, say
from bot.digest import recall
from bot.message import Message, Reply
from bot.occasion import Occasion, read_occasion
from storage.model import DeliveryKey, DeliveryState, Paper

_PAGE = re.compile(r"\d{1,3}")


def digest_page(turn: Turn) -> Reply:
    """A page of a digest, in the message whose button was pressed; `args` is `occasion:page`."""
    named = read_occasion(turn.args)
    shown = _page(turn, named[0], int(named[1])) if named and _PAGE.fullmatch(named[1]) else None
    return say(turn.catalog.text("action.old")) if shown is None else in_place(shown)


def show(turn: Turn) -> Reply:
    """A digest in a message of its own; `args` is the occasion."""
    named = read_occasion(turn.args)
    sent = _as_sent(turn, named[0]) if named else None
    return say(turn.catalog.text("action.old")) if sent is None else Reply((render.shown_again(sent),))


def _page(turn: Turn, occasion: Occasion, page: int) -> Reply | None:
    """The first page as it was sent, others with the wishes of today; None for a digest that is gone."""
    plan = turn.store.plans.plan_of(_key(turn, occasion))
    papers = turn.store.papers.get(plan.paper_ids) if plan else []
    if plan is None or not papers:
        return None
    sent = _as_sent(turn, occasion) if page <= 1 else None
    digest = recall(papers, plan, turn.wanted(), occasion)
    return Reply((sent or render.digest(digest, turn.view(), page=page),), brief=_brief(turn, occasion, papers))


def _brief(turn: Turn, occasion: Occasion, papers: list[Paper]) -> Message:
    heading = turn.catalog.count("digest.heading", len(papers), date=turn.catalog.date(occasion.date))
    return render.short_results(heading, papers, turn.view(), action="today:1")


def _as_sent(turn: Turn, occasion: Occasion) -> Message | None:
    """The message with the digest's buttons: all of the digest, or its last part."""
    delivery = turn.store.deliveries.find_last(_key(turn, occasion))
    return None if delivery is None or delivery.state is DeliveryState.BURIED else wire.from_json(delivery.payload)


def _key(turn: Turn, occasion: Occasion) -> DeliveryKey:
    return DeliveryKey(turn.chat.id, occasion.kind, occasion.subject)


ACTIONS = (
    Action("digest", digest_page, counted=Counted.IN_GROUPS),
    Action("show", show, counted=Counted.IN_GROUPS),
)
