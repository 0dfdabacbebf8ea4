"""What `run` reads and how that goes; which issues were news, which are suspicious; up to when a delivery tells."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Extend issues and deliveries, and create the tables."""
    _extend_issues()
    _extend_deliveries()
    _create_watches()


def _extend_issues() -> None:
    """An issue whose papers may be pushed was news when it arrived."""
    op.add_column("issue", sa.Column("news", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("issue", sa.Column("suspicious", sa.Text, nullable=False, server_default=sa.text("''")))
    op.create_index("ix_issue_source_id_arrived_at", "issue", ["source_id", "arrived_at"])
    pushed = "SELECT 1 FROM entry WHERE entry.issue_id = issue.id AND entry.news"
    op.execute(f"UPDATE issue SET news = EXISTS ({pushed})")  # noqa: S608 - ours


def _extend_deliveries() -> None:
    """Those that were not held were planned when they were due."""
    op.add_column("delivery", sa.Column("planned_at", sa.BigInteger, nullable=False, server_default="0"))
    op.execute("UPDATE delivery SET planned_at = due_at")


def _create_watches() -> None:
    op.create_table(
        "watch",
        sa.Column("address", sa.Text, primary_key=True),
        sa.Column("watched", sa.Boolean, nullable=False),
        sa.Column("first_read_at", sa.BigInteger),
    )
    op.create_table(
        "failure",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("address", sa.Text, sa.ForeignKey("watch.address"), nullable=False, index=True),
        sa.Column("names", sa.JSON, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_table(
        "unread_issue",
        sa.Column("address", sa.Text, sa.ForeignKey("watch.address"), primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("line", sa.Integer),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
    )
