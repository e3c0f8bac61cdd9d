"""Reading the outbox of one database: what waits, by its index; what was delivered, all of it in one statement."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, update
from sqlmodel import col, select

from enforcement.docket.risks import Journaled
from enforcement.ports.outbox import Message
from enforcement.records.database import transaction
from enforcement.records.tables import OutboxRow

# The topic of a message, before the kind of its entry.
CASE_TOPIC = "case."


class KeptOutbox:
    """The outbox in one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def waiting(self, after: int, limit: int) -> Sequence[Message]:
        """See `enforcement.ports.outbox`."""
        query = select(OutboxRow).where(col(OutboxRow.delivered_at).is_(None), col(OutboxRow.id) > after)
        with transaction(self._engine) as session:
            return [Message(row.id or 0, _journaled(row)) for row in session.exec(query.order_by(col(OutboxRow.id)).limit(limit))]

    def delivered(self, ids: Sequence[int], at: datetime) -> None:
        """See `enforcement.ports.outbox`."""
        if ids:
            waiting = col(OutboxRow.id).in_(ids), col(OutboxRow.delivered_at).is_(None)
            with transaction(self._engine) as session:
                session.execute(update(OutboxRow).where(*waiting).values(delivered_at=at))


def _journaled(row: OutboxRow) -> Journaled:
    payload = row.payload
    return Journaled(
        case_id=row.case_id,
        sequence=row.sequence,
        kind=row.topic.removeprefix(CASE_TOPIC),
        type=payload["type"],
        outcome=payload["outcome"],
        events=tuple(payload["events"]),
        at=row.created_at,
        # Messages of the first release do not say these.
        by=payload.get("by"),
        about=tuple(payload.get("about", ())),
    )
