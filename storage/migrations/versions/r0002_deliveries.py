"""Planning and delivering: when chats are due, plans, renderings, deliveries and the pace of bots."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STATES = ("queued", "leased", "started", "sent", "ambiguous", "buried")
_KINDS = ("daily", "first", "late", "notice", "broadcast")


def upgrade() -> None:
    """Extend the chats and create the tables."""
    _extend_chats()
    _create_plans()
    _create_deliveries()
    _create_pace()


def _extend_chats() -> None:
    for name, default in (
        ("quiet_held", sa.false()),
        ("late_editions", sa.false()),
        ("say_nothing_matched", sa.true()),
        ("say_not_published", sa.true()),
    ):
        op.add_column("chat", sa.Column(name, sa.Boolean, nullable=False, server_default=default))
    op.add_column("chat", sa.Column("next_due_at", sa.BigInteger))
    op.add_column("chat", sa.Column("last_date", sa.Date))
    op.add_column("chat", sa.Column("stopped", sa.Text, nullable=False, server_default=sa.text("''")))
    planned = "next_due_at IS NOT NULL AND stopped = '' AND NOT paused"
    _index_few("ix_chat_next_due_at", "chat", planned, "next_due_at", "id")


def _create_plans() -> None:
    op.create_table(
        "plan",
        sa.Column("id", _number(), primary_key=True),
        sa.Column("date", sa.Date, nullable=False),
        sa.Column("cursor_from", sa.BigInteger, nullable=False),
        sa.Column("cursor_to", sa.BigInteger, nullable=False),
        sa.Column("paper_ids", sa.JSON, nullable=False),
        sa.Column("shown", sa.Integer, nullable=False),
        sa.Column("wishes", sa.Text, nullable=False),
    )
    op.create_table(
        "rendering",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("used_at", sa.BigInteger, nullable=False),
    )


def _create_deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", _number(), primary_key=True),
        sa.Column("chat_id", sa.Integer, sa.ForeignKey("chat.id"), nullable=False),
        sa.Column("kind", _one_of("deliverykind", *_KINDS), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("platform", sa.Text, nullable=False),
        sa.Column("rendering", sa.Text, nullable=False),
        sa.Column("plan_id", sa.BigInteger),
        sa.Column("silent", sa.Boolean, nullable=False),
        sa.Column("state", _one_of("deliverystate", *_STATES), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("lease_until", sa.BigInteger),
        sa.Column("owner", sa.Text),
        sa.Column("reason", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("message_id", sa.Text),
        sa.Column("started_at", sa.BigInteger),
        sa.Column("doubtful_at", sa.BigInteger),
        sa.Column("ended_at", sa.BigInteger),
        sa.UniqueConstraint("chat_id", "kind", "subject", "part"),
    )
    _index_few("ix_delivery_queued", "delivery", "state IN ('queued')", "platform", "due_at", "id")
    _index_few("ix_delivery_held", "delivery", "state IN ('leased', 'started')", "lease_until")
    _index_few("ix_delivery_troubled", "delivery", "state IN ('ambiguous', 'buried')", "state", "id")


def _create_pace() -> None:
    op.create_table(
        "pace",
        sa.Column("bucket", sa.Text, primary_key=True),
        sa.Column("next_at", sa.BigInteger, nullable=False),
    )


def _number() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _index_few(name: str, table: str, rows: str, *columns: str) -> None:
    """An index over some rows."""
    op.create_index(name, table, list(columns), sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=16)
