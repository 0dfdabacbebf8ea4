"""Where the bot is: it is added to a chat, thrown out, comes back, or its chat gets another address."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from bot.access import BLOCKED, Access, Entrance
from bot.commands.answer import first_settings
from bot.message import Request
from bot.moments import begin_anew
from storage.model import Chat, Place
from storage.store import Store

THROWN_OUT = "The bot was removed."


@dataclass(frozen=True, slots=True)
class Presence:
    """What becomes of a chat when the bot's place in it changes. `now` is the moment, in UTC."""

    store: Store
    now: Callable[[], dt.datetime]
    access: Access

    def came(self, request: Request) -> bool:
        """The bot may write to the request's place (again); whether it never could before, and is to say what it is.

        A chat that was stopped goes on with its subscriptions, without what it missed. To a group to which somebody
        brought it who was not let in it says nothing.
        """
        if self.access.entrance(request) is not Entrance.OPEN:
            return False
        self.access.admit_group(request, self.now())
        known = self.store.chats.get(request.place)
        if known is not None and known.stopped:
            begin_anew(self.store, known, known.settings, self.now())
        if known is None:
            self.store.chats.get_or_create(
                request.place, request.kind, settings=first_settings(request), now=self.now()
            )
        return known is None

    def went(self, place: Place, reason: str) -> None:
        """The bot cannot write to the place any more: nothing is sent there, and its subscriptions stay."""
        known = self.store.chats.get(place)
        if known is not None and not known.stopped:
            self.store.deliveries.stop_chat(known.id, reason, self.now())

    def back(self, place: Place) -> None:
        """The bot may write to the place again, if it could not; a place without a chat gets none."""
        known = self.store.chats.get(place)
        if known is not None and known.stopped and known.stopped != BLOCKED:
            begin_anew(self.store, known, known.settings, self.now())

    def joined(self, group: Place) -> None:
        """The bot came into the group of a place again: all chats of it go on."""
        for chat in self.store.threads.of_group(group):
            self.back(chat.place)

    def left(self, group: Place) -> None:
        """The bot was thrown out of the group of a place: nothing is sent to any chat of it."""
        for chat in self.store.threads.of_group(group):
            self.went(chat.place, THROWN_OUT)

    def inside(self, group: Place) -> None:
        """The bot is in the group of a place: chats go on that were stopped because it was thrown out."""
        for chat in self.store.threads.of_group(group):
            if chat.stopped == THROWN_OUT:
                self.back(chat.place)

    def private_place(self, platform: str, user_id: str) -> Place | None:
        """Where a person's private chat is; None where nobody knows."""
        person = self.store.persons.find(platform, user_id)
        chats = self.store.chats.of_person(person.id) if person else []
        return chats[0].place if chats else None

    def moved(self, place: Place, to: Place) -> None:
        """The chat has another address; one that is there already is united with it."""
        known: Chat | None = self.store.chats.get(place)
        if known is not None:
            self.store.deliveries.move_chat(known.id, to)
