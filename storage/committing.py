"""The steps of a commit of planning: chats go on, and plans, renderings and deliveries are kept."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from storage.bulk import batched, insert_all, is_one_of, update_all
from storage.ledger_schema import delivery, plan, rendering
from storage.model import DeliveryState
from storage.planned import (
    Advance,
    ChatAdvance,
    EarlierAdvance,
    FirstAdvance,
    LateAdvance,
    Owed,
    Plan,
    Rendering,
    WeeklyAdvance,
)
from storage.schema import chat

# What tells that a chat is as it was when it was planned: its column, and the field of the advance that says so.
_GUARDS: dict[type[Advance], tuple[sa.Column[Any], str]] = {
    ChatAdvance: (chat.c.next_due_at, "due_at"),
    WeeklyAdvance: (chat.c.weekly_due_at, "due_at"),
    FirstAdvance: (chat.c.cursor, "cursor_from"),
    LateAdvance: (chat.c.cursor, "cursor_from"),
    EarlierAdvance: (chat.c.next_due_at, "due_at"),
}
_COLUMNS = [field.name for field in dataclasses.fields(Plan) if field.name != "id"]


def advance_chats(connection: sa.Connection, advances: Sequence[Advance]) -> frozenset[int]:
    """Let the chats go on, all in the same way, but for those that were changed since they were planned: returned.

    The others are kept from changes until the transaction ends.
    """
    changed = _changed_since(connection, advances)
    update_all(connection, chat, [_values(one) for one in advances if one.chat_id not in changed])
    return changed


def _changed_since(connection: sa.Connection, advances: Sequence[Advance]) -> frozenset[int]:
    same: set[int] = set()
    for batch in batched(advances):
        column, field = _GUARDS[type(batch[0])]
        then = {one.chat_id: getattr(one, field) for one in batch}
        held = sa.select(chat.c.id, column.label("now")).where(is_one_of(connection, chat.c.id, then))
        rows = connection.execute(held.order_by(chat.c.id).with_for_update())
        same.update(row.id for row in rows if row.now == then[row.id])
    return frozenset(one.chat_id for one in advances if one.chat_id not in same)


def _values(one: Advance) -> dict[str, Any]:
    values = {field.name: getattr(one, field.name) for field in dataclasses.fields(one)}
    del values[_GUARDS[type(one)][1]]
    return {"id": values.pop("chat_id"), **values}


def insert_plans(connection: sa.Connection, plans: Sequence[Plan]) -> dict[int, int]:
    """Insert the plans; the ids that they get, by those they had."""
    if not plans:
        return {}
    rows = [{name: getattr(one, name) for name in _COLUMNS} for one in plans]
    statement = sa.insert(plan).returning(plan.c.id, sort_by_parameter_order=True)
    return dict(zip([one.id for one in plans], connection.scalars(statement, rows), strict=True))


def keep_renderings(connection: sa.Connection, renderings: Iterable[Rendering], now: dt.datetime) -> None:
    """Store the renderings that are new, and remember that the others are used again, which keeps them from pruning."""
    for batch in batched(renderings):
        used = is_one_of(connection, rendering.c.hash, (one.hash for one in batch))
        connection.execute(sa.update(rendering).where(used).values(used_at=now))
        insert_all(connection, rendering, [{"hash": one.hash, "payload": one.payload, "used_at": now} for one in batch])


def insert_owed(
    connection: sa.Connection, owed: Iterable[Owed], plan_ids: Mapping[int, int], now: dt.datetime, **values: Any
) -> None:
    """Owe the deliveries whose keys are not there yet and whose chats are; `values` are other ones than usual."""
    for batch in batched(owed):
        platforms = _platforms(connection, {one.key.chat_id for one in batch})
        known = [one for one in batch if one.key.chat_id in platforms]
        insert_all(connection, delivery, [_row(one, plan_ids, platforms, now) | values for one in known])


def _platforms(connection: sa.Connection, chat_ids: Collection[int]) -> dict[int, str]:
    which = is_one_of(connection, chat.c.id, chat_ids)
    return {row.id: row.platform for row in connection.execute(sa.select(chat.c.id, chat.c.platform).where(which))}


def _row(one: Owed, plan_ids: Mapping[int, int], platforms: Mapping[int, str], now: dt.datetime) -> dict[str, Any]:
    return {
        "chat_id": one.key.chat_id,
        "kind": one.key.kind,
        "subject": one.key.subject,
        "part": one.key.part,
        "platform": platforms[one.key.chat_id],
        "rendering": one.rendering,
        "plan_id": None if one.plan_id is None else plan_ids[one.plan_id],
        "silent": one.silent,
        "state": DeliveryState.QUEUED,
        "due_at": one.due_at,
        "planned_at": now,
    }
