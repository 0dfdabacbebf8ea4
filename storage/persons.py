"""Persons: accounts on platforms, with what they did; and forgetting them."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from storage import access
from storage.chats import as_subscription
from storage.engine import Engines, insert_missing
from storage.model import Person, Place
from storage.noted import Deed
from storage.schema import chat, metadata, person, subscription


class Persons:
    """The persons the store knows."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def find(self, platform: str, user_id: str) -> Person | None:
        """The person behind an account."""
        with self._engines.reading() as connection:
            row = connection.execute(_account(platform, user_id)).first()
        return None if row is None else _person(row)

    def numbered(self, person_id: int) -> Person | None:
        """The person of this number."""
        with self._engines.reading() as connection:
            row = connection.execute(sa.select(person).where(person.c.id == person_id)).first()
        return None if row is None else _person(row)

    def get_or_create(self, platform: str, user_id: str, *, language: str, now: dt.datetime) -> Person:
        """The person behind an account; `language` (en, zh, ko) is only for one who was not known."""
        found = self.find(platform, user_id)
        if found is not None:
            return found
        row = {"platform": platform, "user_id": user_id, "language": language, "created_at": now}
        with self._engines.writing() as connection:
            insert_missing(connection, person, row)
            return _person(connection.execute(_account(platform, user_id)).one())

    def set_language(self, person_id: int, language: str) -> None:
        """Change the language of a person's interface."""
        with self._engines.writing() as connection:
            connection.execute(sa.update(person).where(person.c.id == person_id).values(language=language))

    def deeds(self, person_id: int) -> list[Deed]:
        """The subscriptions that the person made, wherever, in the order they were made."""
        statement = (
            sa.select(subscription, chat.c.platform, chat.c.chat_id.label("address"), chat.c.thread_id)
            .join(chat, chat.c.id == subscription.c.chat_id)
            .where(subscription.c.created_by == person_id)
            .order_by(subscription.c.id)
        )
        with self._engines.reading() as connection:
            rows = connection.execute(statement).all()
        return [Deed(Place(row.platform, row.address, row.thread_id), as_subscription(row)) for row in rows]

    def forget(self, person_id: int) -> None:
        """Erase a person with all that is kept of them, and their private chats with all of theirs.

        What they did in groups stays without their name, and so does that they are blocked.
        """
        with self._engines.writing() as connection:
            for chat_id in connection.scalars(sa.select(chat.c.id).where(chat.c.person_id == person_id)).all():
                _erase(connection, chat, chat_id)
            account = connection.execute(sa.select(person).where(person.c.id == person_id)).first()
            if account is not None:
                access.forget(connection, account.platform, account.user_id)
            _erase(connection, person, person_id)


def _erase(connection: sa.Connection, table: sa.Table, number: int) -> None:
    """Delete a row with the rows that belong to it; rows that only name it name nobody any more."""
    for other in reversed(metadata.sorted_tables):
        for column in other.c:
            if any(key.column is table.c.id for key in column.foreign_keys):
                naming = column == number
                nameless = sa.update(other).where(naming).values({column.name: None})
                connection.execute(nameless if column.nullable else sa.delete(other).where(naming))
    connection.execute(sa.delete(table).where(table.c.id == number))


def _account(platform: str, user_id: str) -> sa.Select[Any]:
    return sa.select(person).where(person.c.platform == platform, person.c.user_id == user_id)


def _person(row: Any) -> Person:
    return Person(row.id, row.platform, row.user_id, row.language, row.created_at)
