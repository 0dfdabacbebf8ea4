"""What is kept of documents that `run` fetches. Importing this module completes `storage.schema.metadata`."""

import sqlalchemy as sa

from storage.schema import Moment, metadata

# A document of a watch, by its key within it. `note` is what a fetcher wants to know again (ETag, a blob's hash, where
# it moved for good); only the fetcher understands it.
document = sa.Table(
    "document",
    metadata,
    sa.Column("address", sa.Text, sa.ForeignKey("watch.address"), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("note", sa.JSON, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
)
