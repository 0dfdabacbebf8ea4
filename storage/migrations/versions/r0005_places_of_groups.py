"""Groups: threads with subscriptions of their own, and where searches are answered."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Extend the chats. A thread that was a chat so far keeps its subscriptions, so it is bound."""
    op.add_column("chat", sa.Column("bound", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("chat", sa.Column("search", sa.Text, nullable=False, server_default=sa.text("'here'")))
    op.execute(sa.text("UPDATE chat SET bound = TRUE WHERE thread_id <> '' AND kind <> 'private'"))
