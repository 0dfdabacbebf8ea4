"""What a chat gets of sources that bring whatever was submitted."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Extend the chats."""
    op.add_column("chat", sa.Column("streams", sa.Text, nullable=False, server_default=sa.text("'fill'")))
