"""The real PostgreSQL that tests run on: one server for the session, one database for each module."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Engine

from enforcement.docket.profile import Profile, embedded_profile
from enforcement.records.case_records import Records
from enforcement.records.database import engine_for
from enforcement.records.migrate import upgrade
from zhixing.postgres import EmbeddedPostgres, embedded_postgres

# Nothing of a test's data has to survive the machine.
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A running server with a migrated template database."""
    folder = Path(tempfile.mkdtemp(prefix="zhixing-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    server = embedded_postgres(folder, free_port())
    server.prepare()
    log = (folder / "log").open("wb")
    process = subprocess.Popen(
        server.command(*_FAST), stdout=log, stderr=log, cwd="/", user=server.user, group=server.group, extra_groups=server.extra_groups
    )
    try:
        _wait(server)
        with psycopg.connect(server.maintenance_url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE template_zhixing")
        upgrade(_url(server, "template_zhixing"))
        yield server
    finally:
        process.terminate()
        process.wait(20)
        log.close()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def database_url(postgres: EmbeddedPostgres) -> str:
    """A database of its own, migrated."""
    name = f"test_{uuid4().hex[:12]}_{os.getpid()}"
    with psycopg.connect(postgres.maintenance_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template_zhixing')
    return _url(postgres, name)


@pytest.fixture(scope="module")
def engine(database_url: str) -> Iterator[Engine]:
    """An engine that works as the application does."""
    engine = engine_for(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def profile() -> Profile:
    return embedded_profile()


@pytest.fixture(scope="module")
def records(engine: Engine, profile: Profile) -> Records:
    return Records(engine, profile)


def _url(server: EmbeddedPostgres, name: str) -> str:
    return server.maintenance_url.rsplit("/", 1)[0] + f"/{name}"


def _wait(server: EmbeddedPostgres) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(server.maintenance_url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
