"""Corrections (art 12): a wrong entry is never changed, it gets a next version with a reason and an approval.

The case file becomes what it would be had the entries been right from the beginning: they are told again, each as it stands now. Clocks that
come out otherwise follow, from now on; what was really warned, missed and escalated stays on the timeline.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from enforcement.docket.casefile import CaseFile, empty_case
from enforcement.docket.clocks import Clock, ClockStatus, climbed, clock_id, missed
from enforcement.docket.entries import Entry, EntryKind
from enforcement.docket.events import EventKind
from enforcement.docket.following import Decision, Outcome, decision_of, taken_in, tick
from enforcement.docket.profile import Profile
from enforcement.docket.running import Running

CORRECTED = "entry_corrected"
# What has a way of its own to be put right, and that way.
_OTHERWISE: Mapping[str, str] = {
    "file_case": "a filing cannot be corrected, the case bears its number: close the case and file it anew",
    CORRECTED: "a correction is not corrected: correct the entry itself once more",
    "calendar_published": "a holiday notice is corrected by its next version, which reaches every case",
    "rule_version_adopted": "a rule's version is changed by adopting another one",
    **dict.fromkeys(
        ("approval_requested", "approval_given", "approval_withheld", "panel_decided"),
        "a decision stands as it was given: withhold the approval, and give another one under an id of its own",
    ),
    **dict.fromkeys(
        ("procedure_failed", "procedure_repeated", "procedure_replaced"),
        "it has steered a procedure outside: repeat or replace the procedure",
    ),
}
_ACT = "an act has taken effect outside and cannot be corrected: release, withdraw or replace what it ordered by an act of its own"
_EVENT_OF = {
    ClockStatus.MET: EventKind.DEADLINE_MET,
    ClockStatus.MET_LATE: EventKind.DEADLINE_MET_LATE,
    ClockStatus.PAUSED: EventKind.DEADLINE_PAUSED,
    ClockStatus.CANCELLED: EventKind.DEADLINE_CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Past:
    """One journaled entry, as it came."""

    entry: Entry
    refused: bool = False


def why_not(past: Sequence[Past], correction: Entry) -> str | None:
    """Why an entry cannot be corrected in this way; None if it can."""
    wrong = next((one.entry for one in past if one.entry.id == correction.text("entry")), None)
    if wrong is None:
        return "there is no such entry in this file"
    if wrong.type in _OTHERWISE:
        return _OTHERWISE[wrong.type]
    if wrong.kind is EntryKind.ACT:
        return _ACT
    if wrong.type != correction.text("entry_type"):
        return f"the entry is a {wrong.type}, not a {correction.text('entry_type')}"
    if correction.text("approved_by") == correction.by:
        return "who reports a correction does not approve it: somebody else must"
    return None


def versions(past: Sequence[Past], name: str) -> list[Entry]:
    """Every version of an entry, the first one first; the corrections that made the others are those of `corrections_of`."""
    found = [one.entry for one in past if one.entry.id == name]
    for correction in corrections_of(past, name):
        found.append(_next_version(found[-1], correction))
    return found


def corrections_of(past: Sequence[Past], name: str) -> list[Entry]:
    """The corrections of an entry that took effect, in the order of recording."""
    return [
        one.entry
        for n, one in enumerate(past)
        if one.entry.type == CORRECTED and one.entry.text("entry") == name and why_not(past[:n], one.entry) is None
    ]


def retold(case: CaseFile, past: Sequence[Past], until: datetime, profile: Profile) -> CaseFile:
    """The case file as it would be at an instant had every entry been recorded as it stands now."""
    file = empty_case(case.case_id, case.calendar_through)
    for one in as_they_stand(past):
        file = _heard(tick(file, one.entry.recorded_at).case, one, profile)
    return tick(file, until).case


def corrected(case: CaseFile, correction: Entry, profile: Profile, past: Sequence[Past]) -> Decision:
    """What follows from a correction, at the case file after time has passed up to it."""
    reason, now = why_not(past, correction), correction.recorded_at
    if reason is not None:
        return Decision(case, Outcome.RECORDED, warnings=(f"not corrected: {reason}",))
    before, after = (retold(case, story, now, profile) for story in (past, [*past, Past(correction)]))
    running = Running(after.copy(), now)
    running.case.clocks = dict(case.clocks)
    standing = _standing(case)
    for name in sorted(before.clocks.keys() | after.clocks.keys()):
        wanted = after.clocks.get(name)
        # What both lives have alike stays as it is recorded, whatever the law of today says of it.
        if wanted != before.clocks.get(name):
            _settle(running, standing.get(name), wanted)
    return decision_of(running, Outcome.RECORDED)


def fold_correction(case: CaseFile, past: Sequence[Past], correction: Entry, clocks: Sequence[Clock], profile: Profile) -> CaseFile:
    """The case file after a journaled correction: its records are told again, its clocks are taken as they were recorded."""
    file = retold(case, [*past, Past(correction)], correction.recorded_at, profile)
    file.clocks = {**case.clocks, **{clock.id: clock for clock in clocks}}
    return file


def as_they_stand(past: Sequence[Past]) -> list[Past]:
    """Each entry in its last version. One that has not happened when it was recorded is told when it happens."""
    named = {one.entry.text("entry") for one in past if one.entry.type == CORRECTED}
    told = [replace(one, entry=versions(past, one.entry.id)[-1]) if one.entry.id in named else one for one in past]
    told = [replace(one, entry=replace(one.entry, recorded_at=max(one.entry.recorded_at, one.entry.happened_at))) for one in told]
    return sorted(told, key=lambda one: one.entry.recorded_at)


def _next_version(entry: Entry, correction: Entry) -> Entry:
    happened, data = correction.text("happened_at"), correction.entry_data("data")
    return replace(
        entry,
        happened_at=datetime.fromisoformat(happened) if happened else entry.happened_at,
        data=entry.data if data is None else data,
    )


def _heard(case: CaseFile, one: Past, profile: Profile) -> CaseFile:
    case = case.copy()
    case.seen[one.entry.id] = one.entry.type
    case.last_at = one.entry.recorded_at
    return case if one.refused or one.entry.type == CORRECTED else taken_in(case, one.entry, profile).case


def _standing(case: CaseFile) -> dict[str, Clock]:
    """The clocks of a file by the ids that they would have had there never been a correction."""
    found: dict[str, Clock] = {}
    for clock in sorted(case.clocks.values(), key=_serial):
        if clock.status is not ClockStatus.CORRECTED:
            earlier = sum(other.rule == clock.rule and other.subject == clock.subject for other in found.values())
            found[clock_id(clock.rule, clock.subject, earlier)] = clock
    return found


def _serial(clock: Clock) -> int:
    """Which of the clocks of its rule and subject it is."""
    return int(clock.id.removeprefix(clock_id(clock.rule, clock.subject, 0)).removeprefix("#") or "1")


def _settle(running: Running, old: Clock | None, wanted: Clock | None) -> None:
    """Bring a clock from what it is to what it would be."""
    if wanted is None:
        if old is not None:
            if old.is_open:
                running.cancel(old)
            running.keep(_closed(old, running.now))
        return
    anew = old is None or (old.missed_at is not None and wanted.missed_at is None) or (not old.is_open and wanted.is_open)
    if old is not None and anew:
        running.keep(_closed(old, running.now))
    known = None if anew else old
    name = known.id if known else _new_id(running.case, wanted)
    clock = replace(wanted, id=name, opened_at=old.opened_at if old else running.now, set_at=running.now)
    _date(running, old, known, clock)
    _status(running, known, clock)


def _date(running: Running, old: Clock | None, known: Clock | None, clock: Clock) -> None:
    if old is not None and old.due != clock.due:
        running.emit(clock, EventKind.DEADLINE_RECOMPUTED, running.now, due=True, from_due=old.due)
    elif known is None:
        running.emit(clock, EventKind.DEADLINE_OPENED, running.now, due=True)
    elif known.status is ClockStatus.PAUSED and clock.status is ClockStatus.OPEN:
        running.emit(clock, EventKind.DEADLINE_RESUMED, running.now, due=True)


def _status(running: Running, known: Clock | None, clock: Clock) -> None:
    if clock.missed_at is not None:
        clock = _missed(running, known, clock)
    kind = _EVENT_OF.get(clock.status)
    if kind is not None and (known is None or known.status is not clock.status):
        ground = clock.grounds[0] if kind is EventKind.DEADLINE_PAUSED else None
        running.emit(clock, kind, running.now, ground=ground, late_working_days=clock.late_working_days)
    running.keep(clock)
    running.catch_up(clock.id, not_before=running.now)


def _missed(running: Running, known: Clock | None, clock: Clock) -> Clock:
    """A miss is noticed once. What was missed before keeps its instant and its rung, what comes out only now is missed now."""
    if known is not None and known.missed_at is not None:
        clock = replace(clock, missed_at=known.missed_at, level=known.level)
        return climbed(clock, known.level, running.calendar) if clock.status is ClockStatus.MISSED else clock
    lapsed = clock.status is ClockStatus.LAPSED
    running.emit(clock, EventKind.PERMISSION_LAPSED if lapsed else EventKind.DEADLINE_MISSED, running.now)
    noticed = replace(clock, missed_at=running.now, level=0)
    return missed(noticed, running.now, running.calendar) if clock.status is ClockStatus.MISSED else noticed


def _closed(clock: Clock, at: datetime) -> Clock:
    closed_at = clock.closed_at or at
    return replace(clock, status=ClockStatus.CORRECTED, closed_at=closed_at, next_at=None, warn_at=None, grounds=())


def _new_id(case: CaseFile, clock: Clock) -> str:
    earlier = sum(other.rule == clock.rule and other.subject == clock.subject for other in case.clocks.values())
    return clock_id(clock.rule, clock.subject, earlier)
