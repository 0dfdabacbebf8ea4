"""How a chat wants its messages where a platform has several forms, and whether they are passed on."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Extend the chats."""
    for name in ("embeds", "crosspost"):
        op.add_column("chat", sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false()))
