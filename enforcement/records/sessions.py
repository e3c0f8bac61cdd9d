"""Who is logged in, and which tokens that hold once were used: shared by all processes of the API."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from enforcement.records.session_tables import SessionRow, UsedTokenRow

# How exactly it is known when somebody was seen last.
_NOTED_EVERY = timedelta(minutes=1)


def begin(session: Session, key: str, caller: Mapping[str, Any], now: datetime, ends_at: datetime) -> None:
    """Let somebody in; whoever's time is over is forgotten."""
    session.execute(delete(SessionRow).where(col(SessionRow.ends_at) <= now))
    session.add(SessionRow(id=key, caller=dict(caller), began_at=now, seen_at=now, ends_at=ends_at))


def caller_of(session: Session, key: str, now: datetime, idle: timedelta) -> dict[str, Any] | None:
    """Who is logged in under a key, unless it ended or nobody was seen for too long."""
    row = session.get(SessionRow, key)
    if row is None or row.ends_at <= now or row.seen_at + idle <= now:
        return None
    if now - row.seen_at >= min(_NOTED_EVERY, idle / 2):
        row.seen_at = now
    return dict(row.caller)


def end(session: Session, key: str) -> None:
    """Forget a session."""
    session.execute(delete(SessionRow).where(col(SessionRow.id) == key))


def use(session: Session, issuer: str, jti: str, now: datetime, ends_at: datetime) -> bool:
    """Note that a token is used; False if it was before."""
    session.execute(delete(UsedTokenRow).where(col(UsedTokenRow.ends_at) < now))
    noted = insert(UsedTokenRow).values(issuer=issuer, jti=jti, ends_at=ends_at).on_conflict_do_nothing()
    return session.execute(noted.returning(col(UsedTokenRow.jti))).first() is not None
