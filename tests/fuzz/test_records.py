"""Lives of cases through the records: whatever is said, the journal holds, and every table is what the journal says."""

from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from sqlmodel import select

from enforcement.contracts.messages import EntryMessage, TickMessage
from enforcement.docket.entries import EntryType, catalogue
from enforcement.docket.reading import EntryError
from enforcement.errors import EntryConflict, UnknownCase
from enforcement.records.audit import breaks
from enforcement.records.case_records import Records
from enforcement.records.codec import opened_case
from enforcement.records.database import transaction
from enforcement.records.rebuild import rebuild_case
from enforcement.records.stuck import stuck
from enforcement.records.tables import CaseRow
from enforcement.records.vault import box_of
from tests.docket.building import moment
from tests.docket.test_properties import data_of
from tests.fuzz.corpus import TEXTS, TIMES
from tests.fuzz.luck import EXAMPLES, SEED
from tests.records.casework import Casework

START = moment("2026-09-17T09:00")
TYPES: list[EntryType] = [
    entry_type
    for entry_type in (*catalogue().facts.values(), *catalogue().acts.values())
    if "case" in entry_type.registers and entry_type.type != "file_case"
]
# What is said of an entry when it cannot be taken in; anything else is a failure of ours.
DOCUMENTED = (EntryError, EntryConflict, UnknownCase)
HOSTILE: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(list(TEXTS.values())),
    st.sampled_from(list(TIMES.values())),
    st.sampled_from(
        [None, True, -1, 0, 2**31, 2**63, 10**30, 0.1 + 0.2, 1e300, float("inf"), float("nan"), [], {}, [[]], {"__proto__": 1}]
    ),
    st.text(max_size=30),
)
_SERIALS = count(1)


@st.composite
def said(draw: st.DrawFn) -> dict[str, Any]:
    """An entry: mostly as it should be; sometimes with one field spoilt, taken away or added."""
    entry_type = draw(st.sampled_from(TYPES))
    data = dict(draw(data_of(entry_type)))
    if entry_type.fields and draw(st.integers(0, 2)) == 0:
        data[draw(st.sampled_from([*entry_type.fields, "no such field"]))] = draw(HOSTILE)
    number = draw(st.integers(0, 30))
    return {
        "id": draw(st.sampled_from([f"e{number}", f"e{number}", f"e{number}", *TEXTS.values()])),
        "kind": entry_type.kind.value,
        "type": entry_type.type,
        "by": "handler",
        "data": data,
        "happened_at": draw(st.one_of(st.none(), st.none(), st.none(), st.sampled_from(list(TIMES.values())))),
    }


STEPS = st.lists(st.tuples(said(), st.integers(0, 8 * 24 * 60), st.integers(0, 5)), min_size=1, max_size=14)


@seed(SEED)
@settings(
    max_examples=max(4, EXAMPLES // 8), deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(steps=STEPS)
def test_whatever_is_said_the_journal_holds_and_the_tables_follow_it(
    records: Records, steps: list[tuple[dict[str, Any], int, int]]
) -> None:
    case, now = Casework(records, next(_SERIALS)), START
    case.file()
    for entry, minutes, fate in steps:
        now += timedelta(minutes=minutes)
        if fate == 0:
            records.tick(TickMessage(case.id, now.isoformat()))
        say(case, EntryMessage(case.id, recorded_at=now.isoformat(), **entry))
    holds(case)


def say(case: Casework, message: EntryMessage) -> None:
    """Say something: what is not taken in leaves nothing, what is refused leaves its row, what is said again leaves no more."""
    before = case.everything()
    try:
        result = case.say(message)
    except DOCUMENTED:
        assert case.everything() == before
        return
    after = case.everything()
    if result.outcome == "duplicate":
        assert after == before
    elif result.outcome == "refused" and message.id not in {row["entry_id"] for row in before["JournalRow"]}:
        assert [row["outcome"] for row in after["JournalRow"]][-1] == "refused"
    again = case.say(message)
    assert again.outcome == ("refused" if result.outcome == "refused" else "duplicate")
    assert case.everything() == after


def holds(case: Casework) -> None:
    """The chain is whole, and the journal alone gives every other table again."""
    rows = case.journal()
    assert list(breaks(case.id, rows, case.row().link, len(rows))) == []
    before = case.everything()
    with transaction(case.records.engine) as session:
        assert [row for row in stuck(session) if row.case_id == case.id] == []
        rebuild_case(session, case.id, case.records.profile)
    assert case.everything() == before
    with transaction(case.records.engine) as session:
        row = session.exec(select(CaseRow).where(CaseRow.case_id == case.id)).one()
        kept = opened_case(box_of(session, case.id), row.case_file)
    newest = {clock.clock: clock for clock in case.clocks() if clock.superseded is None}
    assert {name: clock.status.value for name, clock in kept.clocks.items()} == {name: clock.status for name, clock in newest.items()}
    assert {name: str(clock.due) for name, clock in kept.clocks.items()} == {name: str(clock.due_on) for name, clock in newest.items()}
