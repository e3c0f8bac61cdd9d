"""Intake requests that were answered: the same key gets the same answer."""

from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from enforcement.errors import IntakeConflict
from enforcement.records.tables import IntakeRow


def answered(session: Session, key: str, body_hash: str) -> dict[str, Any] | None:
    """The answer given under a key, or None. IntakeConflict if it was given to another body."""
    row = session.get(IntakeRow, key)
    if row is None:
        return None
    if row.body_hash != body_hash:
        raise IntakeConflict("the idempotency key", key)
    return row.answer


def keep(session: Session, key: str, body_hash: str, case_id: str, answer: dict[str, Any], at: datetime) -> None:
    """Keep the answer of a key; the first one stays."""
    row = {"key": key, "body_hash": body_hash, "case_id": case_id, "answer": answer, "received_at": at}
    session.execute(insert(IntakeRow).values(**row).on_conflict_do_nothing())
