"""What senders are tested with: a ledger in memory and the real one, filled in one line."""

import dataclasses
import datetime as dt
import itertools
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.delivery import Ledger
from storage.model import ChatKind, Delivery, DeliveryKey, DeliveryKind, DeliveryState, Place, Settings
from storage.planned import Owed, Rendering
from storage.store import Store

START = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
ENDED = {DeliveryState.SENT, DeliveryState.AMBIGUOUS, DeliveryState.BURIED}


class MemoryLedger:
    """The ledger's rules without a database."""

    def __init__(self) -> None:
        self.rows: dict[int, Delivery] = {}
        self.places: dict[int, Place] = {}
        self.stopped: dict[int, str] = {}
        self.started_at: dict[int, dt.datetime] = {}
        self._turn = threading.Lock()

    def claim(
        self, owner: str, *, platforms: Sequence[str], limit: int, now: dt.datetime, lease: dt.timedelta
    ) -> list[Delivery]:
        with self._turn:
            due = [row for row in self.rows.values() if row.due_at <= now and self._is_claimable(row, platforms)]
            due.sort(key=lambda row: (row.due_at, row.id))
            leased = {"state": DeliveryState.LEASED, "owner": owner, "lease_until": now + lease}
            return [self._change(row.id, place=self._place(row), **leased) for row in due[:limit]]

    def start(self, delivery_id: int, owner: str, *, now: dt.datetime) -> bool:
        with self._turn:
            row = self.rows.get(delivery_id)
            if row is None or row.state is not DeliveryState.LEASED or row.owner != owner:
                return False
            if row.lease_until is None or row.lease_until <= now:
                return False
            self.started_at[row.id] = now
            self._change(row.id, state=DeliveryState.STARTED, attempts=row.attempts + 1)
            return True

    def sent(self, delivery_id: int, owner: str, *, message_id: str, now: dt.datetime) -> None:
        with self._turn:
            row = self.rows.get(delivery_id)
            if row and (row.state is DeliveryState.AMBIGUOUS or self._has(row, owner)):
                self._change(row.id, state=DeliveryState.SENT, message_id=message_id, ended_at=now)

    def ambiguous(self, delivery_id: int, owner: str, *, reason: str, now: dt.datetime) -> None:
        self._end(delivery_id, owner, now, state=DeliveryState.AMBIGUOUS, reason=reason)

    def resend_ambiguous(self, since: dt.datetime) -> None:
        with self._turn:
            for row in list(self.rows.values()):
                if row.state is DeliveryState.AMBIGUOUS and row.doubtful_at is not None and row.doubtful_at >= since:
                    self._change(row.id, state=DeliveryState.QUEUED)

    def bury(self, delivery_id: int, owner: str, *, reason: str, now: dt.datetime) -> None:
        self._end(delivery_id, owner, now, state=DeliveryState.BURIED, reason=reason)

    def retry(self, delivery_id: int, owner: str, *, due_at: dt.datetime, reason: str) -> None:
        self._end(delivery_id, owner, due_at, state=DeliveryState.QUEUED, due_at=due_at, reason=reason)

    def give_back(self, delivery_id: int, owner: str, *, due_at: dt.datetime, reason: str) -> None:
        with self._turn:
            row = self.rows[delivery_id]
            if row.state is DeliveryState.LEASED and row.owner == owner:
                self._change(delivery_id, state=DeliveryState.QUEUED, owner=None, due_at=due_at, reason=reason)

    def release(self, owner: str) -> None:
        with self._turn:
            for row in list(self.rows.values()):
                if row.state is DeliveryState.LEASED and row.owner == owner:
                    self._change(row.id, state=DeliveryState.QUEUED)

    def move_chat(self, chat_id: int, place: Place) -> None:
        with self._turn:
            there = next((chat for chat, known in self.places.items() if known == place and chat != chat_id), None)
            if there is None:
                self.places[chat_id] = place
                return
            for row in [row for row in self.rows.values() if row.key.chat_id == chat_id]:
                key = dataclasses.replace(row.key, chat_id=there)
                if any(other.key == key for other in self.rows.values()):
                    del self.rows[row.id]
                else:
                    self._change(row.id, key=key)

    def stop_chat(self, chat_id: int, reason: str, now: dt.datetime) -> None:
        with self._turn:
            self.stopped[chat_id] = reason
            for row in list(self.rows.values()):
                if row.key.chat_id == chat_id and row.state is DeliveryState.QUEUED:
                    self._change(row.id, state=DeliveryState.BURIED, reason=f"{reason} {now:%Y}")

    def recover(self, now: dt.datetime) -> None:
        after = {DeliveryState.LEASED: DeliveryState.QUEUED, DeliveryState.STARTED: DeliveryState.AMBIGUOUS}
        with self._turn:
            for row in list(self.rows.values()):
                if row.state in after and row.lease_until is not None and row.lease_until <= now:
                    self._change(row.id, state=after[row.state])

    def _is_claimable(self, row: Delivery, platforms: Sequence[str]) -> bool:
        chat, key = row.key.chat_id, row.key
        return (
            row.state is DeliveryState.QUEUED
            and chat not in self.stopped
            and self.places[chat].platform in platforms
            and not (key.part > 1 and self._is_open(dataclasses.replace(key, part=key.part - 1)))
        )

    def _is_open(self, key: DeliveryKey) -> bool:
        return any(row.key == key and row.state not in ENDED for row in self.rows.values())

    def _place(self, row: Delivery) -> Place:
        return self.places[row.key.chat_id]

    def _has(self, row: Delivery, owner: str) -> bool:
        return row.owner == owner and row.state in {DeliveryState.LEASED, DeliveryState.STARTED}

    def _end(self, delivery_id: int, owner: str, now: dt.datetime, **change: Any) -> None:
        assert now.tzinfo
        with self._turn:
            row = self.rows.get(delivery_id)
            if row and self._has(row, owner):
                self._change(row.id, **change)

    def _change(self, delivery_id: int, **change: Any) -> Delivery:
        if change.get("state") is DeliveryState.AMBIGUOUS:
            change["doubtful_at"] = self.rows[delivery_id].doubtful_at or self.started_at[delivery_id]
        self.rows[delivery_id] = dataclasses.replace(self.rows[delivery_id], **change)
        return self.rows[delivery_id]


class Books(Protocol):
    """A ledger under test, with ways to fill it and to look into it."""

    @property
    def ledger(self) -> Ledger: ...

    def owe(self, chat: str, subject: str, part: int = 1, *, kind: ChatKind = ChatKind.PRIVATE) -> None: ...

    def owe_digests(self, chats: int) -> None:
        """One to each of so many chats, from `chat 0` on."""

    def deliveries(self) -> list[Delivery]: ...

    def states(self) -> list[DeliveryState]: ...

    def recover(self, now: dt.datetime) -> None: ...

    def resend_ambiguous(self, since: dt.datetime) -> None: ...


@dataclass
class MemoryBooks:
    """Books in memory. A payload is the subject and the part."""

    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    chats: dict[str, int] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def owe(self, chat: str, subject: str, part: int = 1, *, kind: ChatKind = ChatKind.PRIVATE) -> None:
        chat_id = self.chats.setdefault(chat, len(self.chats) + 1)
        place = self.ledger.places.setdefault(chat_id, Place("somewhere", chat))
        key = DeliveryKey(chat_id, DeliveryKind.BROADCAST, subject, part)
        number = next(self.numbers)
        queued = DeliveryState.QUEUED
        self.ledger.rows[number] = Delivery(number, key, place, kind, f"{subject}.{part}", False, queued, 0, START)

    def owe_digests(self, chats: int) -> None:
        for number in range(chats):
            self.owe(f"chat {number}", "digest")

    def deliveries(self) -> list[Delivery]:
        return list(self.ledger.rows.values())

    def states(self) -> list[DeliveryState]:
        return [delivery.state for delivery in self.deliveries()]

    def recover(self, now: dt.datetime) -> None:
        self.ledger.recover(now)

    def resend_ambiguous(self, since: dt.datetime) -> None:
        self.ledger.resend_ambiguous(since)


@dataclass
class StoreBooks:
    """Books in a database."""

    store: Store

    @property
    def ledger(self) -> Ledger:
        return self.store.deliveries

    def owe(self, chat: str, subject: str, part: int = 1, *, kind: ChatKind = ChatKind.PRIVATE) -> None:
        self._owe([chat], subject, part, kind)

    def owe_digests(self, chats: int) -> None:
        self._owe([f"chat {number}" for number in range(chats)], "digest", 1, ChatKind.PRIVATE)

    def _owe(self, chats: Sequence[str], subject: str, part: int, kind: ChatKind) -> None:
        rendering = Rendering(f"{subject}.{part}", f"{subject}.{part}")
        numbers = [self._number(chat, kind) for chat in chats]
        keys = [DeliveryKey(number, DeliveryKind.BROADCAST, subject, part) for number in numbers]
        self.store.plans.commit([], [rendering], [Owed(key, rendering.hash, START) for key in keys], [], START)

    def _number(self, chat: str, kind: ChatKind) -> int:
        return self.store.chats.get_or_create(Place("somewhere", chat), kind, settings=Settings(), now=START).id

    def deliveries(self) -> list[Delivery]:
        return sorted(self.store.deliveries.listing(limit=10_000), key=lambda delivery: delivery.id)

    def states(self) -> list[DeliveryState]:
        return [delivery.state for delivery in self.deliveries()]

    def recover(self, now: dt.datetime) -> None:
        self.store.deliveries.recover(now)

    def resend_ambiguous(self, since: dt.datetime) -> None:
        self.store.deliveries.resend_ambiguous(["somewhere"], since=since, attempts=100)
