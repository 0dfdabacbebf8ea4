"""Search keys leave 15 bits for the papers of a day, not 20: the index is smaller (docs/decisions.md, "Search")."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The index is made anew with the keys (`adapters.text.TOKENIZER_VERSION`)."""
    op.execute("UPDATE paper SET search_key = search_key / 1048576 * 32768 + search_key % 1048576")
