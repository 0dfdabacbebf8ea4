"""Threads with subscriptions of their own, where a group's searches are answered, and whose a private chat is."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Extend the chats."""
    op.add_column("chat", sa.Column("bound", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("chat", sa.Column("search", sa.Text, nullable=False, server_default=sa.text("'here'")))
    op.execute(sa.text("ALTER TABLE chat ADD COLUMN person_id INTEGER REFERENCES person (id)"))
    op.create_index("ix_chat_person_id", "chat", ["person_id"])
    _bind_threads()
    _give_private_chats()


def _bind_threads() -> None:
    """A thread that was a chat so far keeps its subscriptions."""
    op.execute(sa.text("UPDATE chat SET bound = TRUE WHERE thread_id <> '' AND kind <> 'private'"))


def _give_private_chats() -> None:
    """Where a platform gives a person's chat the person's number; of others it is learnt when they write."""
    owner = "SELECT id FROM person WHERE person.platform = chat.platform AND person.user_id = chat.chat_id"
    op.execute(sa.text(f"UPDATE chat SET person_id = ({owner}) WHERE kind = 'private'"))  # noqa: S608 - ours
