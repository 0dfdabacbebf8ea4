"""What persons keep and think of papers."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa

from storage.bulk import batched, is_one_of
from storage.engine import Engines, insert_missing
from storage.model import Opinion, Paper
from storage.noted import Attitude, Noted
from storage.rows import load_papers, select_in
from storage.schema import feedback, paper, paper_topic, save


class Opinions:
    """The saves and opinions of the store's persons.

    A paper that was merged into another is that one: what was done with either is done with both.
    """

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def of(self, person_id: int, paper_id: int) -> Attitude:
        """What the person has done with the paper."""
        with self._engines.reading() as connection:
            one = _one(connection, paper_id)
            saved = connection.scalar(sa.select(sa.exists().where(_of(save, person_id, one))))
            newest = sa.select(feedback.c.value).where(_of(feedback, person_id, one))
            opinion = connection.scalar(newest.order_by(feedback.c.given_at.desc()).limit(1))
        return Attitude(bool(saved), opinion)

    def save(self, person_id: int, paper_id: int, now: dt.datetime) -> int:
        """Keep the paper, which is there; how many the person keeps."""
        with self._engines.writing() as connection:
            kept = sa.exists().where(_of(save, person_id, _one(connection, paper_id)))
            if not connection.scalar(sa.select(kept)):
                row = {"person_id": person_id, "paper_id": paper_id, "saved_at": now}
                insert_missing(connection, save, row)
            return _count(connection, person_id)

    def unsave(self, person_id: int, paper_id: int) -> int:
        """Keep the paper no longer; how many the person still keeps."""
        with self._engines.writing() as connection:
            connection.execute(sa.delete(save).where(_of(save, person_id, _one(connection, paper_id))))
            return _count(connection, person_id)

    def give(self, person_id: int, paper_id: int, opinion: Opinion | None, now: dt.datetime) -> None:
        """Think so of the paper, which is there; None takes back what was thought."""
        with self._engines.writing() as connection:
            connection.execute(sa.delete(feedback).where(_of(feedback, person_id, _one(connection, paper_id))))
            if opinion is not None:
                row = {"person_id": person_id, "paper_id": paper_id, "value": opinion, "given_at": now}
                insert_missing(connection, feedback, row)

    def saved(self, person_id: int) -> list[Noted]:
        """The papers that the person keeps, the last saved first."""
        statement = sa.select(save.c.paper_id, save.c.saved_at.label("at")).where(save.c.person_id == person_id)
        with self._engines.reading() as connection:
            return _noted(connection, statement.order_by(save.c.saved_at.desc(), save.c.paper_id))

    def saved_papers(self, person_id: int) -> list[Paper]:
        """The papers that the person keeps and that anything is said of, the last saved first."""
        lead = sa.func.coalesce(paper.c.merged_into, paper.c.id)
        statement = (
            sa.select(lead)
            .join(save, save.c.paper_id == paper.c.id)
            .where(save.c.person_id == person_id)
            .order_by(save.c.saved_at.desc(), save.c.paper_id)
        )
        with self._engines.reading() as connection:
            numbers = list(dict.fromkeys(connection.scalars(statement)))
            found = load_papers(connection, sorted(numbers))
        return [found[number] for number in numbers if number in found]

    def given(self, person_id: int) -> list[Noted]:
        """The papers of which the person said what they think, the last first."""
        statement = sa.select(feedback.c.paper_id, feedback.c.given_at.label("at"), feedback.c.value)
        mine = statement.where(feedback.c.person_id == person_id)
        with self._engines.reading() as connection:
            return _noted(connection, mine.order_by(feedback.c.given_at.desc(), feedback.c.paper_id))

    def topics(self, person_id: int) -> dict[str, dict[Opinion, int]]:
        """How many papers of each opinion have a topic, by slug."""
        return self.topics_of_each([person_id]).get(person_id, {})

    def topics_of_each(self, person_ids: Collection[int]) -> dict[int, dict[str, dict[Opinion, int]]]:
        """The same for each of the persons that has an opinion."""
        found: dict[int, dict[str, dict[Opinion, int]]] = {}
        with self._engines.reading() as connection:
            for batch in batched(person_ids):
                for row in connection.execute(_topics(is_one_of(connection, feedback.c.person_id, batch))):
                    found.setdefault(row.person_id, {}).setdefault(row.slug, {})[row.value] = row.number
        return found


def _topics(whose: sa.ColumnElement[bool]) -> sa.Select[Any]:
    return (
        sa.select(feedback.c.person_id, paper_topic.c.slug, feedback.c.value, sa.func.count().label("number"))
        .join(paper, paper.c.id == feedback.c.paper_id)
        .join(paper_topic, paper_topic.c.paper_id == sa.func.coalesce(paper.c.merged_into, paper.c.id))
        .where(whose)
        .group_by(feedback.c.person_id, paper_topic.c.slug, feedback.c.value)
    )


def _one(connection: sa.Connection, paper_id: int) -> list[int]:
    """The numbers under which a paper was known: its own, and those that were merged into it."""
    found = [paper_id]
    for known in found:
        merged = connection.scalars(sa.select(paper.c.id).where(paper.c.merged_into == known))
        found += [number for number in merged if number not in found]
    return found


def _of(table: sa.Table, person_id: int, paper_ids: Iterable[int]) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.person_id == person_id, table.c.paper_id.in_(list(paper_ids)))


def _count(connection: sa.Connection, person_id: int) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(save).where(save.c.person_id == person_id)) or 0


def _noted(connection: sa.Connection, statement: sa.Select[Any]) -> list[Noted]:
    rows = connection.execute(statement).all()
    leading = sa.select(paper.c.id, paper.c.key, sa.func.coalesce(paper.c.merged_into, paper.c.id).label("lead"))
    known = {row.id: row for row in select_in(connection, leading, paper.c.id, {row.paper_id for row in rows})}
    found = load_papers(connection, sorted({row.lead for row in known.values()}))
    return [_note(row, known[row.paper_id].key, found.get(known[row.paper_id].lead)) for row in rows]


def _note(row: Any, key: str, found: Paper | None) -> Noted:
    opinion = getattr(row, "value", None)
    return Noted(found.key, found.title, row.at, opinion) if found else Noted(key, "", row.at, opinion)
