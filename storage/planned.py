"""The values in which planning says what chats are owed."""

import datetime as dt
from dataclasses import dataclass

from storage.model import DeliveryKey

NOTHING = "nothing/"  # how the subjects of notices begin that there is nothing
FOR_OPERATORS = "operators/"  # and of those that say how the bot is
LOST = "lost/"  # and of those that another chat takes no messages any more


@dataclass(frozen=True, slots=True)
class Plan:
    """What chats with equal wishes get of the arrivals in (cursor_from, cursor_to].

    `paper_ids` are all papers that matched, in the order of their places; the first `shown` of them are in the digest.
    `wishes` names the wishes. `since` is the first date it covers, where that is not `date`. The store gives the `id`:
    before, it is any number that no other plan of the commit has.
    """

    id: int
    date: dt.date
    cursor_from: int
    cursor_to: int
    paper_ids: tuple[int, ...]
    shown: int
    wishes: str
    since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Rendering:
    """A message as all its chats get it: `payload` is a `bot.message.Message` as JSON, `hash` names its content."""

    hash: str
    payload: str


@dataclass(frozen=True, slots=True)
class Owed:
    """A delivery to be enqueued. `rendering` is a hash; `plan_id` that of a plan of the same commit."""

    key: DeliveryKey
    rendering: str
    due_at: dt.datetime
    silent: bool = False
    plan_id: int | None = None


@dataclass(frozen=True, slots=True)
class ChatAdvance:
    """What planning makes of a chat: when it is due next, the local date of its last daily digest, and its cursor.

    `missed_since` is the first date whose digest comes with the next one.
    `due_at` is the `next_due_at` that the chat had when it was planned: one that has another by then was changed, or
    planned by somebody else, and is left as it is.
    """

    chat_id: int
    due_at: dt.datetime | None
    next_due_at: dt.datetime | None
    last_date: dt.date | None
    cursor: int
    missed_since: dt.date | None = None


@dataclass(frozen=True, slots=True)
class WeeklyAdvance:
    """What planning makes of a chat with a weekly digest: when the next one is due. `due_at` is as in ChatAdvance."""

    chat_id: int
    due_at: dt.datetime | None
    weekly_due_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class LateAdvance:
    """What a late edition of the local date `late_date` makes of a chat: its cursor, which was at `cursor_from`."""

    chat_id: int
    cursor_from: int
    cursor: int
    late_date: dt.date


@dataclass(frozen=True, slots=True)
class EarlierAdvance:
    """The chat's next digest comes earlier. `due_at` is as in ChatAdvance."""

    chat_id: int
    due_at: dt.datetime | None
    next_due_at: dt.datetime


@dataclass(frozen=True, slots=True)
class FirstAdvance:
    """What a first digest makes of a chat: its cursor, which was at `cursor_from`."""

    chat_id: int
    cursor_from: int
    cursor: int


Advance = ChatAdvance | FirstAdvance | WeeklyAdvance | LateAdvance | EarlierAdvance


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many deliveries were taken from senders that did not come back: owed again, and doubtful ones."""

    queued: int
    ambiguous: int
