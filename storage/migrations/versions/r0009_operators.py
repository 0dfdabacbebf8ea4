"""Who is let in, with what codes, and what operators were told. Who was there before is let in."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables, and let everybody in who is there."""
    who = sa.Enum("person", "chat", native_enum=False, create_constraint=True, length=16, name="admitted")
    op.create_table(
        "admission",
        sa.Column("platform", sa.Text, primary_key=True),
        sa.Column("who", who, primary_key=True),
        sa.Column("address", sa.Text, primary_key=True),
        sa.Column("rank", _rank(), nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "invite",
        sa.Column("hash", sa.Text, primary_key=True),
        sa.Column("rank", _rank(), nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "alert",
        sa.Column("condition", sa.Text, primary_key=True),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("told", sa.JSON, nullable=False),
    )
    op.execute(
        "INSERT INTO admission (platform, who, address, rank, since)"
        " SELECT platform, 'person', user_id, 'allowed', created_at FROM person"
    )
    op.execute(
        "INSERT INTO admission (platform, who, address, rank, since)"
        " SELECT platform, 'chat', chat_id, 'allowed', MIN(created_at) FROM chat WHERE kind != 'private'"
        " GROUP BY platform, chat_id"
    )


def _rank() -> sa.Enum:
    ranks = ("operator", "allowed", "blocked")
    return sa.Enum(*ranks, native_enum=False, create_constraint=True, length=16, name="rank")
