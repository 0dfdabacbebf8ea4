"""Groups and their threads: where a group's digests arrive, and whose zone it takes."""

import dataclasses

from bot.commands.turn import Turn
from storage.model import Chat


def where(turn: Turn) -> str:
    """The thread that alone is meant, where it has topics of its own; "" elsewhere."""
    return turn.catalog.text("here.only", place=place_name(turn)) if turn.chat.bound else ""


def place_name(turn: Turn) -> str:
    """What people call the thread."""
    return " ".join(turn.request.place_name.split()) or turn.catalog.text("here.this_thread")


def settle(turn: Turn) -> Turn:
    """The turn, in a group's first subscription: its digests are to arrive here, by the clock of who sets it up.

    Later ones change nothing.
    """
    if not turn.in_group or turn.chat.subscriptions:
        return turn
    if turn.chat.place != turn.request.place:
        turn.store.deliveries.move_chat(turn.chat.id, turn.request.place)
    return dataclasses.replace(turn, chat=with_setters_zone(turn, turn.store.chats.numbered(turn.chat.id) or turn.chat))


def with_setters_zone(turn: Turn, chat: Chat) -> Chat:
    """The chat; one whose zone is guessed takes that of the person's own chat, where they told it."""
    own = (one.settings for one in turn.store.chats.of_person(turn.person.id))
    zone = next((settings.zone for settings in own if not settings.zone_guessed), None)
    if zone is None or not chat.settings.zone_guessed:
        return chat
    zoned = dataclasses.replace(chat.settings, zone=zone, zone_guessed=False)
    return turn.store.chats.change(chat.id, zoned)
