"""PostgreSQL keeps the tokens of a paper beside its key, not in a table of their own: docs/decisions.md, "Search"."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What stands in the index already is written anew with it (`adapters.text.TOKENIZER_VERSION`)."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE paper_search ALTER COLUMN tokens SET STORAGE MAIN")
