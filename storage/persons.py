"""Persons: accounts on platforms."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from storage.engine import Engines, insert_missing
from storage.model import Person
from storage.schema import person


class Persons:
    """The persons the store knows."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def get_or_create(self, platform: str, user_id: str, *, language: str, now: dt.datetime) -> Person:
        """The person behind an account; `language` (en, zh, ko) is only for one who was not known."""
        statement = sa.select(person).where(person.c.platform == platform, person.c.user_id == user_id)
        with self._engines.reading() as connection:
            known = connection.execute(statement).first()
        if known is None:
            row = {"platform": platform, "user_id": user_id, "language": language, "created_at": now}
            with self._engines.writing() as connection:
                insert_missing(connection, person, row)
                known = connection.execute(statement).one()
        return _person(known)

    def set_language(self, person_id: int, language: str) -> None:
        """Change the language of a person's interface."""
        with self._engines.writing() as connection:
            connection.execute(sa.update(person).where(person.c.id == person_id).values(language=language))


def _person(row: Any) -> Person:
    return Person(id=row.id, platform=row.platform, user_id=row.user_id, language=row.language)
