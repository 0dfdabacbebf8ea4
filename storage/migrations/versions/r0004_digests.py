"""Digests that cover several days, and weekly ones."""

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
    planned = "weekly_due_at IS NOT NULL AND stopped = '' AND NOT paused"
    op.create_index(
        "ix_chat_weekly_due_at",
        "chat",
        ["weekly_due_at", "id"],
        sqlite_where=sa.text(planned),
        postgresql_where=sa.text(planned),
    )
    _extend_kinds()


def _extend_kinds() -> None:
    kinds = ", ".join(f"'{kind}'" for kind in _KINDS)
    with op.batch_alter_table("delivery") as delivery:
        delivery.drop_constraint(op.f("ck_delivery_deliverykind"), type_="check")
        delivery.create_check_constraint(op.f("ck_delivery_deliverykind"), f"kind IN ({kinds})")
