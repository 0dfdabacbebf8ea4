"""The first digest: the last days' papers, with or after the answer to a chat's first subscription."""

from collections.abc import Sequence

from bot import render
from bot.catalog import LANGUAGES, Catalog
from bot.commands.turn import Turn
from bot.digest import Digest
from bot.editions import rendering_of
from bot.first import find_first, first_key, first_plan
from bot.message import Message
from bot.owing import Planned
from bot.packing import pack
from storage.model import Chat, ChatKind


def first_digest(turn: Turn) -> tuple[Message, ...]:
    """The first digest of a chat that had none yet, from now on one that it got; nothing where no paper matches.

    A group is owed it instead: the answer is for the caller alone. Of several first subscriptions at once, one gets it.
    A channel's comes with its first day: nobody there has asked for anything.
    """
    chat = turn.store.chats.numbered(turn.chat.id)
    if chat is None or chat.kind is ChatKind.CHANNEL or chat.last_date or turn.store.plans.last_plan(chat.id):
        return ()
    newest = turn.store.papers.newest_arrival()
    digest = find_first(turn.store, chat, turn.now(), up_to=newest)
    if digest is None:
        return ()
    if turn.in_group:
        _owe(turn, chat, digest, newest)
        return ()
    message = render.digest(digest, turn.view())
    parts = _parts(turn, [message])
    plan = first_plan(chat, digest, 1, up_to=newest)
    kept = turn.store.plans.keep_first(first_key(chat, digest), plan, rendering_of(parts[-1]), turn.now())
    return parts if kept else ()


def _owe(turn: Turn, chat: Chat, digest: Digest, newest: int) -> None:
    """Owe a group its first digest, in the language of its digests."""
    language = next((code for code in chat.settings.languages if code in LANGUAGES), "en")
    view = render.View(Catalog.load(language), chat.settings, turn.vocabulary, turn.services.adapters)
    planned = Planned()
    planned.owe_first(chat, digest, _parts(turn, render.laid_out(digest, view)), turn.now(), up_to=newest)
    turn.store.plans.commit(planned.plans, planned.renderings.values(), planned.owed, planned.advances, turn.now())


def _parts(turn: Turn, messages: Sequence[Message]) -> tuple[Message, ...]:
    room = turn.request.room
    return tuple(messages if room is None else (part for message in messages for part in pack(message, room)))
