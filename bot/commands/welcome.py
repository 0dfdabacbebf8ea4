"""The first digest: the last days' papers, shown with the answer to a chat's first subscription."""

from bot import render
from bot.commands.turn import Turn
from bot.editions import rendering_of
from bot.first import find_first, first_key, first_plan
from bot.message import Message
from bot.packing import pack


def first_digest(turn: Turn) -> tuple[Message, ...]:
    """The first digest of a chat that had none yet, from now on one that it got; nothing where no paper matches.

    A group has none: the answer is for the caller alone, and its readers did not get it. Of several first subscriptions
    at once, one gets it.
    """
    chat = None if turn.in_group else turn.store.chats.numbered(turn.chat.id)
    if chat is None or chat.last_date or turn.store.plans.last_plan(chat.id):
        return ()
    newest = turn.store.papers.newest_arrival()
    digest = find_first(turn.store, chat, turn.now(), up_to=newest)
    if digest is None:
        return ()
    message = render.digest(digest, turn.view())
    parts = (message,) if turn.request.room is None else pack(message, turn.request.room)
    plan = first_plan(chat, digest, 1, up_to=newest)
    kept = turn.store.plans.keep_first(first_key(chat, digest), plan, rendering_of(parts[-1]), turn.now())
    return parts if kept else ()
