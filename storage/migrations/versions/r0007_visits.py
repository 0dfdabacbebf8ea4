"""When what is fetched is visited next, what was noted of its documents, and the raw bytes of what cannot be read."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Extend watches and what they could not read, and create the table."""
    op.add_column("watch", sa.Column("visited_at", sa.BigInteger))
    op.add_column("watch", sa.Column("next_visit_at", sa.BigInteger))
    op.add_column("watch", sa.Column("failed_visits", sa.Integer, nullable=False, server_default="0"))
    op.add_column("watch", sa.Column("stopped", sa.Text, nullable=False, server_default=sa.text("''")))
    op.add_column("unread_issue", sa.Column("url", sa.Text))
    op.add_column("unread_issue", sa.Column("raw", sa.LargeBinary))
    op.create_table(
        "document",
        sa.Column("address", sa.Text, sa.ForeignKey("watch.address"), primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("note", sa.JSON, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
    )
