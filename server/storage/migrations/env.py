"""Runs migrations on a connection that `server.storage.migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

from server.storage import tables

connection = context.config.attributes["connection"]
assert tables.Job.metadata is SQLModel.metadata  # noqa: S101 - importing the tables is what fills the metadata

# SQLite cannot alter most of a table in place; batch mode copies it.
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
