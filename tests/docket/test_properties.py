"""What holds for every life of a case: any entries, any order, any lateness, repeated or not."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from enforcement.docket.casefile import CaseFile, empty_case
from enforcement.docket.clocks import ClockStatus
from enforcement.docket.decide import Outcome, decide, tick
from enforcement.docket.entries import Entry, EntryKind, EntryType, Field, FieldType, catalogue
from enforcement.docket.events import Event
from enforcement.docket.fold import fold_entry, fold_time
from enforcement.docket.reading import read_entry
from enforcement.docket.rehearsal import Story, rehearsed
from enforcement.docket.standing import standing
from enforcement.law.statutes import OnMiss, statute_book
from tests.docket.building import FILING, PROFILE, moment

START = moment("2026-01-05T09:00")
CASE = TypeAdapter(CaseFile)
NAMES = st.sampled_from(["X1", "X2"])
KINDS = st.sampled_from(["不动产", "机动车", "银行存款", "股权"])
DATES = st.dates(START.date(), START.date() + timedelta(days=600)).map(lambda day: day.isoformat())
VALUES: dict[FieldType, st.SearchStrategy[Any]] = {
    FieldType.STRING: NAMES,
    FieldType.BOOLEAN: st.booleans(),
    FieldType.MONEY: st.integers(1, 2_000_000),
    FieldType.DATE: DATES,
    FieldType.STRINGS: st.sampled_from([["总对总", "点对点"], ["总对总"], ["handler", "bureau_chief"]]),
    FieldType.SCOPE: st.sampled_from(["ALL_ENABLED", ["银行存款"]]),
    FieldType.PARTIES: st.just(FILING["parties"]),
    FieldType.PAYEE_ACCOUNT: st.just(FILING["payee_account"]),
    FieldType.INSTANT: st.just(START.isoformat()),
    FieldType.ENTRY_DATA: st.just({}),
    FieldType.FOUND_ASSETS: st.lists(st.fixed_dictionaries({"asset": NAMES, "kind": KINDS, "online": st.booleans()}), max_size=2),
}
SPECIAL: dict[tuple[str, FieldType], st.SearchStrategy[Any]] = {
    ("year", FieldType.INTEGER): st.sampled_from([2026, 2027]),
    ("days_off", FieldType.DATES): st.sampled_from([[], ["2026-03-09", "2026-06-15", "2027-01-04"]]),
    ("workdays", FieldType.DATES): st.sampled_from([[], ["2026-03-14", "2026-06-13", "2027-01-03"]]),
    ("asset_kind", FieldType.STRING): KINDS,
    ("entry_type", FieldType.STRING): st.just("materials_received"),
    ("debtor", FieldType.STRING): st.sampled_from(["D1", "D2"]),
    ("control", FieldType.STRING): st.sampled_from(["freeze-X1-1", "seize-X1-1", "deduct-X1-2", "release-X1-2"]),
    ("measure", FieldType.STRING): st.sampled_from(["freeze", "seize", "deduct"]),
    ("form", FieldType.STRING): st.sampled_from(["执行完毕", "终结本次执行程序", "终结执行"]),
    ("ground", FieldType.STRING): st.sampled_from(["中止", "暂缓"]),
    ("approved_by", FieldType.STRING): st.just("bureau_chief"),
    ("signed_by", FieldType.STRING): st.just("court_president"),
}


def field_values(name: str, field: Field) -> st.SearchStrategy[Any]:
    if (name, field.type) in SPECIAL:
        return SPECIAL[name, field.type]
    return st.integers(max(field.minimum, 1), min(field.maximum, 90)) if field.type is FieldType.INTEGER else VALUES[field.type]


def data_of(entry_type: EntryType) -> st.SearchStrategy[dict[str, Any]]:
    required = {name: field_values(name, field) for name, field in entry_type.fields.items() if field.required}
    optional = {name: field_values(name, field) for name, field in entry_type.fields.items() if not field.required}
    return st.fixed_dictionaries(required, optional=optional)


def entry_of(entry_type: EntryType) -> st.SearchStrategy[dict[str, Any]]:
    head = {"kind": entry_type.kind.value, "type": entry_type.type, "by": "handler"}
    return data_of(entry_type).map(lambda data: {**head, "data": data})


TYPES = [*catalogue().facts.values(), *(act for act in catalogue().acts.values() if act.type != "file_case")]
# A life that tells of a few things only meets its own clocks again; one that tells of everything seldom does.
CHOSEN = st.just(TYPES) | st.lists(st.sampled_from(TYPES), min_size=3, max_size=9, unique_by=lambda entry_type: entry_type.type)


def steps_of(types: list[EntryType]) -> st.SearchStrategy[list[tuple[dict[str, Any], int, int]]]:
    return st.lists(
        st.tuples(st.sampled_from(types).flatmap(entry_of), st.integers(0, 20 * 24 * 60), st.integers(0, 10 * 24 * 60)), max_size=25
    )


@st.composite
def lives(draw: st.DrawFn) -> list[Entry]:
    """Entries in the order of recording, each happened up to ten days before; now and then one is repeated."""
    now = START
    entries = [read_entry({"id": "filing", "kind": "act", "type": "file_case", "by": "filing_clerk", "data": FILING}, now)]
    for n, (raw, minutes, lateness) in enumerate(draw(CHOSEN.flatmap(steps_of))):
        now += timedelta(minutes=minutes)
        happened = max(START, now - timedelta(minutes=lateness)).isoformat()
        entries.append(read_entry({**raw, "id": f"e{n}", "happened_at": happened}, now))
    return entries


def run(entries: list[Entry]) -> CaseFile:
    case = empty_case("沪0199-2026-执-101")
    for entry in entries:
        case = decide(tick(case, entry.recorded_at).case, entry, PROFILE).case
    return case


SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@SLOW
@given(lives())
def test_folding_the_journal_gives_the_case_file_again(entries: list[Entry]) -> None:
    live = folded = empty_case("沪0199-2026-执-101")
    for entry in entries:
        passed = tick(live, entry.recorded_at)
        decision = decide(passed.case, entry, PROFILE)
        live = decision.case
        if passed.events:
            folded = fold_time(folded, entry.recorded_at, passed.clocks)
        folded = fold_entry(folded, entry, decision.clocks, PROFILE, refused=decision.outcome is Outcome.REFUSED)
    assert folded == live
    assert CASE.validate_python(CASE.dump_python(live, mode="json")) == live


@SLOW
@given(lives())
def test_nothing_is_lost_doubled_or_undone(entries: list[Entry]) -> None:
    case, missed = empty_case("沪0199-2026-执-101"), set[str]()
    for entry in entries:
        case = tick(case, entry.recorded_at).case
        before = CASE.dump_json(case)
        decision = decide(case, entry, PROFILE)
        assert CASE.dump_json(case) == before, "deciding must not change its argument"
        assert decide(decision.case, entry, PROFILE).outcome is Outcome.DUPLICATE
        assert decide(decision.case, entry, PROFILE).case == decision.case
        assert [event.at for event in decision.events] == sorted(event.at for event in decision.events)
        if decision.outcome is Outcome.REFUSED:
            assert decision.refusals
            unheard = replace(decision.case, seen=case.seen, last_at=case.last_at)
            assert unheard == case, "a refused act changes nothing but the journal"
        case = decision.case
        missed |= {clock.id for clock in case.clocks.values() if clock.missed_at is not None}
        assert all(case.clocks[name].missed_at is not None for name in missed), "a miss is never erased"
        open_clocks = [(clock.rule, tuple(clock.subject.items())) for clock in case.open_clocks]
        assert len(open_clocks) == len(set(open_clocks)), "no clock is open twice for one subject"


@SLOW
@given(lives())
def test_wake_ups_are_exactly_the_next_instants(entries: list[Entry]) -> None:
    case = run(entries)
    rings = {ring.clock: datetime.fromisoformat(ring.at) for ring in standing(case, 1).wake_ups}
    assert rings == {clock.id: clock.next_at for clock in case.open_clocks if clock.next_at is not None}
    assert all(clock.next_at is not None for clock in case.open_clocks if clock.status is ClockStatus.OPEN)
    assert all(clock.next_at is None for clock in case.clocks.values() if not clock.is_open or clock.status is ClockStatus.PAUSED)
    assert case.last_at is None or all(ring > case.last_at for ring in rings.values())


@SLOW
@given(lives(), st.lists(st.integers(1, 120 * 24 * 60), max_size=6))
def test_time_may_pass_in_one_go_or_in_many(entries: list[Entry], minutes: list[int]) -> None:
    case = run(entries)
    now = entries[-1].recorded_at
    stops = sorted(now + timedelta(minutes=n) for n in minutes)
    many = case
    events: list[Event] = []
    for stop in stops:
        decision = tick(many, stop)
        many, events = decision.case, [*events, *decision.events]
    once = tick(case, stops[-1]) if stops else tick(case, now)
    assert events == list(once.events)
    assert many.clocks == once.case.clocks


@SLOW
@given(lives(), st.integers(0, 600))
def test_a_stay_of_no_days_moves_nothing(entries: list[Entry], minutes: int) -> None:
    case = run([entry for entry in entries if entry.type not in ("stay_ordered", "stay_ended")])
    morning = (entries[-1].recorded_at + timedelta(days=1)).replace(hour=9, minute=1)
    later = morning + timedelta(minutes=minutes)
    before = tick(case, morning).case
    for name, at in (("stay_ordered", morning), ("stay_ended", later)):
        raw = {"id": name, "kind": "fact", "type": name, "by": "handler", "data": {"ground": "只此一次"}}
        case = decide(tick(case, at).case, read_entry(raw, at), PROFILE).case
    case, untouched = tick(case, later).case, tick(before, later).case
    assert {clock.id: (clock.status, clock.due, clock.level, clock.next_at) for clock in case.clocks.values()} == {
        clock.id: (clock.status, clock.due, clock.level, clock.next_at) for clock in untouched.clocks.values()
    }


@SLOW
@given(lives())
def test_a_rehearsal_is_deciding_one_after_another(entries: list[Entry]) -> None:
    until = entries[-1].recorded_at + timedelta(days=40)
    case, events = empty_case("x"), list[Event]()
    for entry in entries:
        passed = tick(case, entry.recorded_at)
        decision = decide(passed.case, entry, PROFILE)
        case, events = decision.case, [*events, *passed.events, *decision.events]
    assert rehearsed(Story("x", tuple(entries), until), PROFILE) == [*events, *tick(case, until).events]


# What starts or ends a pause, moves dates or takes part in a lapse means something else when it is recorded after a clock has expired.
_TIMELY = {
    "calendar_published",
    "rule_version_adopted",
    *(name for ground in statute_book().pauses.values() for name in (*ground.starts, *ground.ends)),
    *(
        name
        for rules in statute_book().rules.values()
        for rule in rules
        if rule.on_miss is OnMiss.LAPSE
        for name in (*rule.opens_on, *rule.met_by)
    ),
}


@SLOW
@given(lives(), st.integers(1, 60 * 24 * 60))
def test_what_is_recorded_late_gives_the_same_clocks_and_misses_beside(entries: list[Entry], minutes: int) -> None:
    facts = [entry for entry in entries[1:] if entry.kind is EntryKind.FACT and entry.type not in _TIMELY]
    facts.sort(key=lambda entry: entry.happened_at)
    end = max((entry.happened_at for entry in facts), default=START) + timedelta(days=400)
    filing = entries[0]
    in_time = run([filing, *(replace(entry, recorded_at=entry.happened_at) for entry in facts)])
    late = run([filing, *(replace(entry, recorded_at=entry.happened_at + timedelta(minutes=minutes)) for entry in facts)])
    in_time, late = tick(in_time, end).case, tick(late, end).case
    assert {name: (c.started_at, c.due, c.expires_at) for name, c in in_time.clocks.items()} == {
        name: (c.started_at, c.due, c.expires_at) for name, c in late.clocks.items()
    }
    for name, clock in in_time.clocks.items():
        assert clock.status == late.clocks[name].status
        # A duty is done when it happens; that it fell away is known only when it is recorded.
        assert clock.status is ClockStatus.CANCELLED or clock.closed_at == late.clocks[name].closed_at
        assert clock.missed_at is None or late.clocks[name].missed_at is not None, "lateness never undoes a miss"


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.sampled_from(TYPES).flatmap(entry_of), st.integers(0, 3 * 24 * 60)), min_size=200, max_size=300))
def test_hundreds_of_entries_keep_every_promise(steps: list[tuple[dict[str, Any], int]]) -> None:
    now, case = START, empty_case("沪0199-2026-执-101")
    for n, (raw, minutes) in enumerate(steps):
        now += timedelta(minutes=minutes)
        case = decide(tick(case, now).case, read_entry({**raw, "id": f"e{n % 150}"}, now), PROFILE).case
        open_clocks = [(clock.rule, *clock.subject.items()) for clock in case.open_clocks]
        assert len(open_clocks) == len(set(open_clocks))
    assert CASE.validate_python(CASE.dump_python(case, mode="json")) == case
