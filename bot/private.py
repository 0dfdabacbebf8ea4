"""A person's own chat with the bot, made if nobody knows it yet."""

import datetime as dt
from collections.abc import Callable

from bot.commands.answer import first_settings
from bot.message import Request
from storage.model import Chat, ChatKind, Person, Place
from storage.store import Store


def private_chat(store: Store, person: Person, place_of: Callable[[str], Place], now: dt.datetime) -> Chat:
    """The person's chat; `place_of` is where somebody is written to whose private chat nobody knows."""
    known = store.chats.of_person(person.id)
    if known:
        return known[0]
    place = place_of(person.user_id)
    request = Request(place, ChatKind.PRIVATE, person.user_id, client_language=person.language)
    made = store.chats.get_or_create(place, ChatKind.PRIVATE, settings=first_settings(request), now=now)
    store.chats.give(made.id, person.id)
    return made
