"""The first digest: the last days' papers, shown with the answer to a chat's first subscription."""

import dataclasses

from bot import render
from bot.commands.turn import Turn
from bot.digest import Digest
from bot.editions import rendering_of
from bot.message import Message
from bot.occasion import Occasion
from bot.packing import pack
from bot.recent import last_days
from storage.model import DeliveryKey, DeliveryKind
from storage.planned import Plan


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
    parts = (message,) if turn.request.room is None else pack(message, turn.request.room)
    return parts if _keep(turn, digest, parts[-1], newest) else ()


def _keep(turn: Turn, digest: Digest, message: Message, newest: int) -> bool:
    """Keep the message with the digest's buttons. Whether the chat gets it: of several first requests one does."""
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
    return turn.store.plans.keep_first(key, plan, rendering_of(message), turn.now())
