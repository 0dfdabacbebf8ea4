"""Sending something to the operators first, on the way that everything goes."""

from collections.abc import Callable

from bot.catalog import Catalog
from bot.commands.turn import Turn
from bot.editions import rendering_of
from bot.message import Message
from bot.owing import Planned
from bot.telling import Telling
from storage.model import DeliveryKey, DeliveryKind


def owe_operators(turn: Turn, subject: str, message: Callable[[Catalog], Message]) -> int:
    """Owe the operators a message as a broadcast; how many of them."""
    planned, now = Planned(), turn.now()
    telling = Telling(turn.store, turn.services.access, turn.services.now)
    for person, chat in telling.reached():
        key = DeliveryKey(chat.id, DeliveryKind.BROADCAST, subject)
        planned.owe(chat, key, [rendering_of(message(Catalog.load(person.language)))], now)
    turn.store.plans.commit([], planned.renderings.values(), planned.owed, [], now)
    return len(planned.owed)
