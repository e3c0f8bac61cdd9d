"""Engines and transactions. Nobody else commits: one call of a port is one `transaction`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, ExceptionContext, create_engine, event, make_url
from sqlmodel import Session

from enforcement.records.vault import Vault
from enforcement.secrecy.keys import Keys

APPLICATION_ROLE = "zhixing_app"
_READ_ONLY = "25006"


def engine_for(url: str, keys: Keys | None = None, *, pool_size: int = 8, restricted: bool = True) -> Engine:
    """An engine. `restricted` works as the role that may add to the journal but not change it; without keys it opens and seals nothing."""
    engine = create_engine(
        make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        pool_timeout=10,
        execution_options={} if keys is None else {"vault": Vault(keys)},
        connect_args={"connect_timeout": 5, "options": "-c statement_timeout=30000 -c lock_timeout=10000 -c timezone=Asia/Shanghai"},
    )
    event.listen(engine, "handle_error", _leave_a_standby)
    if restricted:
        event.listen(engine, "connect", _restrict)
    return engine


@contextmanager
def transaction(engine: Engine) -> Iterator[Session]:
    """A session whose work is committed at the end, or not at all."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def snapshot(engine: Engine) -> Iterator[Session]:
    """A session that sees one moment, whatever is written meanwhile, and writes nothing."""
    with engine.connect() as connection:
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with Session(connection) as session:
            yield session


def _leave_a_standby(context: ExceptionContext) -> None:
    """After a failover a pooled connection may lead to what is a standby now, which answers pings but takes nothing in: none of them is used again."""
    if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
        context.is_disconnect = True


def _restrict(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND pg_has_role(oid, 'MEMBER')", (APPLICATION_ROLE,))
        if cursor.fetchone() is not None:
            cursor.execute(f"SET ROLE {APPLICATION_ROLE}")
    connection.commit()
