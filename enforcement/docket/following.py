"""What follows: from time that passes, and from a fact or an act that is taken in; the clocks that it opens, meets, stops and cancels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from enforcement.docket.answered import answered_before
from enforcement.docket.approvals import unrecorded
from enforcement.docket.casefile import CaseFile
from enforcement.docket.clocks import Clock
from enforcement.docket.conditions import Situation
from enforcement.docket.entries import Entry, EntryKind
from enforcement.docket.events import Event, EventKind
from enforcement.docket.fold import take_in
from enforcement.docket.guards import RefusalGround
from enforcement.docket.particulars.money import Receipt
from enforcement.docket.profile import Profile
from enforcement.docket.running import Running
from enforcement.docket.sequence import overtaken
from enforcement.docket.states import TERMINATION_FORM
from enforcement.docket.subjects import strange, subjects_of
from enforcement.law.periods import SHANGHAI, local_day
from enforcement.law.statutes import Rule, statute_book


class Outcome(StrEnum):
    RECORDED = "recorded"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DUPLICATE = "duplicate"
    TICKED = "ticked"


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows from an entry: the new case file, the events in the order of time, the clocks that changed."""

    case: CaseFile
    outcome: Outcome
    events: tuple[Event, ...] = ()
    clocks: tuple[Clock, ...] = ()
    refusals: tuple[RefusalGround, ...] = ()
    warnings: tuple[str, ...] = ()


def tick(case: CaseFile, instant: datetime) -> Decision:
    """Let time pass up to and including `instant`: warnings, misses, escalations and lapses, each at its own instant."""
    if not any(clock.next_at is not None and clock.next_at <= instant for clock in case.clocks.values()):
        return Decision(case.at(instant), Outcome.TICKED)
    case = case.copy()
    case.last_at = instant
    running = Running(case, instant)
    running.pass_time()
    return decision_of(running, Outcome.TICKED)


def taken_in(case: CaseFile, entry: Entry, profile: Profile) -> Decision:
    """Take a fact or an accepted act into a case file, which is changed; what follows from it."""
    warnings = (*strange(case, entry), *unrecorded(case, entry, profile))
    running = Running(case, entry.recorded_at)
    if answered_before(case, entry):
        return decision_of(running, Outcome.RECORDED, (*warnings, f"answered_before: {entry.text('control')} has an answer already"))
    if overtaken(case, entry):
        return decision_of(
            running, Outcome.RECORDED, (*warnings, f"overtaken: {entry.text('auction')} is known to have come as far or further")
        )
    if entry.kind is EntryKind.ACT:
        running.events.append(Event(entry.recorded_at, EventKind.ACCEPTED, act=entry.type))
    take_in(case, entry, profile)
    situation = Situation(case, entry, profile)
    running.resume_all()
    _defer(running, entry)
    _cancel(running, entry)
    _meet(running, situation)
    _open(running, situation)
    running.pause_all()
    if entry.type == "calendar_published":
        running.recompute()
    if entry.type == "rule_version_adopted":
        running.adopt(entry.text("rule") or "", entry.day("version_on") or local_day(entry.happened_at))
    if case.closed_on is not None and entry.type == "close_case":
        _close(running)
    return decision_of(running, Outcome.ACCEPTED if entry.kind is EntryKind.ACT else Outcome.RECORDED, warnings)


def decision_of(running: Running, outcome: Outcome, warnings: tuple[str, ...] = ()) -> Decision:
    """What a running case has come to."""
    events = tuple(sorted(running.events, key=lambda event: event.at))
    return Decision(running.case, outcome, events, tuple(running.changed.values()), warnings=warnings)


def _cancel(running: Running, entry: Entry) -> None:
    for rule in statute_book().cancelled_by(entry.type):
        for clock in _open_for(running, rule, entry):
            running.cancel(clock)


def _meet(running: Running, situation: Situation) -> None:
    entry = situation.entry
    for rule in statute_book().met_by(entry.type):
        if situation.holds(rule.met_when):
            for clock in _open_for(running, rule, entry):
                if rule.met_total is None or _outstanding(running.case, clock, rule) <= 0:
                    running.meet(clock, entry.happened_at)


def _open(running: Running, situation: Situation) -> None:
    entry = situation.entry
    for rule in statute_book().opened_by(entry.type, local_day(entry.happened_at)):
        for subject, item in subjects_of(running.case, entry, rule.subject):
            here = Situation(situation.case, entry, situation.profile, item)
            if here.holds(rule.opens_when):
                _open_one(running, entry, rule, subject)


def _open_one(running: Running, entry: Entry, rule: Rule, subject: Mapping[str, str]) -> None:
    counted_from = entry.day(rule.counts_from) if rule.counts_from else None
    given = entry.day(rule.given_from) if rule.given_from else None
    length = entry.number(rule.length_from) if rule.length_from else None
    started_at = datetime.combine(counted_from, datetime.min.time(), SHANGHAI) if counted_from else entry.happened_at
    recurs = rule.occurrences > 1
    running.open(rule, subject, started_at, rule.length if length is None else length, given=given, n=1 if recurs else None)


def _defer(running: Running, entry: Entry) -> None:
    for ground in statute_book().pauses.values():
        receipt = entry.text("receipt")
        if ground.partial and entry.type in ground.starts and receipt is not None:
            for clock in [c for c in running.case.open_clocks if ground.id in c.pauses and c.subject.get("receipt") == receipt]:
                if clock.missed_at is None:
                    running.defer(clock, ground.id, entry.number("amount") or 0, _outstanding(running.case, clock, clock.law))


def _close(running: Running) -> None:
    terminated = running.case.closing_form == TERMINATION_FORM
    for clock in list(running.case.open_clocks):
        if not (terminated and clock.law.survives_termination):
            running.cancel(clock)


def _open_for(running: Running, rule: Rule, entry: Entry) -> Iterable[Clock]:
    found = (running.find(rule.id, subject) for subject, _ in subjects_of(running.case, entry, rule.subject))
    return [clock for clock in found if clock is not None]


def _outstanding(case: CaseFile, clock: Clock, rule: Rule) -> int:
    """Fen of a receipt for which its clock still waits for a payment notice or a pay-out."""
    name = clock.subject.get("receipt", "")
    receipt = case.receipts.get(name, Receipt(name, 0))
    reached = case.paid(receipt.id) if "payout_completed" in rule.met_by else case.noticed(receipt.id)
    return receipt.amount - (receipt.deferred if rule.met_total == "received_less_deferred" else 0) - reached
