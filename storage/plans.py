"""Planning: which chats are due, and everything that one tick decided in one transaction."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from storage.bulk import batched, is_one_of
from storage.chats import as_chat, as_subscription
from storage.claims import prefer_index_order
from storage.committing import advance_chats, insert_owed, insert_plans, keep_renderings
from storage.engine import Engines
from storage.errors import UnknownChatError
from storage.got import DAY_BY_DAY, find_plan, last_sources, papers_of, plans_of
from storage.ledger_schema import IS_AUTO, IS_LATE_WANTED, IS_PLANNED, IS_WEEKLY_PLANNED, delivery, rendering
from storage.model import Chat, DeliveryKey, DeliveryState, Subscription
from storage.planned import Advance, Owed, Plan, Rendering
from storage.schema import chat, subscription

DUE_FIRST = (chat.c.next_due_at, chat.c.id)


class Plans:
    """The plans of the store, and when chats get their next."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def due_chats(self, now: dt.datetime, limit: int) -> list[Chat]:
        """The chats that are due longest, neither paused nor stopped."""
        with self._engines.reading() as connection:
            prefer_index_order(connection)
            return _chats(connection, sa.select(chat).where(is_due(now)).order_by(*DUE_FIRST).limit(limit))

    def due_weekly(self, now: dt.datetime, limit: int) -> list[Chat]:
        """The chats whose weekly digest is due longest, neither paused nor stopped."""
        due = sa.and_(sa.text(IS_WEEKLY_PLANNED), chat.c.weekly_due_at <= now)
        with self._engines.reading() as connection:
            prefer_index_order(connection)
            in_order = sa.select(chat).where(due).order_by(chat.c.weekly_due_at, chat.c.id)
            return _chats(connection, in_order.limit(limit))

    def late_chats(self, after_id: int, since: dt.date, newest: int, limit: int) -> list[Chat]:
        """The chats that may want a late edition of what arrived up to `newest`, by their numbers after `after_id`.

        Their last digest is of a date from `since` on, which had no late edition yet.
        """
        is_first = sa.or_(chat.c.late_date.is_(None), chat.c.late_date < chat.c.last_date)
        waits = sa.and_(sa.text(IS_LATE_WANTED), chat.c.last_date >= since, is_first, chat.c.cursor < newest)
        with self._engines.reading() as connection:
            return _chats(
                connection, sa.select(chat).where(waits, chat.c.id > after_id).order_by(chat.c.id).limit(limit)
            )

    def auto_chats(self, after_id: int, now: dt.datetime, newest: int, limit: int) -> list[Chat]:
        """The chats whose next digest, due after `now`, waits for sources, by their numbers after `after_id`.

        Those that have looked at the newest arrival are left out.
        """
        waits = sa.and_(sa.text(IS_AUTO), chat.c.next_due_at > now, chat.c.cursor < newest, chat.c.id > after_id)
        with self._engines.reading() as connection:
            return _chats(connection, sa.select(chat).where(waits).order_by(chat.c.id).limit(limit))

    def sources_of_last(self, chat_ids: Sequence[int], plans: int) -> dict[int, list[frozenset[str]]]:
        """The sources that speak of the papers of each chat's last daily digests, at most so many, newest first."""
        with self._engines.reading() as connection:
            return last_sources(connection, chat_ids, plans)

    def never_served(self, before: dt.datetime, after_id: int, limit: int) -> list[Chat]:
        """The chats made before a moment that got no digest yet and are to get some, by numbers after `after_id`."""
        had = sa.exists().where(delivery.c.chat_id == chat.c.id, delivery.c.plan_id.is_not(None))
        waits = sa.and_(sa.text(IS_PLANNED), chat.c.created_at < before, sa.not_(had), chat.c.id > after_id)
        with self._engines.reading() as connection:
            return _chats(connection, sa.select(chat).where(waits).order_by(chat.c.id).limit(limit))

    def receiving(self, after_id: int, limit: int) -> list[Chat]:
        """The chats that take messages, neither paused nor stopped, by their numbers after `after_id`."""
        takes = sa.and_(chat.c.stopped == "", sa.not_(chat.c.paused), chat.c.id > after_id)
        with self._engines.reading() as connection:
            return _chats(connection, sa.select(chat).where(takes).order_by(chat.c.id).limit(limit))

    def payload(self, name: str) -> str | None:
        """The message that is kept under a name: the beginning of its hash."""
        which = rendering.c.hash.startswith(name, autoescape=True)
        with self._engines.reading() as connection:
            found: str | None = connection.scalar(sa.select(rendering.c.payload).where(which).limit(1))
        return found

    def schedule(self, chat_id: int, next_due_at: dt.datetime | None) -> None:
        """Plan the chat's next digest at that moment, or none; what is being planned for it just now is left out."""
        with self._engines.writing() as connection:
            connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(next_due_at=next_due_at))

    def schedule_weekly(self, chat_id: int, weekly_due_at: dt.datetime | None) -> None:
        """Plan the chat's next weekly digest at that moment, or none, like `schedule`."""
        with self._engines.writing() as connection:
            connection.execute(sa.update(chat).where(chat.c.id == chat_id).values(weekly_due_at=weekly_due_at))

    def commit(
        self,
        plans: Sequence[Plan],
        renderings: Iterable[Rendering],
        owed: Iterable[Owed],
        chats: Sequence[Advance],
        now: dt.datetime,
    ) -> frozenset[int]:
        """Keep all of it, in one transaction; a delivery whose key is there already stays as it is.

        Returns the ids of chats that were changed since they were planned: they and what they are owed are left out.
        So is what is owed to chats that are gone.
        """
        with self._engines.writing() as connection:
            changed = advance_chats(connection, chats)
            ids = insert_plans(connection, plans)
            keep_renderings(connection, renderings, now)
            insert_owed(connection, (one for one in owed if one.key.chat_id not in changed), ids, now)
        return changed

    def keep_first(self, key: DeliveryKey, first: Plan, message: Rendering, now: dt.datetime) -> bool:
        """Note a first digest that the chat got as an answer, and move its cursor there; False when it had one.

        Raises UnknownChatError.
        """
        with self._engines.writing() as connection:
            held = sa.select(chat.c.id).where(chat.c.id == key.chat_id).with_for_update()
            if connection.scalar(held) is None:
                raise UnknownChatError(f"There is no chat {key.chat_id} in the store; create it first.")
            had = sa.exists().where(delivery.c.chat_id == key.chat_id, delivery.c.kind == key.kind)
            if connection.scalar(sa.select(had)):
                return False
            keep_renderings(connection, [message], now)
            owed = Owed(key, message.hash, now, plan_id=first.id)
            plan_ids = insert_plans(connection, [first])
            insert_owed(connection, [owed], plan_ids, now, state=DeliveryState.SENT, ended_at=now)
            earlier = sa.and_(chat.c.id == key.chat_id, chat.c.cursor < first.cursor_to)
            connection.execute(sa.update(chat).where(earlier).values(cursor=first.cursor_to))
        return True

    def shown_to(self, chat_id: int) -> frozenset[int]:
        """The papers of all plans that the chat got, or is owed."""
        return self.shown_to_each([chat_id])[chat_id]

    def shown_to_each(self, chat_ids: Sequence[int]) -> dict[int, frozenset[int]]:
        """The papers of all plans that each of the chats got, or is owed."""
        with self._engines.reading() as connection:
            got = {chat_id: frozenset(plans) for chat_id, plans in plans_of(connection, chat_ids).items()}
            papers = papers_of(connection, frozenset().union(*got.values()))
        united = {plans: frozenset().union(*[papers[one] for one in plans]) for plans in set(got.values())}
        return {chat_id: united.get(got.get(chat_id, frozenset()), frozenset()) for chat_id in chat_ids}

    def plan_of(self, key: DeliveryKey) -> Plan | None:
        """The plan of one digest that the chat got, or is owed; None when there is none any more."""
        with self._engines.reading() as connection:
            same = (delivery.c.kind == key.kind, delivery.c.subject == key.subject, delivery.c.part == key.part)
            return find_plan(connection, key.chat_id, *same)

    def last_plan(self, chat_id: int) -> Plan | None:
        """The plan of the newest digest that the chat got, or is owed, weekly ones and late editions not counted."""
        with self._engines.reading() as connection:
            return find_plan(connection, chat_id, DAY_BY_DAY)


def is_due(now: dt.datetime) -> sa.ColumnElement[bool]:
    """Whether a chat is to be planned; its index has them in the order of `next_due_at` and id."""
    return sa.and_(sa.text(IS_PLANNED), chat.c.next_due_at <= now)


def _chats(connection: sa.Connection, statement: sa.Select[Any]) -> list[Chat]:
    """The chats that a statement selects, in its order, with their subscriptions."""
    rows = connection.execute(statement).all()
    wishes = _subscriptions(connection, [row.id for row in rows])
    return [as_chat(row, tuple(wishes[row.id])) for row in rows]


def _subscriptions(connection: sa.Connection, chat_ids: Sequence[int]) -> dict[int, list[Subscription]]:
    """The subscriptions of chats, in the order they were made."""
    found: dict[int, list[Subscription]] = defaultdict(list)
    for batch in batched(chat_ids):
        which = is_one_of(connection, subscription.c.chat_id, batch)
        for row in connection.execute(sa.select(subscription).where(which).order_by(subscription.c.id)):
            found[row.chat_id].append(as_subscription(row))
    return found
