"""A chat that takes no messages any more: whoever set it up is told so, once."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from adapters.tags.vocabulary import Vocabulary
from bot import render
from bot.catalog import Catalog
from bot.editions import rendering_of
from bot.message import Block, Line, Message, Span
from bot.owing import Planned
from bot.private import private_chat
from bot.query import read_term
from storage.model import Chat, ChatKind, DeliveryKey, DeliveryKind, Person, Place
from storage.planned import LOST
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Farewell:
    """Owes notes to those who set up chats. `now` is the moment, in UTC.

    `private` is where a person is written to whose private chat nobody knows, `link` the address at which a place is
    opened, where it has one.
    """

    store: Store
    vocabulary: Vocabulary
    now: Callable[[], dt.datetime]
    private: Callable[[str], Place]
    link: Callable[[Place], str | None]

    def tell(self, chat_id: int) -> None:
        """Owe a note about a chat that was stopped just now, if others read it; one a day."""
        chat = self.store.chats.numbered(chat_id)
        person = self._who_set_up(chat) if chat and chat.kind is not ChatKind.PRIVATE else None
        if chat is None or person is None:
            return
        now = self.now()
        own = private_chat(self.store, person, self.private, now)
        key = DeliveryKey(own.id, DeliveryKind.NOTICE, f"{LOST}{chat.id}/{now.date().isoformat()}")
        planned = Planned()
        planned.owe(own, key, [rendering_of(self._note(chat, person))], now)
        self.store.plans.commit([], planned.renderings.values(), planned.owed, [], now)

    def _who_set_up(self, chat: Chat) -> Person | None:
        """Who made the first of its subscriptions of which that is known."""
        makers = (row.created_by for row in chat.subscriptions if row.created_by is not None)
        first = next(makers, None)
        return None if first is None else self.store.persons.numbered(first)

    def _note(self, chat: Chat, person: Person) -> Message:
        catalog = Catalog.load(person.language)
        rows = (row.term if row.wanted else f"-{row.term}" for row in chat.subscriptions)
        names = catalog.join(render.name(read_term(spelling), catalog, self.vocabulary) for spelling in rows)
        lines: list[Line] = [(Span(catalog.text("chat.lost", names=names)),)]
        address = self.link(chat.place)
        if address is not None:
            lines.append((Span(catalog.text("chat.lost_place"), url=address),))
        return Message((Block(tuple(lines)),))
