"""Alembic's environment: one transaction per upgrade, the URL given by `enforcement.records.migrate`."""

from alembic import context
from sqlalchemy import Connection

from enforcement.records.database import engine_for
from enforcement.records.tables import METADATA


def migrate(connection: Connection) -> None:
    """Run the migrations on an open connection."""
    context.configure(connection=connection, target_metadata=METADATA, compare_type=True, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    engine = engine_for(context.config.get_main_option("sqlalchemy.url") or "", restricted=False)
    with engine.connect() as opened:
        migrate(opened)
        opened.commit()
    engine.dispose()
