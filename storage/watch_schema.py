"""The tables of what `run` reads. Importing this module completes `storage.schema.metadata`."""

import sqlalchemy as sa

from storage.schema import Moment, metadata

# A place that `run` reads again and again, by its address (`folder:/path#adapter`); `watched` is false for those it was
# told to leave. `first_read_at` is when its first complete read ended: what it had before that is no news. The rest is
# of those that are fetched: the last visit, the next, how many failed in a row, and why there is none any more, or "".
watch = sa.Table(
    "watch",
    metadata,
    sa.Column("address", sa.Text, primary_key=True),
    sa.Column("watched", sa.Boolean, nullable=False),
    sa.Column("first_read_at", Moment),
    sa.Column("visited_at", Moment),
    sa.Column("next_visit_at", Moment),
    sa.Column("failed_visits", sa.Integer, nullable=False, server_default="0"),
    sa.Column("stopped", sa.Text, nullable=False, server_default=sa.text("''")),
)

# A span in which a watch could not be read; `until` is null while it lasts. `names` are the sources it brings.
failure = sa.Table(
    "failure",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("address", sa.Text, sa.ForeignKey("watch.address"), nullable=False, index=True),
    sa.Column("names", sa.JSON, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("until", Moment),
    sa.Column("reason", sa.Text, nullable=False),
)

# A file of a watch that could not be read as an issue, until it can or is gone. `content` is a hash of its bytes; `raw`
# the bytes themselves, compressed, of one that was fetched.
unread_issue = sa.Table(
    "unread_issue",
    metadata,
    sa.Column("address", sa.Text, sa.ForeignKey("watch.address"), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("line", sa.Integer),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("url", sa.Text),
    sa.Column("raw", sa.LargeBinary),
)
