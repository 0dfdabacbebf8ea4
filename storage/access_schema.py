"""Who is let in, and what operators are told. Importing this module completes `storage.schema.metadata`."""

import sqlalchemy as sa

from storage.ranks import Admitted, Rank
from storage.schema import Moment, metadata, one_of

# How a person's account, or all chats of a group (by its address), stand with the operators.
admission = sa.Table(
    "admission",
    metadata,
    sa.Column("platform", sa.Text, primary_key=True),
    sa.Column("who", one_of(Admitted), primary_key=True),
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("rank", one_of(Rank), nullable=False),
    sa.Column("since", Moment, nullable=False),
)

# A code that gives whoever says it first a rank, as a hash: the code itself is kept nowhere.
invite = sa.Table(
    "invite",
    metadata,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("rank", one_of(Rank), nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
)

# A condition that operators were told has begun, until it ends. `told` is what was said of it, for them to see.
alert = sa.Table(
    "alert",
    metadata,
    sa.Column("condition", sa.Text, primary_key=True),
    sa.Column("since", Moment, nullable=False),
    sa.Column("told", sa.JSON, nullable=False),
)
