"""The read log: who has read restricted matters of which file, when and by which request (art 31). Nothing of them is shown that is not noted.

One chain for the whole installation, whose end is a leaf of the tree of anchors beside those of the journals.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from enforcement.authority.callers import Caller
from enforcement.authority.permissions import Reach
from enforcement.authority.restricted import Matter
from enforcement.docket.events import iso
from enforcement.records.audit import FIRST_LINK, Break, Linked, Method, chained, link_of
from enforcement.records.reading_tables import ReadingRow
from enforcement.records.scope import within
from enforcement.records.tables import JournalRow

# The name under which its end is anchored; no file is called so.
READINGS = "readings"
_ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('readings', 0))")


def told_of(session: Session, case_id: str, matters: Iterable[Matter]) -> list[Matter]:
    """Those of the matters that the file tells of."""
    types = set(session.exec(select(JournalRow.type).where(JournalRow.case_id == case_id).distinct()))
    return [matter for matter in matters if not types.isdisjoint(matter.entries)]


def note_reading(
    session: Session, caller: Caller, case_id: str, matter: Matter, request: str, at: datetime, method: Method = Method.SHA256
) -> None:
    """Write down that a caller is about to read a restricted matter."""
    session.execute(_ONE_AT_A_TIME)
    last = session.exec(select(ReadingRow).order_by(col(ReadingRow.sequence).desc()).limit(1)).one_or_none()
    row = ReadingRow(
        sequence=last.sequence + 1 if last else 1,
        at=at,
        subject=caller.subject,
        name=caller.name,
        court=caller.court,
        roles=sorted(caller.roles),
        case_id=case_id,
        matter=matter.id,
        request=request,
        previous_link=last.link if last else FIRST_LINK,
        link="",
    )
    row.link = link_of(row.previous_link, reading_content(row), method)
    session.add(row)
    session.flush()


def readings(
    session: Session, reach: Reach, case_id: str | None = None, subject: str | None = None, before: int | None = None, limit: int = 50
) -> Sequence[ReadingRow]:
    """The newest readings of files within reach."""
    query = select(ReadingRow).where(within(col(ReadingRow.case_id), reach))
    if case_id is not None:
        query = query.where(ReadingRow.case_id == case_id)
    if subject is not None:
        query = query.where(ReadingRow.subject == subject)
    if before is not None:
        query = query.where(col(ReadingRow.sequence) < before)
    return session.exec(query.order_by(col(ReadingRow.sequence).desc()).limit(limit)).all()


def broken_readings(session: Session) -> Iterator[Break]:
    """Every place where the chain of the read log does not hold. That its end was cut off shows against the anchors."""
    rows = session.exec(select(ReadingRow).order_by(col(ReadingRow.sequence)), execution_options={"yield_per": 500})
    yield from chained(READINGS, (Linked(row.sequence, row.previous_link, row.link, reading_content(row)) for row in rows))


def reading_content(row: ReadingRow) -> dict[str, Any]:
    """What of a reading is sealed: everything but the links."""
    return {
        "sequence": row.sequence,
        "at": iso(row.at),
        "subject": row.subject,
        "name": row.name,
        "court": row.court,
        "roles": row.roles,
        "case_id": row.case_id,
        "matter": row.matter,
        "request": row.request,
    }
