"""The case file and its rows again from the journal: the same rows, whatever the law says today.

The journal is read with its personal data opened, and the rows are written with it sealed.
"""

from collections.abc import Sequence

from sqlalchemy import Engine, delete
from sqlmodel import Session, col, select

from enforcement.docket.casefile import CaseFile, empty_case
from enforcement.docket.correcting import CORRECTED, Past, fold_correction, why_not
from enforcement.docket.decide import Outcome
from enforcement.docket.entries import Entry, EntryKind
from enforcement.docket.fold import fold_entry, fold_time
from enforcement.docket.profile import Profile
from enforcement.errors import UnknownCase
from enforcement.records.codec import clock_from_json, entry_from_row, events_from_json, opened_row
from enforcement.records.database import transaction
from enforcement.records.key_tables import WordsRow
from enforcement.records.tables import ClockRow, JournalRow, RefusalRow
from enforcement.records.vault import box_of
from enforcement.records.words import add_words
from enforcement.records.writing import last_said, locked_case, write_case, write_clocks, write_escalations, write_refusals


class Folding:
    """A case file as it grows from its journal, row by row from the first."""

    def __init__(self, first: JournalRow, profile: Profile) -> None:
        self.case = empty_case(first.case_id, first.calendar_through)
        self._past: list[Past] = []
        self._profile = profile

    def add(self, row: JournalRow) -> CaseFile:
        """The case file after one more row, opened."""
        clocks = [clock_from_json(value) for value in row.clocks]
        if row.kind == EntryKind.TICK.value:
            self.case = fold_time(self.case, row.recorded_at, clocks)
            return self.case
        one = past_of(row)
        if one.entry.type == CORRECTED and why_not(self._past, one.entry) is None:
            self.case = fold_correction(self.case, self._past, one.entry, clocks, self._profile)
        else:
            self.case = fold_entry(self.case, one.entry, clocks, self._profile, refused=one.refused)
        self._past.append(one)
        return self.case


def folded(rows: Sequence[JournalRow], profile: Profile) -> CaseFile:
    """The case file after a journal, from its first row."""
    folding = Folding(rows[0], profile)
    for row in rows:
        folding.add(row)
    return folding.case


def past_of(row: JournalRow) -> Past:
    """A journaled entry, as it came."""
    return Past(entry_from_row(row), refused=row.outcome == Outcome.REFUSED.value)


def past_for(session: Session, case_id: str, entry: Entry) -> list[Past]:
    """The entries of a journal that a new one is decided by, in order: for a correction all of them, else none."""
    if entry.type != CORRECTED:
        return []
    query, box = select(JournalRow).where(JournalRow.case_id == case_id, JournalRow.kind != EntryKind.TICK.value), box_of(session, case_id)
    return [past_of(opened_row(box, row)) for row in session.exec(query.order_by(col(JournalRow.sequence)))]


def rebuild_case(session: Session, case_id: str, profile: Profile) -> None:
    """Write the rows of one case anew from its journal alone. UnknownCase if it has none, CaseErased if its personal data was erased.

    A rung that is on the list stays as it is, with what its supervisor did; one that was lost comes back untold.
    """
    box = box_of(session, case_id)
    locked_case(session, case_id)
    box.check()
    rows = session.exec(select(JournalRow).where(JournalRow.case_id == case_id).order_by(col(JournalRow.sequence))).all()
    if not rows:
        raise UnknownCase(case_id)
    session.execute(delete(ClockRow).where(col(ClockRow.case_id) == case_id))
    session.execute(delete(RefusalRow).where(col(RefusalRow.case_id) == case_id))
    session.execute(delete(WordsRow).where(col(WordsRow.case_id) == case_id))
    folding, said_at = Folding(rows[0], profile), None
    for row in rows:
        opened = opened_row(box, row)
        case, said_at = folding.add(opened), last_said(said_at, row)
        if row.kind != EntryKind.TICK.value and row.outcome != Outcome.REFUSED.value:
            add_words(session, case_id, row.sequence, entry_from_row(opened))
        write_clocks(session, case_id, row.sequence, [clock_from_json(value) for value in row.clocks])
        write_refusals(session, row)
        write_escalations(session, case, row.sequence, events_from_json(row.events))
    write_case(session, box, folding.case, rows[-1].sequence, rows[-1].link, said_at)


def rebuild_projections(engine: Engine, profile: Profile, case_id: str | None = None) -> int:
    """Rebuild one case or all; one transaction each. Gives the number of cases rebuilt."""
    with transaction(engine) as session:
        known = select(JournalRow.case_id).distinct().order_by(col(JournalRow.case_id))
        ids = [case_id] if case_id else list(session.exec(known).all())
    for name in ids:
        with transaction(engine) as session:
            rebuild_case(session, name, profile)
    return len(ids)
