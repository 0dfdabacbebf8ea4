"""What operators were told goes wrong, until it ends; and what of the deliveries goes wrong."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from storage.access_schema import alert
from storage.engine import Engines, insert_missing
from storage.halt import is_halted
from storage.ledger_schema import QUEUED, TROUBLED, delivery
from storage.schema import Moment, chat


@dataclass(frozen=True, slots=True)
class Alert:
    """A condition that operators were told of; `told` are the words that were said with it."""

    condition: str
    since: dt.datetime
    told: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many deliveries should be out, and since when the first of them."""

    deliveries: int
    since: dt.datetime


class Alerts:
    """The alerts of the store."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def going_on(self) -> tuple[Alert, ...]:
        """Those that have not ended, the oldest first."""
        with self._engines.reading() as connection:
            rows = connection.execute(sa.select(alert).order_by(alert.c.since, alert.c.condition)).all()
        return tuple(Alert(row.condition, row.since, row.told) for row in rows)

    def begin(self, condition: str, told: Mapping[str, str], now: dt.datetime) -> None:
        """Operators are told of a condition."""
        with self._engines.writing() as connection:
            insert_missing(connection, alert, {"condition": condition, "since": now, "told": dict(told)})

    def end(self, condition: str) -> None:
        """The condition is over."""
        with self._engines.writing() as connection:
            connection.execute(sa.delete(alert).where(alert.c.condition == condition))

    def failed(self, since: dt.datetime) -> int:
        """How many deliveries were given up or became ambiguous since then, but for those of chats that are gone."""
        there = sa.select(chat.c.stopped == "").where(chat.c.id == delivery.c.chat_id).scalar_subquery()
        which = sa.select(sa.func.count()).select_from(delivery).where(TROUBLED, delivery.c.ended_at >= since, there)
        with self._engines.reading() as connection:
            return connection.scalar(which) or 0

    def backlog(self, due_before: dt.datetime) -> Backlog | None:
        """What was due before and is still not being sent, though nothing holds it back; None where there is none."""
        receives = sa.select(sa.and_(sa.not_(chat.c.paused), chat.c.stopped == ""))
        free = receives.where(chat.c.id == delivery.c.chat_id).scalar_subquery()
        columns = sa.func.count(), sa.func.min(delivery.c.due_at, type_=Moment)
        with self._engines.reading() as connection:
            if is_halted(connection):
                return None
            number, first = connection.execute(
                sa.select(*columns).where(QUEUED, delivery.c.due_at <= due_before, free)
            ).one()
        return Backlog(number, first) if number else None
