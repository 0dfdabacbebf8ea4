"""The first digest: the last days' papers, shown with the answer to a chat's first subscription."""

import dataclasses

from bot import render, wire
from bot.commands.turn import Turn
from bot.digest import Digest
from bot.message import Message
from bot.occasion import Occasion
from bot.recent import last_days
from storage.model import DeliveryKey, DeliveryKind
from storage.planned import Plan, Rendering


def first_digest(turn: Turn) -> tuple[Message, ...]:
    """The first digest of a chat that had none yet, from now on one that it got; nothing where no paper matches.

    A group has none: the answer is for the caller alone, and its readers did not get it.
    """
    chat = None if turn.in_group else turn.store.chats.numbered(turn.chat.id)
    if chat is None or chat.last_date or turn.store.plans.last_plan(chat.id):
        return ()
    turn = dataclasses.replace(turn, chat=chat)
    newest = turn.store.papers.newest_arrival()
    found = last_days(turn.store, turn.wishes(), today=turn.today(), length=chat.settings.length, up_to=newest)
    if not found.highlights:
        return ()
    occasion = Occasion(DeliveryKind.FIRST, turn.today().isoformat())
    digest = dataclasses.replace(found, occasion=occasion)
    message = render.digest(digest, turn.view())
    return (message,) if _keep(turn, digest, message, newest) else ()


def _keep(turn: Turn, digest: Digest, message: Message, newest: int) -> bool:
    """Whether the chat gets it: of several first subscriptions at once, one does."""
    payload = wire.to_json(message)
    plan = Plan(
        id=1,
        date=digest.date,
        cursor_from=turn.chat.cursor,
        cursor_to=newest,
        paper_ids=tuple(highlight.paper.id for highlight in digest.highlights),
        shown=min(digest.length, len(digest.highlights)),
        wishes=", ".join(wish.spelling for wish in turn.wanted()),
        since=digest.since,
    )
    key = DeliveryKey(turn.chat.id, DeliveryKind.FIRST, digest.date.isoformat())
    return turn.store.plans.keep_first(key, plan, Rendering(wire.content_hash(payload), payload), turn.now())
