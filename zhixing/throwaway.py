"""A PostgreSQL server and keys for a moment: rehearsals and tests run on the real database, and nothing of it stays."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql

from enforcement.records.migrate import upgrade
from enforcement.secrecy.keys import Keys, new_keys
from zhixing.postgres import EmbeddedPostgres, embedded_postgres

TEMPLATE = "template_zhixing"
# Nothing has to survive the machine.
_VOLATILE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")
_START_SECONDS = 60
_FIRST_PORT, _PORT_COUNT = 10_000, 22_000
# Each process walks through them from a place of its own.
_PORTS = (_FIRST_PORT + (os.getpid() * 211 + n) % _PORT_COUNT for n in count())


@contextmanager
def throwaway_postgres() -> Iterator[EmbeddedPostgres]:
    """A running server with a migrated template database, in a folder that goes away with it."""
    folder = Path(tempfile.mkdtemp(prefix="zhixing-", dir="/var/tmp"))
    folder.chmod(0o755)
    server = embedded_postgres(folder, free_port())
    server.prepare()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(server.command(*_VOLATILE), stdout=log, stderr=log, cwd="/", **server.identity)
        try:
            wait_for(server)
            create_database(server, TEMPLATE)
            upgrade(url_of(server, TEMPLATE))
            yield server
        finally:
            # A fast shutdown: whoever is connected still, as after an error, is not waited for.
            process.send_signal(signal.SIGINT)
            process.wait()
            shutil.rmtree(folder, ignore_errors=True)


def throwaway_keys() -> Keys:
    """Keys of one rehearsal, in memory only."""
    return new_keys()


def new_database(server: EmbeddedPostgres) -> str:
    """The URL of a fresh, migrated database."""
    name = f"zhixing_{uuid4().hex[:16]}"
    create_database(server, name, template=TEMPLATE)
    return url_of(server, name)


def create_database(server: EmbeddedPostgres, name: str, template: str = "template0") -> None:
    """Make a database from a template."""
    with psycopg.connect(server.maintenance_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))


def url_of(server: EmbeddedPostgres, name: str) -> str:
    """The URL of a database of this server."""
    return f"{server.maintenance_url.rsplit('/', 1)[0]}/{name}"


def wait_for(server: EmbeddedPostgres) -> None:
    """Wait until the server answers. OSError if it does not in a minute."""
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            psycopg.connect(server.maintenance_url, connect_timeout=2).close()
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                raise OSError(f"PostgreSQL did not start in {_START_SECONDS} s: {error}") from error
            time.sleep(0.05)


def free_port() -> int:
    """A port of the loopback interface that nobody listens on. Below the range from which the kernel takes ports for connections, so that it is
    still free when somebody gets to use it; processes that ask at once start at different places."""
    for port in _PORTS:
        with closing(socket.socket()) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("an endless row ended")
