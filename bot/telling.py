"""What operators are told: a message in each one's own chat with the bot, once a subject."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.access import Access
from bot.catalog import Catalog
from bot.editions import rendering_of
from bot.message import Message
from bot.owing import Planned
from storage.model import Chat, DeliveryKey, DeliveryKind, Person
from storage.planned import FOR_OPERATORS
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells the operators who have said something to the bot: nobody else has a chat with it."""

    store: Store
    access: Access
    now: Callable[[], dt.datetime]

    def tell(self, subject: str, say: Callable[[Catalog], Message]) -> bool:
        """Owe every operator a message about a subject, once each; whether there is anybody to tell."""
        planned, now = Planned(), self.now()
        for person, chat in self.reached():
            message = say(Catalog.load(person.language))
            key = DeliveryKey(chat.id, DeliveryKind.NOTICE, f"{FOR_OPERATORS}{subject}")
            planned.owe(chat, key, [rendering_of(message)], now)
        self.store.plans.commit([], planned.renderings.values(), planned.owed, [], now)
        return bool(planned.owed)

    def chats_on(self, platform: str) -> dict[str, str]:
        """The addresses of the operators' chats on a platform, with the language of each."""
        on_it = [(person, chat) for person, chat in self.reached() if chat.place.platform == platform]
        return {chat.place.chat_id: person.language for person, chat in on_it}

    def reached(self) -> Iterator[tuple[Person, Chat]]:
        """The operators who can be told something, with their chats."""
        for platform, user_id in self.access.all_operators():
            person = self.store.persons.find(platform, user_id)
            chats = self.store.chats.of_person(person.id) if person else []
            if person is not None and chats:
                yield person, chats[0]
