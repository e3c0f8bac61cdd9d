"""Writing memos: each once, under a key that names whom it is for and what it is about."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from enforcement.memos.people import Contact
from enforcement.memos.wording import Words
from enforcement.records.memo_tables import MemoRow


class MemoKind(StrEnum):
    """What a memo is about; also the table of its texts."""

    ESCALATION = "escalation"
    DIGEST = "digest"


class MemoState(StrEnum):
    """Where a memo stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


def add_memo(session: Session, kind: MemoKind, about: str, person: Contact, words: Words, at: datetime, not_before: datetime) -> str | None:
    """Write a memo; gives its key, or None if it was written before."""
    row = MemoRow(
        key=f"{kind}:{person.subject}:{about}",
        kind=kind.value,
        subject=person.subject,
        court=person.court,
        title=words.title,
        text=words.text,
        short=words.short,
        state=MemoState.WAITING.value,
        next_at=not_before,
        notes=[],
        created_at=at,
        changed_at=at,
    )
    added = insert(MemoRow).values(**row.model_dump()).on_conflict_do_nothing().returning(col(MemoRow.key))
    return session.execute(added).scalar_one_or_none()
