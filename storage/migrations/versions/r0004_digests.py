"""Digests that cover several days, weekly ones, late editions, and a time that follows the sources."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_KINDS = ("daily", "weekly", "first", "late", "notice", "broadcast")


def upgrade() -> None:
    """Extend plans and chats, and the kinds of deliveries."""
    op.add_column("plan", sa.Column("since", sa.Date))
    op.add_column("chat", sa.Column("missed_since", sa.Date))
    op.add_column("chat", sa.Column("weekly", sa.Text))
    op.add_column("chat", sa.Column("weekly_due_at", sa.BigInteger))
    op.add_column("chat", sa.Column("late_date", sa.Date))
    op.add_column("chat", sa.Column("time_auto", sa.Boolean, nullable=False, server_default=sa.false()))
    listens = "stopped = '' AND NOT paused"
    _index_few("ix_chat_weekly_due_at", f"weekly_due_at IS NOT NULL AND {listens}", "weekly_due_at", "id")
    _index_few("ix_chat_late_id", f"late_editions AND last_date IS NOT NULL AND {listens}", "id")
    _index_few("ix_chat_auto_id", f"time_auto AND next_due_at IS NOT NULL AND {listens}", "id")
    _extend_kinds()


def _index_few(name: str, rows: str, *columns: str) -> None:
    """An index over some chats."""
    op.create_index(name, "chat", list(columns), sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))


def _extend_kinds() -> None:
    kinds = ", ".join(f"'{kind}'" for kind in _KINDS)
    with op.batch_alter_table("delivery") as delivery:
        delivery.drop_constraint(op.f("ck_delivery_deliverykind"), type_="check")
        delivery.create_check_constraint(op.f("ck_delivery_deliverykind"), f"kind IN ({kinds})")
