"""Bringing a database to the schema of this release."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, func, select

from enforcement.records.database import engine_for

_LOCK = 322


def upgrade(url: str, revision: str = "head") -> None:
    """Run the migrations up to a revision. Several processes may call it at once: they wait for each other."""
    engine = engine_for(url, restricted=False)
    try:
        with engine.begin() as connection:
            connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            command.upgrade(config(connection), revision)
    finally:
        engine.dispose()


def config(connection: Connection) -> Config:
    """Alembic's configuration for an open connection."""
    settings = Config()
    # The configuration's own reader takes a lone percent sign for a reference.
    settings.set_main_option("script_location", str(files("migrations")).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings
