"""A wrong entry gets a next version: the case becomes what it would be, and what really happened stays on the timeline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from enforcement.docket.casefile import CaseFile, empty_case
from enforcement.docket.clocks import Clock, ClockStatus
from enforcement.docket.correcting import CORRECTED, Past, fold_correction, retold, versions, why_not
from enforcement.docket.decide import Decision, Outcome, decide, tick
from enforcement.docket.entries import Entry, EntryKind
from enforcement.docket.fold import fold_entry, fold_time
from enforcement.docket.reading import EntryError, read_entry
from tests.docket.building import ALL, PROFILE, Life, moment
from tests.docket.test_properties import CASE, SLOW, lives

RULE = "query_launch_5wd"


def correct(life: Life, at: str, entry: str, type_: str, **changed: Any) -> Decision:
    """Correct an entry; `changed` are its data as corrected, or when it happened."""
    return life.say(at, CORRECTED, entry=entry, entry_type=type_, reason="录入有误", approved_by="bureau_chief", **changed)


def of(decision: Decision, rule: str = RULE) -> list[tuple[str, str | None, str | None]]:
    return [(event.kind.value, event.from_due, event.due) for event in decision.events if event.rule == rule]


@pytest.fixture
def life() -> Life:
    """Materials that came on Tuesday, as somebody wrote; five working days end on 13 January."""
    life = Life().file()
    life.enter("2026-01-06T10:00", "fact", "materials_received", {}, name="materials")
    return life


def test_a_later_trigger_moves_the_date(life: Life) -> None:
    found = correct(life, "2026-01-09T10:00", "materials", "materials_received", happened_at="2026-01-08T10:00:00+08:00")

    assert of(found) == [("deadline_recomputed", "2026-01-13", "2026-01-15")]
    fresh = Life().file()
    fresh.enter("2026-01-08T10:00", "fact", "materials_received", {}, name="materials")
    assert life.case.clocks[RULE].due == fresh.case.clocks[RULE].due == "2026-01-15"
    assert life.case.materials_on == fresh.case.materials_on


def test_a_miss_that_happened_stays_and_the_new_date_runs_beside_it(life: Life) -> None:
    life.wait("2026-01-15T09:30")
    before = life.of(RULE)
    found = correct(life, "2026-01-15T10:00", "materials", "materials_received", happened_at="2026-01-14T10:00:00+08:00")

    assert of(found) == [("deadline_recomputed", "2026-01-13", "2026-01-21")]
    assert life.of(RULE)[: len(before)] == before
    assert ("2026-01-14T00:00", "deadline_missed") in before
    old, new = life.case.clocks[RULE], life.case.clocks[f"{RULE}#2"]
    assert (old.status, old.missed_at) == (ClockStatus.CORRECTED, moment("2026-01-14T00:00"))
    assert (new.status, new.missed_at, new.level) == (ClockStatus.OPEN, None, 0)
    # It is missed and escalated by itself, and met by what meets it.
    life.wait("2026-01-23T09:30")
    assert life.case.clocks[f"{RULE}#2"].missed_at == moment("2026-01-22T00:00")
    life.act("2026-01-23T10:00", "launch_query", ALL)
    life.say("2026-01-23T10:00", "query_launched", **ALL)
    assert life.case.clocks[f"{RULE}#2"].status is ClockStatus.MET_LATE


def test_an_earlier_trigger_brings_out_a_miss_now(life: Life) -> None:
    found = correct(life, "2026-01-12T10:00", "materials", "materials_received", happened_at="2026-01-05T09:00:00+08:00")
    assert of(found) == [("deadline_recomputed", "2026-01-13", "2026-01-12")]
    found = correct(life, "2026-01-13T10:00", "materials", "materials_received", happened_at="2026-01-06T10:00:00+08:00")
    assert [kind for kind, *_ in of(found)] == ["deadline_recomputed"]
    assert life.case.clocks[f"{RULE}#2"].due == "2026-01-13"


def test_what_was_met_in_time_may_turn_out_late() -> None:
    life = Life().file()
    life.enter("2026-01-12T10:00", "fact", "materials_received", {}, name="materials")
    life.say("2026-01-13T10:00", "query_launched", **ALL)
    assert life.case.clocks[RULE].status is ClockStatus.MET
    found = correct(life, "2026-01-20T10:00", "materials", "materials_received", happened_at="2026-01-05T10:00:00+08:00")

    assert [kind for kind, *_ in of(found)] == ["deadline_recomputed", "deadline_missed", "deadline_met_late"]
    clock = life.case.clocks[RULE]
    assert (clock.status, clock.due, clock.missed_at, clock.late_working_days) == (
        ClockStatus.MET_LATE,
        "2026-01-12",
        moment("2026-01-20T10:00"),
        1,
    )


def test_money_is_counted_as_corrected() -> None:
    """A thousand yuan were written down where fifty came: the notice over fifty was all that was owed."""
    life, data = Life().file(), {"receipt": "R1", "amount": "1000", "ready": True, "identified": True}
    life.enter("2026-01-06T10:00", "fact", "funds_received", data, name="V1")
    life.say("2026-01-07T11:00", "payment_notice_received", payment="Y1", receipt="R1", amount=50)
    (waiting,) = [clock.rule for clock in life.case.open_clocks if clock.subject.get("receipt") == "R1" and clock.part == 0][:1]
    found = correct(life, "2026-01-08T12:00", "V1", "funds_received", data={**data, "amount": "50"})

    assert life.case.receipts["R1"].amount == 5000
    assert "deadline_met" in [kind for kind, *_ in of(found, waiting)]
    assert life.case.clocks[f"{waiting}:R1"].closed_at == moment("2026-01-07T11:00")


def test_an_entry_has_every_version(life: Life) -> None:
    for day in (7, 8):
        correct(life, "2026-01-09T10:00", "materials", "materials_received", happened_at=f"2026-01-0{day}T10:00:00+08:00")

    assert [entry.happened_at.day for entry in versions(life.past, "materials")] == [6, 7, 8]
    assert len(versions(life.past, "nothing")) == 0


def test_what_is_corrected_twice_stands_as_the_last_one_says(life: Life) -> None:
    correct(life, "2026-01-15T10:00", "materials", "materials_received", happened_at="2026-01-14T10:00:00+08:00")
    found = correct(life, "2026-01-15T11:00", "materials", "materials_received", happened_at="2026-01-15T10:00:00+08:00")

    assert of(found) == [("deadline_recomputed", "2026-01-21", "2026-01-22")]
    assert life.case.clocks[f"{RULE}#2"].due == "2026-01-22"
    assert [clock.due for clock in life.case.open_clocks if clock.rule == RULE] == ["2026-01-22"]


@pytest.mark.parametrize(
    ("entry", "type_", "told"),
    [
        ("nothing", "materials_received", "no such entry"),
        ("e1", "materials_received", "the case bears its number"),
        ("freeze", "materials_received", "taken effect outside"),
        ("materials", "officer_assigned", "is a materials_received"),
        ("failed", "procedure_failed", "steered a procedure"),
        ("correction", CORRECTED, "correct the entry itself once more"),
    ],
)
def test_what_cannot_be_corrected_says_why_and_changes_nothing(life: Life, entry: str, type_: str, told: str) -> None:
    freeze = {"asset": "A1", "amount": 100}
    life.enter("2026-01-06T11:00", "act", "freeze_account", freeze, name="freeze")
    life.enter("2026-01-06T11:00", "fact", "procedure_failed", {"procedure": "query/Q1", "reason": "x"}, name="failed")
    correction = {"entry": "materials", "entry_type": "materials_received", "reason": "x", "approved_by": "bureau_chief"}
    life.enter("2026-01-06T11:00", "fact", CORRECTED, correction, name="correction")
    before = life.case
    found = correct(life, "2026-01-06T12:00", entry, type_)

    (warning,) = found.warnings
    assert told in warning
    assert (found.events, found.clocks) == ((), ())
    assert replace(life.case, seen=before.seen, last_at=before.last_at) == before


def test_nobody_approves_his_own_correction(life: Life) -> None:
    raw = {"id": "c", "kind": "fact", "type": CORRECTED, "by": "bureau_chief"}
    data = {"entry": "materials", "entry_type": "materials_received", "reason": "x", "approved_by": "bureau_chief"}
    reason = why_not(life.past, read_entry({**raw, "data": data}, moment("2026-01-07T10:00")))
    assert reason is not None
    assert "does not approve" in reason


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"entry_type": "funds_received", "data": {"receipt": "R1", "amount": "1.234"}}, "data.data.amount"),
        ({"entry_type": "funds_received", "data": {"receipt": "R1"}}, "data.data.amount"),
        ({"entry_type": "funds_received", "data": []}, "data.data"),
        ({"entry_type": "nothing", "data": {}}, "data.data"),
        ({"entry_type": "materials_received", "happened_at": "2099-01-01T00:00:00+08:00"}, "data.happened_at"),
    ],
)
def test_the_next_version_is_read_as_strictly_as_the_first(data: dict[str, Any], path: str) -> None:
    raw = {"id": "c", "kind": "fact", "type": CORRECTED, "by": "handler"}
    whole = {"entry": "e1", "reason": "x", "approved_by": "bureau_chief", **data}
    with pytest.raises(EntryError) as error:
        read_entry({**raw, "data": whole}, moment("2026-01-07T10:00"))
    assert [wrong.path for wrong in error.value.errors] == [path]


# -- for every life --------------------------------------------------------------------------------------------


@dataclass
class Told:
    """A case with all that was said to it; and, beside it, the same folded from what was journaled."""

    case: CaseFile
    folded: CaseFile
    past: list[Past]

    def say(self, entry: Entry) -> Decision:
        passed = tick(self.case, entry.recorded_at)
        decision = decide(passed.case, entry, PROFILE, self.past)
        if passed.events:
            self.folded = fold_time(self.folded, entry.recorded_at, passed.clocks)
        refused = decision.outcome is Outcome.REFUSED
        if entry.type == CORRECTED and why_not(self.past, entry) is None:
            self.folded = fold_correction(self.folded, self.past, entry, decision.clocks, PROFILE)
        else:
            self.folded = fold_entry(self.folded, entry, decision.clocks, PROFILE, refused=refused)
        self.case = decision.case
        self.past.append(Past(entry, refused))
        return decision


def told(entries: Sequence[Entry]) -> Told:
    life = Told(empty_case("沪0199-2026-执-101"), empty_case("沪0199-2026-执-101"), [])
    for entry in entries:
        life.say(entry)
    return life


def correction_of(entry: Entry, right: Entry, at: datetime, name: str) -> Entry:
    data = {"entry": entry.id, "entry_type": entry.type, "reason": "x", "approved_by": "bureau_chief"}
    read = read_entry({"id": name, "kind": "fact", "type": CORRECTED, "by": "handler", "data": data}, at)
    return replace(read, data={**read.data, "happened_at": right.happened_at.isoformat(), "data": right.data})


def correctable(life: Told) -> list[Entry]:
    now = life.case.last_at
    assert now is not None
    return [one.entry for one in life.past if why_not(life.past, correction_of(one.entry, one.entry, now, "probe")) is None]


def outline(case: CaseFile) -> set[tuple[object, ...]]:
    """What a person sees of the clocks that are not done."""
    return {(c.rule, *c.subject.items(), c.n, c.due, c.status, c.grounds, c.part) for c in case.open_clocks}


def records(case: CaseFile) -> CaseFile:
    return replace(case, clocks={}, seen={}, last_at=None)


@SLOW
@given(lives(), st.data())
def test_correcting_an_entry_to_what_it_says_changes_nothing(entries: list[Entry], data: st.DataObject) -> None:
    life = told(entries)
    assume(correctable(life))
    entry = data.draw(st.sampled_from(correctable(life)))
    before, at = life.case, entries[-1].recorded_at
    decision = life.say(correction_of(entry, entry, at, "same"))

    assert (decision.events, decision.clocks, decision.warnings) == ((), (), ())
    assert replace(life.case, seen=before.seen) == before


@SLOW
@given(lives(), st.data())
def test_a_corrected_case_is_what_a_fresh_case_would_be(entries: list[Entry], data: st.DataObject) -> None:
    """Several entries are corrected, one of them perhaps twice; life goes on between the corrections and after them."""
    half = len(entries) // 2 + 1
    life = told(entries[:half])
    missed = {name for name, clock in life.case.clocks.items() if clock.missed_at is not None}
    assume(correctable(life))
    rights: dict[str, Entry] = {}
    for n in range(data.draw(st.integers(1, 3))):
        entry = data.draw(st.sampled_from(correctable(life)))
        now = entries[half - 1].recorded_at
        shift = timedelta(minutes=data.draw(st.integers(-15 * 24 * 60, 15 * 24 * 60)))
        rights[entry.id] = replace(entry, happened_at=max(entries[0].recorded_at, min(now, entry.happened_at + shift)))
        life.say(correction_of(entry, rights[entry.id], now, f"correction {n}"))
        missed |= {name for name, clock in life.case.clocks.items() if clock.missed_at is not None}
    for entry in entries[half:]:
        life.say(entry)

    until = entries[-1].recorded_at
    fresh = retold(life.case, [Past(rights.get(one.entry.id, one.entry), one.refused) for one in life.past], until, PROFILE)
    assert outline(life.case) == outline(fresh)
    assert records(life.case) == records(fresh)
    assert life.folded == life.case
    assert CASE.validate_python(CASE.dump_python(life.case, mode="json")) == life.case
    assert all(life.case.clocks[name].missed_at is not None for name in missed), "a miss is never erased"
    assert _alone(life.case.open_clocks)


def _alone(clocks: Any) -> bool:
    found: list[Clock] = list(clocks)
    return len({(clock.rule, *clock.subject.items()) for clock in found}) == len(found)


def test_facts_alone_are_corrected() -> None:
    life = told(
        [read_entry({"id": "e", "kind": "fact", "type": "materials_received", "by": "handler", "data": {}}, moment("2026-01-05T10:00"))]
    )
    assert [entry.kind for entry in correctable(life)] == [EntryKind.FACT]
