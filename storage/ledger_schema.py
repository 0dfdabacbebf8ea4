"""The tables of planning and delivering. Importing this module completes `storage.schema.metadata`."""

import sqlalchemy as sa

from storage.model import DeliveryKind, DeliveryState
from storage.schema import Moment, chat, metadata, one_of

# More rows than 32 bits count, over the years; SQLite numbers rows itself only where the type is INTEGER.
_number = sa.BigInteger().with_variant(sa.Integer, "sqlite")

# What chats with equal wishes got of the arrivals in (cursor_from, cursor_to] (storage.planned.Plan).
plan = sa.Table(
    "plan",
    metadata,
    sa.Column("id", _number, primary_key=True),
    sa.Column("date", sa.Date, nullable=False),
    sa.Column("cursor_from", sa.BigInteger, nullable=False),
    sa.Column("cursor_to", sa.BigInteger, nullable=False),
    sa.Column("paper_ids", sa.JSON, nullable=False),
    sa.Column("shown", sa.Integer, nullable=False),
    sa.Column("wishes", sa.Text, nullable=False),
    sa.Column("since", sa.Date),
)

# A message as all its chats get it; `used_at` is when it was last enqueued.
rendering = sa.Table(
    "rendering",
    metadata,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("used_at", Moment, nullable=False),
)

# A message owed to a chat (storage.model.Delivery), on the chat's platform. `planned_at` is when it was enqueued: what
# happened later it does not tell. `started_at` is when it was last handed to the transport, `doubtful_at` when first
# so that it may have reached the chat. Plans and renderings are no foreign keys: an index to check them by would be
# written at every change of state.
delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("id", _number, primary_key=True),
    sa.Column("chat_id", sa.Integer, sa.ForeignKey("chat.id"), nullable=False),
    sa.Column("kind", one_of(DeliveryKind), nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("rendering", sa.Text, nullable=False),
    sa.Column("plan_id", sa.BigInteger),
    sa.Column("silent", sa.Boolean, nullable=False),
    sa.Column("state", one_of(DeliveryState), nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("lease_until", Moment),
    sa.Column("owner", sa.Text),
    sa.Column("reason", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("message_id", sa.Text),
    sa.Column("started_at", Moment),
    sa.Column("doubtful_at", Moment),
    sa.Column("ended_at", Moment),
    sa.Column("planned_at", Moment, nullable=False, server_default="0"),
    sa.UniqueConstraint("chat_id", "kind", "subject", "part"),
)


def among(*states: DeliveryState) -> sa.ColumnElement[bool]:
    """Whether a delivery is in one of the states, written out: with parameters, no partial index would be used."""
    return delivery.c.state.in_([sa.literal_column(f"'{state.value}'") for state in states])


QUEUED = among(DeliveryState.QUEUED)
HELD = among(DeliveryState.LEASED, DeliveryState.STARTED)
TROUBLED = among(DeliveryState.AMBIGUOUS, DeliveryState.BURIED)


def _few(name: str, rows: str, *columns: sa.Column[object]) -> sa.Index:
    """An index over some of the rows: what is sent is in none of them."""
    return sa.Index(name, *columns, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))


_few("ix_delivery_queued", "state IN ('queued')", delivery.c.platform, delivery.c.due_at, delivery.c.id)
_few("ix_delivery_held", "state IN ('leased', 'started')", delivery.c.lease_until)
_few("ix_delivery_troubled", "state IN ('ambiguous', 'buried')", delivery.c.state, delivery.c.id)

# Chats in the order in which they are to be planned.
IS_PLANNED = "next_due_at IS NOT NULL AND stopped = '' AND NOT paused"
IS_AUTO = "time_auto AND next_due_at IS NOT NULL AND stopped = '' AND NOT paused"
IS_LATE_WANTED = "late_editions AND last_date IS NOT NULL AND stopped = '' AND NOT paused"
IS_WEEKLY_PLANNED = "weekly_due_at IS NOT NULL AND stopped = '' AND NOT paused"
_few("ix_chat_next_due_at", IS_PLANNED, chat.c.next_due_at, chat.c.id)
_few("ix_chat_weekly_due_at", IS_WEEKLY_PLANNED, chat.c.weekly_due_at, chat.c.id)
_few("ix_chat_late_id", IS_LATE_WANTED, chat.c.id)
_few("ix_chat_auto_id", IS_AUTO, chat.c.id)

# The pace of each bot: the first moment at which it may send again.
pace = sa.Table(
    "pace",
    metadata,
    sa.Column("bucket", sa.Text, primary_key=True),
    sa.Column("next_at", Moment, nullable=False),
)
