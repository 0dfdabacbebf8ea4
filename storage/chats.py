"""Chats: places that receive, with their settings and subscriptions."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from storage.engine import Engines, insert_missing
from storage.errors import UnknownChatError
from storage.model import Chat, ChatKind, Place, Settings, Subscription
from storage.papers import newest_arrival
from storage.schema import chat, subscription

_SETTINGS = tuple(field.name for field in dataclasses.fields(Settings))


@dataclass(frozen=True, slots=True)
class ChatCounts:
    """How many chats a store has; `stopped` ones, which take no messages, are among both others."""

    private: int
    groups: int
    stopped: int


class Chats:
    """The chats the store knows."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def get(self, place: Place) -> Chat | None:
        """The chat at a place."""
        with self._engines.reading() as connection:
            return load_chat(connection, at(place))

    def of_person(self, person_id: int) -> list[Chat]:
        """The person's private chats."""
        with self._engines.reading() as connection:
            ids = connection.scalars(
                sa.select(chat.c.id).where(chat.c.person_id == person_id).order_by(chat.c.id)
            ).all()
            found = [load_chat(connection, chat.c.id == chat_id) for chat_id in ids]
        return [one for one in found if one is not None]

    def give(self, chat_id: int, person_id: int) -> None:
        """Remember whose private chat it is."""
        with self._engines.writing() as connection:
            connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(person_id=person_id))

    def numbered(self, chat_id: int) -> Chat | None:
        """The chat of this number."""
        with self._engines.reading() as connection:
            return load_chat(connection, chat.c.id == chat_id)

    def get_or_create(self, place: Place, kind: ChatKind, *, settings: Settings, now: dt.datetime) -> Chat:
        """The chat at a place; a new one has these settings and begins at the newest arrival."""
        found = self.get(place)
        if found is not None:
            return found
        with self._engines.writing() as connection:
            return create(connection, place, kind, settings, now)

    def change(self, chat_id: int, settings: Settings) -> Chat:
        """Give a chat other settings. Raises UnknownChatError."""
        with self._engines.writing() as connection:
            connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(_columns(settings)))
            return known(load_chat(connection, chat.c.id == chat_id), str(chat_id))

    def count(self) -> ChatCounts:
        """How many chats there are: private ones, others, and of all these those that take no messages."""
        total = sa.func.count()
        columns = (
            total.filter(chat.c.kind == ChatKind.PRIVATE),
            total.filter(chat.c.kind != ChatKind.PRIVATE),
            total.filter(chat.c.stopped != ""),
        )
        with self._engines.reading() as connection:
            return ChatCounts(*connection.execute(sa.select(*columns).select_from(chat)).one())

    def ask(self, chat_id: int, command: str) -> None:
        """Remember the command whose question the chat's next text answers; "" forgets it."""
        with self._engines.writing() as connection:
            connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(asked=command))

    def subscribe(
        self, chat_id: int, terms: Sequence[tuple[str, bool]], *, person_id: int | None, now: dt.datetime
    ) -> tuple[Subscription, ...]:
        """Add terms, wanted (True) or not, and return those that the chat did not have so.

        A term that it had the other way is turned around. Raises UnknownChatError.
        """
        with self._engines.writing() as connection:
            return add_terms(connection, chat_id, terms, person_id=person_id, now=now)

    def unsubscribe(self, chat_id: int, terms: Sequence[str]) -> tuple[Subscription, ...]:
        """Take terms away, wanted or not, and return the subscriptions that were there. Raises UnknownChatError."""
        with self._engines.writing() as connection:
            removed = tuple(one for one in _hold(connection, chat_id).subscriptions if one.term in terms)
            remove_terms(connection, [chat_id], [one.term for one in removed])
        return removed

    def unsubscribe_numbered(self, chat_id: int, first: int, last: int) -> tuple[Subscription, ...]:
        """Take the chat's subscriptions with these numbers away, and return them. Raises UnknownChatError."""
        with self._engines.writing() as connection:
            held = _hold(connection, chat_id).subscriptions
            removed = tuple(one for one in held if first <= one.id <= last)
            remove_terms(connection, [chat_id], [one.term for one in removed])
        return removed

    def terms(self) -> frozenset[str]:
        """Everything that any chat has subscribed to."""
        with self._engines.reading() as connection:
            return frozenset(connection.scalars(sa.select(subscription.c.term).distinct()))

    def respell(self, terms: Mapping[str, str]) -> None:
        """Have all chats name terms otherwise (old: new); who has the new one already keeps that."""
        with self._engines.writing() as connection:
            for old, new in terms.items():
                having = sa.select(subscription.c.chat_id).where(subscription.c.term == new)
                twice = sa.and_(subscription.c.term == old, subscription.c.chat_id.in_(having.scalar_subquery()))
                connection.execute(sa.delete(subscription).where(twice))
                connection.execute(sa.update(subscription).where(subscription.c.term == old).values(term=new))


def create(connection: sa.Connection, place: Place, kind: ChatKind, settings: Settings, now: dt.datetime) -> Chat:
    """The chat at a place, made if there is none: with these settings, at the newest arrival."""
    row = {**dataclasses.asdict(place), **_columns(settings), "kind": kind, "created_at": now}
    insert_missing(connection, chat, {**row, "cursor": newest_arrival(connection), "asked": ""})
    return known(load_chat(connection, at(place)), str(place.chat_id))


def add_terms(
    connection: sa.Connection,
    chat_id: int,
    terms: Sequence[tuple[str, bool]],
    *,
    person_id: int | None,
    now: dt.datetime,
) -> tuple[Subscription, ...]:
    """What `Chats.subscribe` does."""
    before = {one.term: one for one in _hold(connection, chat_id).subscriptions}
    new = {
        term: {"wanted": wanted, "created_at": now, "created_by": person_id}
        for term, wanted in terms
        if term not in before or before[term].wanted != wanted
    }
    remove_terms(connection, [chat_id], [term for term in new if term in before])
    rows = [{"chat_id": chat_id, "term": term, **values} for term, values in new.items()]
    if rows:
        connection.execute(sa.insert(subscription), rows)
    return tuple(one for one in _subscriptions(connection, chat_id) if one.term in new)


def at(place: Place) -> sa.ColumnElement[bool]:
    """Whether a chat is at the place."""
    return sa.and_(
        chat.c.platform == place.platform, chat.c.chat_id == place.chat_id, chat.c.thread_id == place.thread_id
    )


def _hold(connection: sa.Connection, chat_id: int) -> Chat:
    """The chat, kept from other changes until the transaction ends."""
    connection.execute(sa.select(chat.c.id).where(chat.c.id == chat_id).with_for_update())
    return known(load_chat(connection, chat.c.id == chat_id), str(chat_id))


def known(found: Chat | None, name: str) -> Chat:
    """The chat, which must have been found. Raises UnknownChatError."""
    if found is None:
        raise UnknownChatError(f"There is no chat {name} in the store; create it first.")
    return found


def load_chat(connection: sa.Connection, which: sa.ColumnElement[bool]) -> Chat | None:
    """The one chat that is meant."""
    row = connection.execute(sa.select(chat).where(which)).first()
    return None if row is None else as_chat(row, _subscriptions(connection, row.id))


def _subscriptions(connection: sa.Connection, chat_id: int) -> tuple[Subscription, ...]:
    """A chat's subscriptions in the order they were made."""
    statement = sa.select(subscription).where(subscription.c.chat_id == chat_id).order_by(subscription.c.id)
    return tuple(as_subscription(row) for row in connection.execute(statement))


def as_subscription(row: Any) -> Subscription:
    """A row of the table."""
    return Subscription(row.id, row.term, row.wanted, row.created_at, row.created_by)


def remove_terms(connection: sa.Connection, chat_ids: Sequence[int], terms: Sequence[str]) -> None:
    """Take terms away from chats."""
    if chat_ids and terms:
        which = sa.and_(subscription.c.chat_id.in_(chat_ids), subscription.c.term.in_(terms))
        connection.execute(sa.delete(subscription).where(which))


def _columns(settings: Settings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in _SETTINGS}


def as_chat(row: Any, subscriptions: tuple[Subscription, ...]) -> Chat:
    """A row of the table with the chat's subscriptions."""
    settings = {name: getattr(row, name) for name in _SETTINGS}
    settings.update(weekdays=tuple(row.weekdays), languages=tuple(row.languages))
    return Chat(
        id=row.id,
        place=Place(row.platform, row.chat_id, row.thread_id),
        kind=row.kind,
        settings=Settings(**settings),
        subscriptions=subscriptions,
        cursor=row.cursor,
        created_at=row.created_at,
        asked=row.asked,
        next_due_at=row.next_due_at,
        last_date=row.last_date,
        stopped=row.stopped,
        missed_since=row.missed_since,
        weekly_due_at=row.weekly_due_at,
        bound=row.bound,
        person_id=row.person_id,
    )
