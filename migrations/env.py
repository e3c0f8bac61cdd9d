"""Alembic's environment: works on the connection, and in the transaction, that `enforcement.records.migrate` gives it."""

from alembic import context

from enforcement.records.tables import CaseRow

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=CaseRow.metadata,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
