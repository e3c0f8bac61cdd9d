"""The schema: up, down, up again, equal to the tables, by several processes at once, and for a user who may not make roles."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from psycopg import sql
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DBAPIError

from enforcement.docket.profile import Profile
from enforcement.records.case_records import Records
from enforcement.records.columns import METADATA
from enforcement.records.database import APPLICATION_ROLE, engine_for
from enforcement.records.migrate import config, upgrade
from tests.keys import KEYS
from tests.records.casework import Casework
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import create_database, url_of


@pytest.fixture
def empty_url(postgres: EmbeddedPostgres) -> str:
    """A database without any table."""
    name = f"empty_{uuid4().hex[:12]}"
    create_database(postgres, name)
    return url_of(postgres, name)


@contextmanager
def owned(url: str) -> Iterator[Connection]:
    """A connection of the owner."""
    engine = engine_for(url, KEYS, restricted=False)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _tables(url: str) -> set[str]:
    with owned(url) as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version"}


def test_the_migrations_make_the_tables_of_the_code(database_url: str) -> None:
    with owned(database_url) as connection:
        command.check(config(connection))
    assert _tables(database_url) == set(METADATA.tables)


def test_down_leaves_nothing_and_up_works_again(empty_url: str, profile: Profile) -> None:
    upgrade(empty_url)
    with owned(empty_url) as connection:
        command.downgrade(config(connection), "base")
    assert _tables(empty_url) == set()
    with owned(empty_url) as connection:
        assert connection.scalar(text("SELECT count(*) FROM pg_proc WHERE proname = 'refuse_change'")) == 0

    upgrade(empty_url)

    assert _file_a_case(empty_url, profile) == APPLICATION_ROLE


def test_processes_that_start_at_once_wait_for_each_other(empty_url: str) -> None:
    with ThreadPoolExecutor(3) as threads:
        list(threads.map(upgrade, [empty_url] * 3))

    assert _tables(empty_url) == set(METADATA.tables)


@pytest.fixture
def clerk_url(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The database of a user who may make tables but no roles."""
    clerk, name = f"clerk_{uuid4().hex[:8]}", f"clerks_{uuid4().hex[:8]}"
    create_database(postgres, name)
    with psycopg.connect(postgres.maintenance_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(clerk)))
        connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(sql.Identifier(name), sql.Identifier(clerk)))
    yield url_of(postgres, name).replace("postgres@", f"{clerk}@")
    with psycopg.connect(postgres.maintenance_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(clerk)))


def test_without_the_right_to_make_roles_the_trigger_keeps_the_journal(clerk_url: str, profile: Profile) -> None:
    upgrade(clerk_url)

    assert _file_a_case(clerk_url, profile).startswith("clerk_")
    with pytest.raises(DBAPIError, match="the journal is append-only"), owned(clerk_url) as connection:
        connection.execute(text("DELETE FROM journal"))


def test_a_role_given_by_an_administrator_is_used(clerk_url: str, postgres: EmbeddedPostgres, profile: Profile) -> None:
    clerk = clerk_url.split("//")[1].split("@")[0]
    with psycopg.connect(postgres.maintenance_url, autocommit=True) as connection:
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APPLICATION_ROLE), sql.Identifier(clerk)))

    upgrade(clerk_url)

    assert _file_a_case(clerk_url, profile) == APPLICATION_ROLE


def _file_a_case(url: str, profile: Profile) -> str:
    """File a case as the application; gives the role that did it."""
    engine = engine_for(url, KEYS)
    try:
        assert Casework(Records(engine, profile), 1).file().outcome == "accepted"
        with engine.connect() as connection:
            return str(connection.scalar(text("SELECT current_user")))
    finally:
        engine.dispose()
