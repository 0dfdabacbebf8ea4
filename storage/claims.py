"""Which deliveries a sender may take: one statement that no two senders get the same row from."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from storage.halt import is_halted
from storage.ledger_schema import QUEUED, delivery
from storage.model import DeliveryState
from storage.schema import chat

_OPEN = (DeliveryState.QUEUED, DeliveryState.LEASED, DeliveryState.STARTED)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a sender asks for: at most `limit` deliveries to chats on its platforms that are due."""

    owner: str
    platforms: Sequence[str]
    limit: int
    now: dt.datetime
    lease_until: dt.datetime


def claim_due(connection: sa.Connection, claim: Claim) -> list[int]:
    """Lease what is asked for, oldest due first; the ids.

    Passed over: chats that are stopped or paused, and parts of which an earlier one is still open. While sending is
    halted there are none.
    """
    if not claim.platforms or is_halted(connection):
        return []
    prefer_index_order(connection)
    arms = [sa.select(_due(platform, claim).subquery()) for platform in claim.platforms]
    oldest = sa.union_all(*arms).order_by("due_at", "id").limit(claim.limit).cte("oldest")
    statement = (
        sa.update(delivery)
        .where(delivery.c.id.in_(sa.select(oldest.c.id)))
        .values(state=DeliveryState.LEASED, owner=claim.owner, lease_until=claim.lease_until)
        .returning(delivery.c.id)
    )
    return list(connection.scalars(statement))


def prefer_index_order(connection: sa.Connection) -> None:
    """For this transaction, let PostgreSQL read in an index's order instead of sorting all rows for the first few.

    It would sort while it does not know yet how many rows were just added.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.set_config("enable_sort", "off", True)))


def _due(platform: str, claim: Claim) -> sa.Select[tuple[int, dt.datetime]]:
    """The oldest of one platform, in the order of its index. On PostgreSQL, what others are just taking is skipped."""
    return (
        sa.select(delivery.c.id, delivery.c.due_at)
        .where(QUEUED, delivery.c.platform == platform, delivery.c.due_at <= claim.now)
        .where(_receives(), sa.or_(delivery.c.part == 1, _earlier_open() == 0))
        .order_by(delivery.c.due_at, delivery.c.id)
        .limit(claim.limit)
        .with_for_update(of=delivery, skip_locked=True)
    )


# Scalar queries stay what they are: as joins, PostgreSQL would read whole tables for the first few rows.


def _receives() -> sa.ColumnElement[bool]:
    receives = sa.and_(sa.not_(chat.c.paused), chat.c.stopped == "")
    return sa.select(receives).where(chat.c.id == delivery.c.chat_id).scalar_subquery()


def _earlier_open() -> sa.ScalarSelect[int]:
    earlier = delivery.alias("earlier")
    same = [earlier.c[name] == delivery.c[name] for name in ("chat_id", "kind", "subject")]
    is_open = sa.and_(earlier.c.part < delivery.c.part, earlier.c.state.in_(_OPEN))
    return sa.select(sa.func.count()).select_from(earlier).where(*same, is_open).scalar_subquery()
