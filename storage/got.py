"""What chats got: the plans of their digests, and the papers of those."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from storage.bulk import batched, is_one_of
from storage.ledger_schema import delivery, plan
from storage.model import DeliveryState
from storage.planned import Plan

# What is given up has not been got; what is owed will be.
GOT = delivery.c.state != DeliveryState.BURIED


def plans_of(connection: sa.Connection, chat_ids: Sequence[int]) -> dict[int, set[int]]:
    """The ids of the plans that chats got."""
    found: dict[int, set[int]] = defaultdict(set)
    for batch in batched(chat_ids):
        which = sa.and_(is_one_of(connection, delivery.c.chat_id, batch), delivery.c.plan_id.is_not(None), GOT)
        for chat_id, plan_id in connection.execute(sa.select(delivery.c.chat_id, delivery.c.plan_id).where(which)):
            found[chat_id].add(plan_id)
    return found


def papers_of(connection: sa.Connection, plan_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The papers of plans; one that is gone has none."""
    found: dict[int, frozenset[int]] = defaultdict(frozenset)
    for batch in batched(plan_ids):
        for row in connection.execute(
            sa.select(plan.c.id, plan.c.paper_ids).where(is_one_of(connection, plan.c.id, batch))
        ):
            found[row.id] = frozenset(row.paper_ids)
    return found


def find_plan(connection: sa.Connection, chat_id: int, *which: sa.ColumnElement[bool]) -> Plan | None:
    """The newest plan of the deliveries that a chat got and these conditions choose."""
    theirs = sa.and_(delivery.c.plan_id == plan.c.id, delivery.c.chat_id == chat_id, GOT, *which)
    row = connection.execute(sa.select(plan).join(delivery, theirs).order_by(plan.c.id.desc()).limit(1)).first()
    return None if row is None else _as_plan(row)


def _as_plan(row: Any) -> Plan:
    papers = tuple(row.paper_ids)
    return Plan(row.id, row.date, row.cursor_from, row.cursor_to, papers, row.shown, row.wishes, row.since)
