"""PostgreSQL counts 30,000 tokens, so that rare ones are looked up: docs/decisions.md, "At a million papers"."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of a token that is not counted PostgreSQL takes half as many papers as of the last one that is."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE paper_search ALTER COLUMN tokens SET STATISTICS 3000")
        op.execute("ANALYZE paper_search")
