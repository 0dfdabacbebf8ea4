"""Reading the ledger: rows as values, and how many are in which state."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from storage.ledger_schema import HELD, QUEUED, TROUBLED, delivery, rendering
from storage.model import Delivery, DeliveryKey, DeliveryKind, DeliveryState, Place
from storage.planned import FOR_OPERATORS, LOST, NOTHING
from storage.rows import select_in
from storage.schema import Moment, chat

OLDEST_DUE_FIRST = (delivery.c.due_at, delivery.c.id)
FUNNEL = 200_000  # deliveries
Funnel = dict[str, dict[DeliveryState, int]]  # how many there are, by platform and state
NEWEST_FIRST = (delivery.c.id.desc(),)
_TELLING = (DeliveryKind.DAILY, DeliveryKind.NOTICE)
_DIGESTS = (DeliveryKind.DAILY, DeliveryKind.WEEKLY, DeliveryKind.LATE)
_CHAT = (chat.c.platform.label("chat_platform"), chat.c.chat_id.label("address"), chat.c.thread_id)


def select_deliveries() -> sa.Select[Any]:
    """Deliveries with their chats and messages, to be narrowed, ordered and given to `as_delivery`."""
    return (
        sa.select(delivery, *_CHAT, chat.c.kind.label("chat_kind"), rendering.c.payload)
        .join(chat, chat.c.id == delivery.c.chat_id)
        .join(rendering, rendering.c.hash == delivery.c.rendering)
    )


def as_delivery(row: Any) -> Delivery:
    """A row of `select_deliveries`."""
    return Delivery(
        id=row.id,
        key=DeliveryKey(row.chat_id, row.kind, row.subject, row.part),
        place=Place(row.chat_platform, row.address, row.thread_id),
        kind=row.chat_kind,
        payload=row.payload,
        silent=row.silent,
        state=row.state,
        attempts=row.attempts,
        due_at=row.due_at,
        lease_until=row.lease_until,
        owner=row.owner,
        reason=row.reason,
        message_id=row.message_id,
        ended_at=row.ended_at,
        doubtful_at=row.doubtful_at,
    )


def narrowed(
    statement: sa.Select[Any], *, state: DeliveryState | None, chat_id: int | None, day: dt.date | None
) -> sa.Select[Any]:
    """The statement for deliveries of a state, a chat and a day (UTC) on which they are due; None is any."""
    if state is not None:
        statement = statement.where(delivery.c.state == sa.literal_column(f"'{state.value}'"))
    if chat_id is not None:
        statement = statement.where(delivery.c.chat_id == chat_id)
    if day is not None:
        begin = dt.datetime.combine(day, dt.time(), dt.UTC)
        statement = statement.where(delivery.c.due_at >= begin, delivery.c.due_at < begin + dt.timedelta(days=1))
    return statement


def count_states(connection: sa.Connection) -> dict[DeliveryState, int]:
    """The number of deliveries in each state. What is sent is not counted, but what is left of all of them."""
    total = connection.scalar(sa.select(sa.func.count()).select_from(delivery)) or 0
    counts = count_unsent(connection)
    sent = total - sum(counts.values())
    return {state: counts.get(state, sent) for state in DeliveryState}


def count_unsent(connection: sa.Connection) -> dict[DeliveryState, int]:
    """The number of deliveries in each state but sent: fast, however many were sent."""
    counts = dict.fromkeys(DeliveryState, 0)
    del counts[DeliveryState.SENT]
    for few in (QUEUED, HELD, TROUBLED):
        statement = sa.select(delivery.c.state, sa.func.count()).where(few).group_by(delivery.c.state)
        counts.update((state, number) for state, number in connection.execute(statement))
    return counts


def count_owed(connection: sa.Connection, now: dt.datetime) -> dict[str, int]:
    """The number of deliveries to each platform that are due and not sent yet, or being sent."""
    counts: Counter[str] = Counter()
    by_platform = sa.select(delivery.c.platform, sa.func.count().label("owed")).group_by(delivery.c.platform)
    for some in (sa.and_(QUEUED, delivery.c.due_at <= now), HELD):
        counts.update({row.platform: row.owed for row in connection.execute(by_platform.where(some))})
    return dict(counts)


def count_funnel(connection: sa.Connection, since: dt.datetime, until: dt.datetime) -> Funnel:
    """The number of deliveries due in [since, until] by platform and state, of the FUNNEL that were made last.

    No index finds them by when they are due; those that were made last are at the end of the table.
    """
    newest = connection.scalar(sa.select(sa.func.max(delivery.c.id))) or 0
    which = sa.and_(delivery.c.id > newest - FUNNEL, delivery.c.due_at.between(since, until))
    statement = sa.select(delivery.c.platform, delivery.c.state, sa.func.count().label("n")).where(which)
    counts: defaultdict[str, dict[DeliveryState, int]] = defaultdict(dict)
    for row in connection.execute(statement.group_by(delivery.c.platform, delivery.c.state)):
        counts[row.platform][row.state] = row.n
    return dict(counts)


def last_and_doubtful(connection: sa.Connection, since: dt.datetime) -> list[DeliveryKey]:
    """The digests, due since then, that are ambiguous and the last that their chats were owed."""
    later = delivery.alias("later")
    is_later = sa.and_(later.c.chat_id == delivery.c.chat_id, later.c.kind.in_(_DIGESTS), later.c.id > delivery.c.id)
    statement = sa.select(delivery.c.chat_id, delivery.c.kind, delivery.c.subject, delivery.c.part).where(
        TROUBLED,  # for the sake of its index
        delivery.c.state == sa.literal_column(f"'{DeliveryState.AMBIGUOUS.value}'"),
        delivery.c.kind.in_(_DIGESTS),
        delivery.c.due_at >= since,
        sa.not_(sa.exists().where(is_later)),
    )
    return [DeliveryKey(row.chat_id, row.kind, row.subject, row.part) for row in connection.execute(statement)]


def told_nothing(connection: sa.Connection, chat_ids: Iterable[int], since: dt.datetime) -> frozenset[int]:
    """Which of the chats were owed a notice since then that there is nothing."""
    is_one = sa.and_(delivery.c.kind == DeliveryKind.NOTICE, delivery.c.subject.startswith(NOTHING))
    statement = sa.select(delivery.c.chat_id).where(is_one, delivery.c.due_at >= since)
    return frozenset(row.chat_id for row in select_in(connection, statement, delivery.c.chat_id, sorted(chat_ids)))


def last_told(connection: sa.Connection, chat_ids: Iterable[int]) -> dict[int, dt.datetime]:
    """When the last digest or notice of each chat that had one was enqueued; what was given up told nothing."""
    about_itself = [sa.not_(delivery.c.subject.startswith(other)) for other in (LOST, FOR_OPERATORS)]
    tells = sa.and_(delivery.c.kind.in_(_TELLING), *about_itself, delivery.c.state != DeliveryState.BURIED)
    newest = sa.func.max(delivery.c.planned_at, type_=Moment).label("planned_at")
    statement = sa.select(delivery.c.chat_id, newest).where(tells).group_by(delivery.c.chat_id)
    rows = select_in(connection, statement, delivery.c.chat_id, sorted(chat_ids))
    return {row.chat_id: row.planned_at for row in rows}
