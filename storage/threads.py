"""Groups and their threads: which chat it is that something said at a place is about.

A group has one chat for all of it, its default chat, at the place where its digests arrive; a thread that was bound to
topics is a chat of its own beside it. A bound thread without a wanted subscription counts as unbound.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage.chats import add_terms, at, create, known, load_chat, remove_terms
from storage.engine import Engines, take_turn_at_groups
from storage.model import Chat, ChatKind, Place, Settings, Subscription
from storage.schema import chat, subscription

# What a thread does not take over from its group's default chat.
_OWN = {"id", "platform", "chat_id", "thread_id", "asked", "created_at"}


@dataclass(frozen=True, slots=True)
class Binding:
    """What binding a thread changed: the subscriptions it got, and the (chat, term) that others of its group lost."""

    chat: Chat
    made: tuple[Subscription, ...]
    taken: tuple[tuple[int, str], ...]


class Threads:
    """The chats of groups, by where something is said."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def concerned(self, place: Place, kind: ChatKind) -> Chat | None:
        """The chat that something said at a place is about: in a group the bound thread, else the default chat."""
        with self._engines.reading() as connection:
            return _concerned(connection, place, kind)

    def concerned_or_new(self, place: Place, kind: ChatKind, *, settings: Settings, now: dt.datetime) -> Chat:
        """The same; where there is none, one is made at the place: with these settings, at the newest arrival."""
        found = self.concerned(place, kind)
        if found is not None:
            return found
        with self._engines.writing() as connection:
            take_turn_at_groups(connection)
            return _concerned(connection, place, kind) or _default(connection, place, kind, settings, now)

    def default(self, place: Place) -> Chat | None:
        """The default chat of the group that the place is in."""
        with self._engines.reading() as connection:
            found = next((row.id for row in _rows(connection, place) if not row.bound), None)
            return None if found is None else load_chat(connection, chat.c.id == found)

    def of_group(self, place: Place) -> list[Chat]:
        """All chats of the group that the place is in."""
        with self._engines.reading() as connection:
            found = [load_chat(connection, chat.c.id == row.id) for row in _rows(connection, place)]
        return [one for one in found if one is not None]

    def bind(
        self, default: Chat, place: Place, terms: Sequence[tuple[str, bool]], *, person_id: int | None, now: dt.datetime
    ) -> Binding:
        """Have a place of the group get the terms, and no other place those of them that are wanted.

        A place that was not bound takes over how the default chat stands: settings, cursor, next digest, and nevers.
        At the default place itself nothing is bound.
        """
        with self._engines.writing() as connection:
            take_turn_at_groups(connection)
            chat_id = default.id if place == default.place else _bound(connection, default, place, now)
            others = [row.id for row in _rows(connection, place) if row.id != chat_id]
            moving = [term for term, wanted in terms if wanted]
            taken = _having(connection, others, moving)
            remove_terms(connection, others, moving)
            made = add_terms(connection, chat_id, terms, person_id=person_id, now=now)
            return Binding(known(load_chat(connection, chat.c.id == chat_id), str(chat_id)), made, taken)

    def unbind(
        self, place: Place, numbers: range, back: Sequence[tuple[int, int]], *, person_id: int | None, now: dt.datetime
    ) -> tuple[Subscription, ...]:
        """Take the subscriptions with these numbers from the group's chats, and return them.

        `back` gives terms to chats of the group that they were taken from: a chat's number, and whose place among the
        subscriptions that are returned.
        """
        with self._engines.writing() as connection:
            take_turn_at_groups(connection)
            ours = [row.id for row in _rows(connection, place)]
            removed = []
            for chat_id in ours:
                held = known(load_chat(connection, chat.c.id == chat_id), str(chat_id)).subscriptions
                gone = [one for one in held if one.id in numbers]
                remove_terms(connection, [chat_id], [one.term for one in gone])
                removed += gone
            for chat_id, number in back:
                if chat_id in ours and number < len(removed):
                    terms = [(removed[number].term, True)]
                    add_terms(connection, chat_id, terms, person_id=person_id, now=now)
            return tuple(removed)


def _concerned(connection: sa.Connection, place: Place, kind: ChatKind) -> Chat | None:
    if kind is ChatKind.PRIVATE:
        return load_chat(connection, at(place))
    found = _meant(connection, _rows(connection, place), place)
    return None if found is None else load_chat(connection, chat.c.id == found)


def _meant(connection: sa.Connection, rows: Sequence[Any], place: Place) -> int | None:
    here = next((row.id for row in rows if row.bound and row.thread_id == place.thread_id), None)
    if here is not None and _wants(connection, here):
        return int(here)
    return next((row.id for row in rows if not row.bound), None)


def _wants(connection: sa.Connection, chat_id: int) -> bool:
    wanted = sa.exists().where(subscription.c.chat_id == chat_id, subscription.c.wanted)
    return bool(connection.scalar(sa.select(wanted)))


def _default(connection: sa.Connection, place: Place, kind: ChatKind, settings: Settings, now: dt.datetime) -> Chat:
    """A group's first chat, or that of a person; a thread at which no topic is left becomes its group's."""
    made = create(connection, place, kind, settings, now)
    connection.execute(sa.update(chat).where(chat.c.id == made.id).values(bound=False))
    return dataclasses.replace(made, bound=False)


def _bound(connection: sa.Connection, default: Chat, place: Place, now: dt.datetime) -> int:
    """The number of the bound thread at the place."""
    here = next((row for row in _rows(connection, place) if row.thread_id == place.thread_id), None)
    if here is not None and here.bound and _wants(connection, here.id):
        return int(here.id)
    row = connection.execute(sa.select(chat).where(chat.c.id == default.id)).mappings().one()
    values = {name: value for name, value in row.items() if name not in _OWN} | {"bound": True, "stopped": ""}
    chat_id = create(connection, place, default.kind, default.settings, now).id
    connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(values))
    nevers = [(one.term, one.wanted) for one in default.subscriptions if not one.wanted]
    add_terms(connection, chat_id, nevers, person_id=None, now=now)
    return chat_id


def _having(connection: sa.Connection, chat_ids: Sequence[int], terms: Sequence[str]) -> tuple[tuple[int, str], ...]:
    """The (chat, term) among these that are wanted."""
    which = sa.and_(subscription.c.chat_id.in_(chat_ids), subscription.c.term.in_(terms), subscription.c.wanted)
    rows = connection.execute(sa.select(subscription.c.chat_id, subscription.c.term).where(which)).all()
    return tuple((row.chat_id, row.term) for row in rows)


def _rows(connection: sa.Connection, place: Place) -> Sequence[Any]:
    """The group's chats: the default one is the first that is not bound."""
    in_group = sa.and_(chat.c.platform == place.platform, chat.c.chat_id == place.chat_id)
    statement = sa.select(chat.c.id, chat.c.thread_id, chat.c.bound).where(in_group).order_by(chat.c.id)
    return connection.execute(statement).all()
