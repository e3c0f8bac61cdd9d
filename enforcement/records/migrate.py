"""Bringing a database to the schema of this release."""

from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
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


def behind(url: str) -> str | None:
    """What is wrong with a database whose schema is older than this release; a newer one is taken, for releases change together with it."""
    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            script = ScriptDirectory.from_config(config(connection))
    finally:
        engine.dispose()
    head = script.get_current_head()
    older = current is None or current in {known.revision for known in script.walk_revisions()} - {head}
    return f"the database's schema is {current or 'empty'}, this release needs {head}" if older else None


def config(connection: Connection) -> Config:
    """Alembic's configuration for an open connection."""
    settings = Config()
    # The configuration's own reader takes a lone percent sign for a reference.
    settings.set_main_option("script_location", str(files("migrations")).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings
