"""The real PostgreSQL that tests run on: one server for the session, one database for each module."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from enforcement.docket.profile import Profile, embedded_profile
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for
from tests.keys import KEYS
from zhixing.postgres import EmbeddedPostgres
from zhixing.throwaway import new_database, throwaway_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A running server with a migrated template database."""
    with throwaway_postgres() as server:
        yield server


@pytest.fixture(scope="module")
def database_url(postgres: EmbeddedPostgres) -> str:
    """A database of its own, migrated."""
    return new_database(postgres)


@pytest.fixture(scope="module")
def engine(database_url: str) -> Iterator[Engine]:
    """An engine that works as the application does."""
    engine = engine_for(database_url, KEYS)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def profile() -> Profile:
    return embedded_profile()


@pytest.fixture(scope="module")
def records(engine: Engine, profile: Profile) -> Records:
    return Records(engine, profile)
