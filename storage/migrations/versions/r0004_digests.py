"""Digests that cover several days."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Extend plans and chats."""
    op.add_column("plan", sa.Column("since", sa.Date))
    op.add_column("chat", sa.Column("missed_since", sa.Date))
