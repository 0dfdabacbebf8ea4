"""Planning: which chats are due, and everything that one tick decided in one transaction."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from storage.bulk import batched, insert_all, is_one_of, update_all
from storage.chats import as_chat, as_subscription
from storage.claims import prefer_index_order
from storage.engine import Engines
from storage.errors import UnknownChatError
from storage.ledger_schema import IS_PLANNED, delivery, plan, rendering
from storage.model import Chat, DeliveryKey, DeliveryKind, DeliveryState, Subscription
from storage.planned import ChatAdvance, Owed, Plan, Rendering
from storage.schema import chat, subscription

_COLUMNS = [field.name for field in dataclasses.fields(Plan) if field.name != "id"]
_GOT = delivery.c.state != DeliveryState.BURIED


class Plans:
    """The plans of the store, and when chats get their next."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def due_chats(self, now: dt.datetime, limit: int) -> list[Chat]:
        """The chats that are due longest, neither paused nor stopped."""
        statement = sa.select(chat).where(is_due(now)).order_by(chat.c.next_due_at, chat.c.id).limit(limit)
        with self._engines.reading() as connection:
            prefer_index_order(connection)
            rows = connection.execute(statement).all()
            wishes = _subscriptions(connection, [row.id for row in rows])
        return [as_chat(row, tuple(wishes[row.id])) for row in rows]

    def due_count(self, now: dt.datetime) -> int:
        """How many chats are due."""
        with self._engines.reading() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(chat).where(is_due(now))) or 0

    def schedule(self, chat_id: int, next_due_at: dt.datetime | None) -> None:
        """Plan the chat's next digest at that moment, or none; what is being planned for it just now is left out."""
        with self._engines.writing() as connection:
            connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(next_due_at=next_due_at))

    def commit(
        self,
        plans: Sequence[Plan],
        renderings: Iterable[Rendering],
        owed: Iterable[Owed],
        chats: Sequence[ChatAdvance],
        now: dt.datetime,
    ) -> frozenset[int]:
        """Keep all of it, in one transaction; a delivery whose key is there already stays as it is.

        Returns the ids of chats that were changed since they were planned: they and what they are owed are left out.
        So is what is owed to chats that are gone.
        """
        with self._engines.writing() as connection:
            changed = _changed_since(connection, chats)
            advances = [_advance(one) for one in chats if one.chat_id not in changed]
            update_all(connection, chat, advances)
            ids = _insert_plans(connection, plans)
            _keep_renderings(connection, renderings, now)
            for batch in batched(one for one in owed if one.key.chat_id not in changed):
                platforms = _platforms(connection, {one.key.chat_id for one in batch})
                known = [one for one in batch if one.key.chat_id in platforms]
                insert_all(connection, delivery, [_row(one, ids, platforms, now) for one in known])
        return changed

    def keep_first(self, key: DeliveryKey, first: Plan, message: Rendering, now: dt.datetime) -> bool:
        """Note a first digest that the chat got as an answer, and move its cursor there; False when it had one.

        Raises UnknownChatError.
        """
        with self._engines.writing() as connection:
            held = connection.execute(sa.select(chat).where(chat.c.id == key.chat_id).with_for_update()).first()
            if held is None:
                raise UnknownChatError(f"There is no chat {key.chat_id} in the store; create it first.")
            had = sa.exists().where(delivery.c.chat_id == key.chat_id, delivery.c.kind == key.kind)
            if connection.scalar(sa.select(had)):
                return False
            ids = _insert_plans(connection, [first])
            _keep_renderings(connection, [message], now)
            row = _row(Owed(key, message.hash, now, plan_id=first.id), ids, {held.id: held.platform}, now)
            connection.execute(sa.insert(delivery).values({**row, "state": DeliveryState.SENT, "ended_at": now}))
            earlier = sa.and_(chat.c.id == held.id, chat.c.cursor < first.cursor_to)
            connection.execute(sa.update(chat).where(earlier).values(cursor=first.cursor_to))
        return True

    def shown_to(self, chat_id: int) -> frozenset[int]:
        """The papers of all plans that the chat got, or is owed."""
        return self.shown_to_each([chat_id])[chat_id]

    def shown_to_each(self, chat_ids: Sequence[int]) -> dict[int, frozenset[int]]:
        """The papers of all plans that each of the chats got, or is owed."""
        with self._engines.reading() as connection:
            got = {chat_id: frozenset(plans) for chat_id, plans in _plans_of(connection, chat_ids).items()}
            papers = _papers_of(connection, frozenset().union(*got.values()))
        united = {plans: frozenset().union(*[papers[one] for one in plans]) for plans in set(got.values())}
        return {chat_id: united.get(got.get(chat_id, frozenset()), frozenset()) for chat_id in chat_ids}

    def plan_of(self, chat_id: int, kind: DeliveryKind, subject: str) -> Plan | None:
        """The plan of one digest that the chat got, or is owed; None when there is none any more."""
        key = sa.and_(delivery.c.kind == kind, delivery.c.subject == subject)
        theirs = sa.and_(delivery.c.plan_id == plan.c.id, delivery.c.chat_id == chat_id, key, _GOT)
        with self._engines.reading() as connection:
            row = connection.execute(sa.select(plan).join(delivery, theirs).limit(1)).first()
        return None if row is None else _plan(row)

    def last_plan(self, chat_id: int) -> Plan | None:
        """The plan of the newest digest that the chat got, or is owed."""
        theirs = sa.and_(delivery.c.plan_id == plan.c.id, delivery.c.chat_id == chat_id, _GOT)
        with self._engines.reading() as connection:
            newest = sa.select(plan).join(delivery, theirs).order_by(plan.c.id.desc()).limit(1)
            row = connection.execute(newest).first()
        return None if row is None else _plan(row)


def is_due(now: dt.datetime) -> sa.ColumnElement[bool]:
    """Whether a chat is to be planned; its index has them in the order of `next_due_at` and id."""
    return sa.and_(sa.text(IS_PLANNED), chat.c.next_due_at <= now)


def _subscriptions(connection: sa.Connection, chat_ids: Sequence[int]) -> dict[int, list[Subscription]]:
    """The subscriptions of chats, in the order they were made."""
    found: dict[int, list[Subscription]] = defaultdict(list)
    for batch in batched(chat_ids):
        which = is_one_of(connection, subscription.c.chat_id, batch)
        for row in connection.execute(sa.select(subscription).where(which).order_by(subscription.c.id)):
            found[row.chat_id].append(as_subscription(row))
    return found


def _changed_since(connection: sa.Connection, chats: Sequence[ChatAdvance]) -> frozenset[int]:
    """The chats that are not due any more when they were; the others are kept from changes until the end."""
    found: dict[int, dt.datetime | None] = {}
    for batch in batched(chats):
        held = sa.select(chat.c.id, chat.c.next_due_at).where(
            is_one_of(connection, chat.c.id, (one.chat_id for one in batch))
        )
        found.update(
            (row.id, row.next_due_at) for row in connection.execute(held.order_by(chat.c.id).with_for_update())
        )
    return frozenset(one.chat_id for one in chats if one.chat_id not in found or found[one.chat_id] != one.due_at)


def _advance(one: ChatAdvance) -> dict[str, Any]:
    return {
        "id": one.chat_id,
        "next_due_at": one.next_due_at,
        "last_date": one.last_date,
        "cursor": one.cursor,
        "missed_since": one.missed_since,
    }


def _insert_plans(connection: sa.Connection, plans: Sequence[Plan]) -> dict[int, int]:
    """The ids that the plans get, by those they had."""
    if not plans:
        return {}
    rows = [{name: getattr(one, name) for name in _COLUMNS} for one in plans]
    statement = sa.insert(plan).returning(plan.c.id, sort_by_parameter_order=True)
    return dict(zip([one.id for one in plans], connection.scalars(statement, rows), strict=True))


def _keep_renderings(connection: sa.Connection, renderings: Iterable[Rendering], now: dt.datetime) -> None:
    """Store the renderings that are new, and remember that the others are used again, which keeps them from pruning."""
    for batch in batched(renderings):
        used = is_one_of(connection, rendering.c.hash, (one.hash for one in batch))
        connection.execute(sa.update(rendering).where(used).values(used_at=now))
        insert_all(connection, rendering, [{"hash": one.hash, "payload": one.payload, "used_at": now} for one in batch])


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


def _plans_of(connection: sa.Connection, chat_ids: Sequence[int]) -> dict[int, set[int]]:
    """The ids of the plans that chats got."""
    found: dict[int, set[int]] = defaultdict(set)
    for batch in batched(chat_ids):
        which = sa.and_(is_one_of(connection, delivery.c.chat_id, batch), delivery.c.plan_id.is_not(None), _GOT)
        for chat_id, plan_id in connection.execute(sa.select(delivery.c.chat_id, delivery.c.plan_id).where(which)):
            found[chat_id].add(plan_id)
    return found


def _papers_of(connection: sa.Connection, plan_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """The papers of plans; one that is gone has none."""
    found: dict[int, frozenset[int]] = defaultdict(frozenset)
    for batch in batched(plan_ids):
        for row in connection.execute(
            sa.select(plan.c.id, plan.c.paper_ids).where(is_one_of(connection, plan.c.id, batch))
        ):
            found[row.id] = frozenset(row.paper_ids)
    return found


def _plan(row: Any) -> Plan:
    papers = tuple(row.paper_ids)
    return Plan(row.id, row.date, row.cursor_from, row.cursor_to, papers, row.shown, row.wishes, row.since)
