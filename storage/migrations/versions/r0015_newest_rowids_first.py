"""Rowids of the search index on SQLite count backwards, so that the newest papers come first (storage.index)."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The index is made anew: a tokenizer of no version is not this program's."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("UPDATE counter SET value = 0 WHERE name = 'tokenizer'")
