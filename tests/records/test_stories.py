"""Stories on the real database: the journal tells the same timeline as a rehearsal, and rebuilding it changes nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from enforcement.contracts.ids import parse_case_number
from enforcement.docket.events import timeline_line
from enforcement.docket.profile import Profile
from enforcement.docket.rehearsal import read_story, rehearse
from enforcement.records import queries
from enforcement.records.audit import breaks
from enforcement.records.case_records import Records
from enforcement.records.codec import opened_case
from enforcement.records.database import transaction
from enforcement.records.rebuild import rebuild_projections
from enforcement.records.tables import CaseRow, ClockRow, JournalRow
from enforcement.records.vault import box_of
from tests.records.storytelling import STORIES, tell


def _clocks(session: Session, case_id: str) -> list[dict[str, Any]]:
    query = select(ClockRow).where(ClockRow.case_id == case_id).order_by(col(ClockRow.clock), col(ClockRow.since))
    return [row.model_dump() for row in session.exec(query)]


def _case(session: Session, case_id: str) -> tuple[CaseRow, dict[str, Any]]:
    """The row, and what it says with its case file opened: sealed anew, the same words look different."""
    row = session.exec(select(CaseRow).where(CaseRow.case_id == case_id)).one()
    return row, {**row.model_dump(), "case_file": opened_case(box_of(session, case_id), row.case_file)}


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_journal_tells_what_the_rehearsal_tells(path: Path, records: Records, profile: Profile) -> None:
    raw = json.loads(path.read_text(encoding="utf-8"))
    number = f"（2026）沪0199执{STORIES.index(path) + 1}号"
    case_id = parse_case_number(number).case_id
    tell(records, case_id, number, raw)

    with transaction(records.engine) as session:
        told = [timeline_line(event) for event in queries.timeline(session, case_id)]
        (case, written), clocks = _case(session, case_id), _clocks(session, case_id)
        # As they stand in the table: the chain seals what is sealed.
        rows = session.exec(select(JournalRow).where(JournalRow.case_id == case_id).order_by(col(JournalRow.sequence))).all()
    assert told == rehearse(read_story(raw))
    assert list(breaks(case_id, rows, case.link, case.sequence)) == []

    rebuild_projections(records.engine, profile, case_id)
    with transaction(records.engine) as session:
        assert _case(session, case_id)[1] == written
        assert _clocks(session, case_id) == clocks
