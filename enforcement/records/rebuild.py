"""The case file and its rows again from the journal: the same rows, whatever the law says today."""

from collections.abc import Iterable

from sqlalchemy import Engine, delete
from sqlmodel import Session, col, select

from enforcement.docket.casefile import CaseFile, empty_case
from enforcement.docket.decide import Outcome
from enforcement.docket.entries import EntryKind
from enforcement.docket.fold import fold_entry, fold_time
from enforcement.docket.profile import Profile
from enforcement.errors import UnknownCase
from enforcement.records.codec import clock_from_json, entry_from_row, events_from_json
from enforcement.records.database import transaction
from enforcement.records.tables import ClockRow, JournalRow, RefusalRow
from enforcement.records.writing import locked_case, write_case, write_clocks, write_escalations, write_refusals


def folded(case: CaseFile, rows: Iterable[JournalRow], profile: Profile) -> CaseFile:
    """The case file after journal rows, in order."""
    for row in rows:
        clocks = [clock_from_json(value) for value in row.clocks]
        if row.kind == EntryKind.TICK.value:
            case = fold_time(case, row.recorded_at, clocks)
        else:
            case = fold_entry(case, entry_from_row(row), clocks, profile, refused=row.outcome == Outcome.REFUSED.value)
    return case


def rebuild_case(session: Session, case_id: str, profile: Profile) -> None:
    """Write the rows of one case anew from its journal alone. UnknownCase if it has none.

    A rung that is on the list stays as it is, with what its supervisor did; one that was lost comes back untold.
    """
    locked_case(session, case_id)
    rows = session.exec(select(JournalRow).where(JournalRow.case_id == case_id).order_by(col(JournalRow.sequence))).all()
    if not rows:
        raise UnknownCase(case_id)
    session.execute(delete(ClockRow).where(col(ClockRow.case_id) == case_id))
    session.execute(delete(RefusalRow).where(col(RefusalRow.case_id) == case_id))
    case = empty_case(case_id, rows[0].calendar_through)
    for row in rows:
        case = folded(case, [row], profile)
        write_clocks(session, case_id, row.sequence, [clock_from_json(value) for value in row.clocks])
        write_refusals(session, row)
        write_escalations(session, case, row.sequence, events_from_json(row.events))
    write_case(session, case, rows[-1].sequence, rows[-1].link)


def rebuild_projections(engine: Engine, profile: Profile, case_id: str | None = None) -> int:
    """Rebuild one case or all; one transaction each. Gives the number of cases rebuilt."""
    with transaction(engine) as session:
        known = select(JournalRow.case_id).distinct().order_by(col(JournalRow.case_id))
        ids = [case_id] if case_id else list(session.exec(known).all())
    for name in ids:
        with transaction(engine) as session:
            rebuild_case(session, name, profile)
    return len(ids)
