"""Corrections on the records: refused with the reason or written once, folded and rebuilt alike, and right wherever money is read."""

from dataclasses import asdict

import pytest
from sqlalchemy import Engine
from temporalio.converter import value_to_type

from enforcement.contracts.messages import EntryMessage, Json, RecordResult
from enforcement.contracts.reconciliation import Booked, PageOrder
from enforcement.contracts.statement import Side
from enforcement.docket.profile import Profile
from enforcement.docket.reading import EntryError
from enforcement.records.audit import verify
from enforcement.records.database import transaction
from enforcement.records.queries import case_file, explained_timeline, journal
from enforcement.records.rebuild import rebuild_projections
from enforcement.records.reconciliations import KeptReconciliations
from enforcement.records.versions import versions_of
from tests.records.casework import MISSED_AT, QUERY_CLOCK, RECEIVED_AT, Casework

LATER = "2026-09-28T10:00:00+08:00"


def correct(case: Casework, entry: str, type_: str, at: str = LATER, name: str = "correction", **changed: Json) -> RecordResult:
    data: dict[str, Json] = {"entry": entry, "entry_type": type_, "reason": "录入有误", "approved_by": "bureau_chief", **changed}
    return case.fact("entry_corrected", at, data, entry_id=name)


@pytest.fixture
def missed(case: Casework) -> Casework:
    case.file()
    case.receive_materials()
    case.let_pass(MISSED_AT)
    return case


def test_a_date_that_was_missed_by_mistake_runs_anew(missed: Casework, engine: Engine, profile: Profile) -> None:
    rungs = missed.escalations()
    then = missed.journal()
    answer = correct(missed, "materials_received", "materials_received", happened_at="2026-09-27T09:00:00+08:00")

    assert answer.outcome == "recorded"
    # The holidays from 1 to 7 October are not counted.
    assert [(line.clock, line.due, line.level) for line in answer.standing.clocks if line.rule == QUERY_CLOCK] == [
        (f"{QUERY_CLOCK}#2", "2026-10-09", 0)
    ]
    assert [*missed.journal()][: len(then)] == then
    assert missed.escalations() == rungs
    before = missed.everything()
    with transaction(engine) as session:
        lines = [
            (event.kind.value, event.from_due, event.due)
            for event, said in explained_timeline(session, missed.id, profile)
            if event.rule == QUERY_CLOCK and said.zh
        ]
        assert case_file(session, missed.id, profile, missed.journal()[-1].recorded_at) == case_file(session, missed.id, profile)
    assert lines[-1] == ("deadline_recomputed", "2026-09-24", "2026-10-09")
    assert ("deadline_missed", None, None) in lines
    rebuild_projections(engine, profile, missed.id)
    assert missed.everything() == before
    assert [gap for gap in verify(engine) if gap.case_id == missed.id] == []


def test_what_cannot_be_corrected_is_refused_with_the_reason_and_not_written(missed: Casework) -> None:
    written = missed.everything()
    for entry, type_, told in (
        ("filing", "materials_received", "the case bears its number"),
        ("nothing", "materials_received", "no such entry"),
        ("materials_received", "officer_assigned", "is a materials_received"),
    ):
        with pytest.raises(EntryError, match=r"data\.entry") as error:
            correct(missed, entry, type_)
        assert told in error.value.errors[0].hint
    assert missed.everything() == written


def test_a_correction_that_comes_again_changes_nothing(missed: Casework) -> None:
    first = correct(missed, "materials_received", "materials_received", happened_at="2026-09-27T09:00:00+08:00")
    written = missed.everything()
    again = correct(missed, "materials_received", "materials_received", happened_at="2026-09-27T09:00:00+08:00")

    assert (first.outcome, again.outcome) == ("recorded", "duplicate")
    assert missed.everything() == written


def test_the_journal_shows_every_version(missed: Casework, engine: Engine) -> None:
    correct(missed, "materials_received", "materials_received", happened_at="2026-09-27T09:00:00+08:00")
    with transaction(engine) as session:
        found = versions_of(journal(session, missed.id))

    (first, second) = found["materials_received"]
    assert (first.correction, first.entry.happened_at.isoformat()) == (None, RECEIVED_AT)
    assert second.entry.happened_at.isoformat() == "2026-09-27T09:00:00+08:00"
    assert second.correction is not None
    assert (second.correction.text("reason"), second.correction.text("approved_by")) == ("录入有误", "bureau_chief")


def test_the_accounts_are_read_as_corrected(missed: Casework, engine: Engine, profile: Profile) -> None:
    missed.credit("fund/credit/V1", "1.50")
    missed.credit("fund/credit/V2", "2.00")
    right: Json = {"receipt": "fund/credit/V1", "amount": "2.50"}
    correct(missed, "fund/credit/V1", "funds_received", name="amount", data=right)
    correct(missed, "fund/credit/V2", "funds_received", name="day", happened_at="2026-08-31T10:00:00+08:00")
    books = KeptReconciliations(engine)

    def booked(month: str) -> list[Booked]:
        return list(books.booked(PageOrder("run", missed.court, month), None, []).get(missed.id, []))

    assert booked("2026-09") == [Booked("fund/credit/V1", Side.CREDIT, 250, within=True)]
    assert booked("2026-08") == [Booked("fund/credit/V2", Side.CREDIT, 200, within=True)]
    with transaction(engine) as session:
        assert case_file(session, missed.id, profile).receipts["fund/credit/V1"].amount == 250


def test_what_a_correction_holds_crosses_the_wire_whole() -> None:
    found: Json = {"assets": [{"asset": "A1", "kind": "车辆", "online": True}], "complete": True}
    data: dict[str, Json] = {"entry": "feedback", "entry_type": "query_feedback_received", "data": found}
    message = EntryMessage("沪0199-2026-执-1", "c", "fact", "entry_corrected", "handler", data)
    assert value_to_type(EntryMessage, asdict(message)) == message
