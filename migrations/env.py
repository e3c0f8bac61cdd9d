"""Alembic's environment: works on the connection, and in the transaction, that `enforcement.records.migrate` gives it."""

from alembic import context

from enforcement.records import (
    anchor_tables,
    key_tables,
    memo_tables,
    paper_tables,
    reading_tables,
    reconciliation_tables,
    session_tables,
    tables,
)
from enforcement.records.columns import METADATA

# Importing them tells METADATA of their tables.
TABLES = (anchor_tables, key_tables, memo_tables, paper_tables, reading_tables, reconciliation_tables, session_tables, tables)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
