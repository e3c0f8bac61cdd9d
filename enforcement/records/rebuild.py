"""The case file and its rows again from the journal: the same rows, whatever the law says today."""

from collections.abc import Iterable

from sqlalchemy import Engine, delete
from sqlmodel import Session, col, select

from enforcement.docket.casefile import CaseFile, empty_case
from enforcement.docket.decide import Outcome
from enforcement.docket.entries import EntryKind
from enforcement.docket.fold import fold_entry, fold_time
from enforcement.docket.profile import Profile
from enforcement.records.codec import clock_from_json, entry_from_row
from enforcement.records.database import transaction
from enforcement.records.tables import CaseRow, ClockRow, JournalRow
from enforcement.records.writing import case_values, write_clocks


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
    """Write the row and the clock rows of one case anew from its journal."""
    row = session.exec(select(CaseRow).where(CaseRow.case_id == case_id).with_for_update()).one()
    rows = session.exec(select(JournalRow).where(JournalRow.case_id == case_id).order_by(col(JournalRow.sequence))).all()
    case = folded(empty_case(case_id, row.calendar_through), rows, profile)
    session.execute(delete(ClockRow).where(col(ClockRow.case_id) == case_id))
    for entry in rows:
        write_clocks(session, case_id, entry.sequence, [clock_from_json(value) for value in entry.clocks])
    for name, value in case_values(case, rows[-1].sequence, rows[-1].link).items():
        setattr(row, name, value)


def rebuild_projections(engine: Engine, profile: Profile, case_id: str | None = None) -> int:
    """Rebuild one case or all; one transaction each. Gives the number of cases rebuilt."""
    with transaction(engine) as session:
        ids = [case_id] if case_id else list(session.exec(select(CaseRow.case_id).order_by(col(CaseRow.case_id))).all())
    for name in ids:
        with transaction(engine) as session:
            rebuild_case(session, name, profile)
    return len(ids)
