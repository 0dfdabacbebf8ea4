"""The ledger: what chats are owed, who sends it just now, and what became of it.

A sender claims, and for each delivery starts, sends and marks. Only `start` permits sending, to one sender, once; what
was started and is not marked when its lease ends may have reached the chat, and is ambiguous.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from storage import moves
from storage.claims import Claim, claim_due
from storage.engine import Engines
from storage.ledger_schema import HELD, QUEUED, TROUBLED, among, delivery, plan, rendering
from storage.listing import (
    NEWEST_FIRST,
    OLDEST_DUE_FIRST,
    Funnel,
    as_delivery,
    count_funnel,
    count_owed,
    count_states,
    count_unsent,
    last_and_doubtful,
    last_told,
    narrowed,
    select_deliveries,
    told_nothing,
)
from storage.model import Delivery, DeliveryKey, DeliveryState, Place
from storage.planned import Recovered
from storage.schema import chat
from storage.sentences import bounded

# SQLite uses a partial index only where its own condition stands in the statement: HELD or TROUBLED besides these.
_LEASED = among(DeliveryState.LEASED)
_AMBIGUOUS = among(DeliveryState.AMBIGUOUS)
_TRIED = among(DeliveryState.STARTED, DeliveryState.AMBIGUOUS)
_NOBODY_CAME_BACK = "Its sender ended before it knew whether the message had arrived."
_OWED = {"state": DeliveryState.QUEUED, "owner": None, "lease_until": None}
PRUNED_AT_ONCE = 5_000  # so that nobody waits long for their turn


class Deliveries:
    """The deliveries of the store. Methods that mark one say whether it was theirs to mark."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines

    def claim(
        self, owner: str, *, platforms: Sequence[str], limit: int, now: dt.datetime, lease: dt.timedelta
    ) -> list[Delivery]:
        """Take up to `limit` due deliveries for `lease`, oldest due first; nobody else gets them meanwhile.

        `owner` names this sender among all. Passed over are chats that are stopped or paused, and parts of which an
        earlier one has not ended.
        """
        with self._engines.writing() as connection:
            ids = claim_due(connection, Claim(owner, platforms, limit, now, now + lease))
            claimed = select_deliveries().where(delivery.c.id.in_(ids)).order_by(*OLDEST_DUE_FIRST)
            return [as_delivery(row) for row in connection.execute(claimed)]

    def start(self, delivery_id: int, owner: str, *, now: dt.datetime) -> bool:
        """Whether the owner may send it now; False means it must not. To be called just before sending."""
        held = sa.and_(_LEASED, delivery.c.owner == owner, delivery.c.lease_until > now)
        return self._mark(
            delivery_id, held, state=DeliveryState.STARTED, attempts=delivery.c.attempts + 1, started_at=now
        )

    def sent(self, delivery_id: int, owner: str, *, message_id: str, now: dt.datetime) -> bool:
        """It reached its chat. Also told late: of one that became ambiguous, or is owed again since."""
        tried = sa.and_(sa.or_(_TRIED, QUEUED), delivery.c.owner == owner)
        values = {"state": DeliveryState.SENT, "message_id": message_id, "ended_at": now, "reason": ""}
        return self._mark(delivery_id, tried, **values, lease_until=None)

    def ambiguous(self, delivery_id: int, owner: str, *, reason: str, now: dt.datetime) -> bool:
        """It may or may not have reached its chat."""
        started = sa.and_(among(DeliveryState.STARTED), delivery.c.owner == owner)
        return self._mark(delivery_id, started, **_doubtful(reason, now))

    def retry(self, delivery_id: int, owner: str, *, due_at: dt.datetime, reason: str) -> bool:
        """It did not reach its chat, and is owed again at `due_at`."""
        return self._mark(delivery_id, _held_by(owner), **_OWED, due_at=due_at, reason=bounded(reason))

    def give_back(self, delivery_id: int, owner: str, *, due_at: dt.datetime, reason: str) -> bool:
        """It was not started, and is owed again at `due_at`.

        One that is started stays: told late, its lease ran out, and the same owner has taken it anew.
        """
        leased = sa.and_(_LEASED, delivery.c.owner == owner)
        return self._mark(delivery_id, leased, **_OWED, due_at=due_at, reason=bounded(reason))

    def bury(self, delivery_id: int, owner: str | None, *, reason: str, now: dt.datetime) -> bool:
        """Give it up. Without an owner: one that nobody holds."""
        idle = sa.or_(QUEUED, _AMBIGUOUS)
        return self._mark(delivery_id, idle if owner is None else _held_by(owner), **moves.buried(reason, now))

    def release(self, owner: str) -> int:
        """Owe again what the owner holds and has not started; how many that were."""
        with self._engines.writing() as connection:
            return _change(connection, sa.and_(HELD, _LEASED, delivery.c.owner == owner), _OWED)

    def recover(self, now: dt.datetime) -> Recovered:
        """Take from their senders what they held too long: what was not started is owed again, the rest ambiguous."""
        with self._engines.writing() as connection:
            late = sa.and_(HELD, delivery.c.lease_until <= now)
            queued = _change(connection, sa.and_(late, _LEASED), _OWED)
            return Recovered(queued, _change(connection, late, _doubtful(_NOBODY_CAME_BACK, now)))

    def resend_ambiguous(
        self, platforms: Sequence[str], *, since: dt.datetime, attempts: int, silent: bool = False
    ) -> int:
        """Owe again what is ambiguous since then and was tried fewer than so many times; how many that were.

        `silent`: without a notification. A late answer of the first sender still counts until another claims it. What
        is in doubt in a chat that takes no more messages stays so.
        """
        doubtful = sa.and_(TROUBLED, _AMBIGUOUS, delivery.c.platform.in_(platforms), delivery.c.doubtful_at >= since)
        reachable = sa.exists().where(chat.c.id == delivery.c.chat_id, chat.c.stopped == "")
        values: dict[str, Any] = {"state": DeliveryState.QUEUED} | ({"silent": True} if silent else {})
        with self._engines.writing() as connection:
            return _change(connection, sa.and_(doubtful, delivery.c.attempts < attempts, reachable), values)

    def settle(self, key: DeliveryKey, message_id: str | None, *, now: dt.datetime) -> bool:
        """It has arrived, as somebody in its chat shows who has it: what may not have arrived, or is sent again for it.

        All parts have: buttons are under the last. `message_id` is the platform's id of it, where that is known.
        Whether there was a doubt.
        """
        again = sa.and_(QUEUED, delivery.c.doubtful_at.is_not(None))
        doubtful = sa.and_(_is_part(key), sa.or_(_AMBIGUOUS, again))
        with self._engines.reading() as connection:  # nearly always there is none, and nobody waits for the writer
            if not connection.scalar(sa.select(sa.exists().where(doubtful))):
                return False
        values = {"state": DeliveryState.SENT, "ended_at": now, "reason": "", "message_id": message_id}
        with self._engines.writing() as connection:
            return _change(connection, doubtful, values) > 0

    def replay(self, delivery_id: int) -> bool:
        """Owe again, now and with all its attempts, what is ambiguous or buried; its operator decides."""
        ended = among(DeliveryState.AMBIGUOUS, DeliveryState.BURIED)
        return self._mark(delivery_id, ended, **_OWED, attempts=0, doubtful_at=None, reason="")

    def move_chat(self, chat_id: int, place: Place) -> None:
        """The chat has another address. A chat that is there already becomes part of this one.

        Subscriptions are united and deliveries kept; one digest that both are owed comes once. UnknownChatError.
        """
        with self._engines.writing() as connection:
            moves.move(connection, chat_id, place)

    def stop_chat(self, chat_id: int, reason: str, now: dt.datetime) -> None:
        """Nothing can be sent to the chat: bury what it is owed. Its subscriptions stay. UnknownChatError."""
        with self._engines.writing() as connection:
            moves.stop(connection, chat_id, reason, now)

    def resume_chat(self, chat_id: int) -> None:
        """The chat is back from a stop or a pause: it begins anew at the newest arrival. UnknownChatError."""
        with self._engines.writing() as connection:
            moves.resume(connection, chat_id)

    def counts(self) -> dict[DeliveryState, int]:
        """How many deliveries are in each state."""
        with self._engines.reading() as connection:
            return count_states(connection)

    def count_open(self) -> dict[DeliveryState, int]:
        """How many deliveries are in each state but sent: what is not over, or did not go well."""
        with self._engines.reading() as connection:
            return count_unsent(connection)

    def funnel(self, since: dt.datetime, until: dt.datetime) -> Funnel:
        """How many deliveries to each platform, due in [since, until], are in each state; of the newest at most."""
        with self._engines.reading() as connection:
            return count_funnel(connection, since, until)

    def owed(self, now: dt.datetime) -> dict[str, int]:
        """How many deliveries each platform's chats are owed now; one that nobody is owed is left out."""
        with self._engines.reading() as connection:
            return count_owed(connection, now)

    def find_last(self, key: DeliveryKey) -> Delivery | None:
        """The last part of what the key is a part of: the one with the buttons."""
        last_first = select_deliveries().where(_is_part(key)).order_by(delivery.c.part.desc())
        with self._engines.reading() as connection:
            row = connection.execute(last_first).first()
        return None if row is None else as_delivery(row)

    def listing(
        self,
        state: DeliveryState | None = None,
        chat_id: int | None = None,
        day: dt.date | None = None,
        *,
        limit: int,
    ) -> list[Delivery]:
        """Deliveries of a state, a chat and a day (UTC) on which they are due, newest first; None is any."""
        which = narrowed(select_deliveries(), state=state, chat_id=chat_id, day=day)
        with self._engines.reading() as connection:
            return [as_delivery(row) for row in connection.execute(which.order_by(*NEWEST_FIRST).limit(limit))]

    def of_chat(self, chat_id: int, limit: int) -> list[Delivery]:
        """A chat's deliveries, newest first."""
        return self.listing(chat_id=chat_id, limit=limit)

    def noticed(self, chat_ids: Sequence[int], since: dt.datetime) -> frozenset[int]:
        """Which of the chats were owed a notice since then that there is nothing."""
        with self._engines.reading() as connection:
            return told_nothing(connection, chat_ids, since)

    def told(self, chat_ids: Sequence[int]) -> dict[int, dt.datetime]:
        """When each of the chats was last told how things stand, by a digest or a notice; never told, left out."""
        with self._engines.reading() as connection:
            return last_told(connection, chat_ids)

    def doubtful_digests(self, since: dt.datetime) -> list[DeliveryKey]:
        """The digests, due since then, that may not have reached their chats and are the last that these were owed."""
        with self._engines.reading() as connection:
            return last_and_doubtful(connection, since)

    def next_due_at(self, now: dt.datetime, *, platforms: Sequence[str]) -> dt.datetime | None:
        """The first moment after `now` at which a delivery to these platforms becomes due."""
        with self._engines.reading() as connection:
            moments = [connection.scalar(_first_due(platform, now)) for platform in platforms]
        return min((moment for moment in moments if moment is not None), default=None)

    def prune(self, before: dt.datetime) -> int:
        """Delete deliveries that were due before, and plans and renderings without any; how many deliveries."""
        old = sa.select(delivery.c.id).where(delivery.c.due_at < before, sa.not_(HELD))
        some = sa.delete(delivery).where(delivery.c.id.in_(old.order_by(delivery.c.id).limit(PRUNED_AT_ONCE)))
        pruned = deleted = self._delete(some)
        while deleted == PRUNED_AT_ONCE:
            deleted = self._delete(some)
            pruned += deleted
        for statement in _orphans(before):
            self._delete(statement)
        return pruned

    def _mark(self, delivery_id: int, condition: sa.ColumnElement[bool], **values: Any) -> bool:
        with self._engines.writing() as connection:
            return _change(connection, sa.and_(delivery.c.id == delivery_id, condition), values) == 1

    def _delete(self, statement: sa.Delete) -> int:
        with self._engines.writing() as connection:
            return connection.execute(statement).rowcount


def _is_part(key: DeliveryKey) -> sa.ColumnElement[bool]:
    """Whether a delivery is a part of the same thing."""
    columns = {"chat_id": key.chat_id, "kind": key.kind, "subject": key.subject}
    return sa.and_(*[delivery.c[name] == value for name, value in columns.items()])


def _change(connection: sa.Connection, which: sa.ColumnElement[bool], values: dict[str, Any]) -> int:
    return connection.execute(sa.update(delivery).where(which).values(values)).rowcount


def _held_by(owner: str) -> sa.ColumnElement[bool]:
    """Whether it is the owner's, also when it came to be ambiguous because the answer took so long."""
    return sa.and_(sa.or_(HELD, _AMBIGUOUS), delivery.c.owner == owner)


def _doubtful(reason: str, now: dt.datetime) -> dict[str, Any]:
    """The owner stays, so that a late answer of theirs counts."""
    first = sa.func.coalesce(delivery.c.doubtful_at, delivery.c.started_at)
    values = {"state": DeliveryState.AMBIGUOUS, "lease_until": None, "doubtful_at": first}
    return {**values, "reason": bounded(reason), "ended_at": now}


def _first_due(platform: str, now: dt.datetime) -> sa.Select[Any]:
    which = sa.and_(QUEUED, delivery.c.platform == platform, delivery.c.due_at > now)
    return sa.select(delivery.c.due_at).where(which).order_by(delivery.c.due_at).limit(1)


def _orphans(before: dt.datetime) -> list[sa.Delete]:
    """Deletes plans and renderings from before that no delivery has any more.

    `used_at` is asked twice: a rendering that is used again while this runs is looked at anew only by the last one.
    """
    plans = sa.select(plan.c.id).where(plan.c.date < before.date()).except_(sa.select(delivery.c.plan_id))
    messages = sa.select(rendering.c.hash).where(rendering.c.used_at < before).except_(sa.select(delivery.c.rendering))
    unused = sa.and_(rendering.c.hash.in_(messages), rendering.c.used_at < before)
    return [sa.delete(plan).where(plan.c.id.in_(plans)), sa.delete(rendering).where(unused)]
