"""Run by Alembic: migrates the database behind the connection that storage.migration passes, in its transaction."""

from alembic import context

from storage.ledger_schema import delivery
from storage.migration import compared
from storage.visit_schema import document
from storage.watch_schema import watch

(metadata,) = {delivery.metadata, watch.metadata, document.metadata}  # one, completed by these modules
connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    include_object=compared(connection.dialect.name),
)
with context.begin_transaction():
    context.run_migrations()
