"""What happens to a chat as a whole: it cannot be reached, is back, or has another address."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from storage import access
from storage.errors import UnknownChatError
from storage.ledger_schema import QUEUED, among, delivery
from storage.model import ChatKind, DeliveryState, Place
from storage.papers import newest_arrival
from storage.schema import Moment, chat, subscription
from storage.sentences import bounded

_IDLE = among(DeliveryState.QUEUED, DeliveryState.LEASED)
_PAUSED_MEANWHILE = "The chat was paused or could not be reached when it was due."
_ALREADY_THERE = "The chat that this one was merged with has it already."


def buried(reason: str, ended_at: dt.datetime | sa.Column[Any]) -> dict[str, Any]:
    """The columns of a delivery that is given up."""
    return {"state": DeliveryState.BURIED, "lease_until": None, "reason": bounded(reason), "ended_at": ended_at}


def stop(connection: sa.Connection, chat_id: int, reason: str, now: dt.datetime) -> None:
    """Mark the chat as stopped and bury what it is owed; what is leased is then not sent either."""
    _change(connection, chat_id, {"stopped": bounded(reason) or "unknown"})
    connection.execute(sa.update(delivery).where(_IDLE, delivery.c.chat_id == chat_id).values(buried(reason, now)))


def resume(connection: sa.Connection, chat_id: int) -> None:
    """Begin anew at the newest arrival, without what became due meanwhile."""
    _change(connection, chat_id, {"stopped": "", "cursor": newest_arrival(connection), "missed_since": None})
    queued = sa.and_(QUEUED, delivery.c.chat_id == chat_id)
    connection.execute(sa.update(delivery).where(queued).values(buried(_PAUSED_MEANWHILE, delivery.c.due_at)))


def move(connection: sa.Connection, chat_id: int, place: Place) -> None:
    """Give the chat its new address, where it takes over the chat that is there already."""
    address = {"platform": place.platform, "chat_id": place.chat_id, "thread_id": place.thread_id}
    old = connection.execute(sa.select(chat.c.platform, chat.c.chat_id).where(chat.c.id == chat_id)).first()
    if old is not None and old.platform == place.platform:
        access.move(connection, old.platform, old.chat_id, place.chat_id)
    for other in _others(connection, chat_id, place):
        _change(connection, chat_id, _take_over(connection, chat_id, other))
    _change(connection, chat_id, address)
    _give_back(connection, chat_id)


def _others(connection: sa.Connection, chat_id: int, place: Place) -> list[Any]:
    """The chats whose place a chat takes: the one at its new address, and that group's default chat if it is one."""
    in_group = sa.and_(chat.c.platform == place.platform, chat.c.chat_id == place.chat_id)
    held = sa.select(chat).where(sa.or_(in_group, chat.c.id == chat_id)).order_by(chat.c.id).with_for_update()
    rows = connection.execute(held).all()
    is_default = any(row.id == chat_id and _may_be_default(row) for row in rows)
    return [
        row
        for row in rows
        if row.id != chat_id and (row.thread_id == place.thread_id or (is_default and _may_be_default(row)))
    ]


def _may_be_default(row: Any) -> bool:
    return row.kind is not ChatKind.PRIVATE and not row.bound


def _change(connection: sa.Connection, chat_id: int, values: dict[str, Any]) -> None:
    if connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(values)).rowcount != 1:
        raise UnknownChatError(f"There is no chat {chat_id} in the store; create it first.")


def _give_back(connection: sa.Connection, chat_id: int) -> None:
    """Owe again what is leased: its sender has the old address."""
    leased = sa.and_(among(DeliveryState.LEASED), delivery.c.chat_id == chat_id)
    values = {"state": DeliveryState.QUEUED, "owner": None, "lease_until": None}
    connection.execute(sa.update(delivery).where(leased).values(values))


def _take_over(connection: sa.Connection, chat_id: int, other: Any) -> dict[str, Any]:
    """Move what the other chat has to this one and delete it; what this one then has to have.

    The cursor is the later one where both got digests: nothing comes twice.
    """
    known = sa.select(subscription.c.term).where(subscription.c.chat_id == chat_id)
    theirs = subscription.c.chat_id == other.id
    connection.execute(sa.delete(subscription).where(theirs, subscription.c.term.in_(known)))
    connection.execute(sa.update(subscription).where(theirs).values(chat_id=chat_id))
    had_digests = _unite_deliveries(connection, chat_id, other.id)
    connection.execute(sa.delete(chat).where(chat.c.id == other.id))
    their_cursor = sa.literal(other.cursor, sa.BigInteger)
    later = sa.case((chat.c.cursor < their_cursor, their_cursor), else_=chat.c.cursor)
    next_due_at = sa.func.coalesce(chat.c.next_due_at, sa.literal(other.next_due_at, Moment))
    return {"stopped": "", "next_due_at": next_due_at, **({"cursor": later} if had_digests else {})}


def _unite_deliveries(connection: sa.Connection, chat_id: int, other_id: int) -> bool:
    """Give the other chat's deliveries to this one; whether it had any of a plan.

    Where both have a delivery of one key, theirs gets another subject, and the one that nobody started is buried.
    """
    ours, theirs = delivery.alias("ours"), delivery.alias("theirs")
    same = sa.and_(*[ours.c[name] == theirs.c[name] for name in ("kind", "subject", "part")])
    both = sa.and_(same, ours.c.chat_id == chat_id, theirs.c.chat_id == other_id)
    pairs = connection.execute(sa.select(ours.c.id, theirs.c.id, theirs.c.state).where(both)).all()
    waiting = (DeliveryState.QUEUED, DeliveryState.LEASED, DeliveryState.BURIED)
    second = delivery.c.id.in_([their_id if state in waiting else our_id for our_id, their_id, state in pairs])
    double = delivery.c.id.in_([their_id for _, their_id, _ in pairs])
    buried_too = buried(_ALREADY_THERE, delivery.c.due_at)
    connection.execute(sa.update(delivery).where(_IDLE, second).values(buried_too))
    connection.execute(sa.update(delivery).where(double).values(subject=delivery.c.subject + f" ({other_id})"))
    planned = sa.exists().where(delivery.c.chat_id == other_id, delivery.c.plan_id.is_not(None))
    had_digests = bool(connection.scalar(sa.select(planned)))
    connection.execute(sa.update(delivery).where(delivery.c.chat_id == other_id).values(chat_id=chat_id))
    return had_digests
