"""What pages and lists read. Every function takes an open session and writes nothing but an acknowledgement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias, TypeVar

from sqlalchemy import true
from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from enforcement.authority.permissions import Reach
from enforcement.authority.restricted import Veil
from enforcement.contracts.ids import REGISTER_MARKS, Register
from enforcement.docket.casefile import CaseFile
from enforcement.docket.clocks import Clock
from enforcement.docket.decide import Decision, Outcome, decide, tick
from enforcement.docket.entries import Entry
from enforcement.docket.events import Event
from enforcement.docket.explaining import Said, explain_clock, explain_event
from enforcement.docket.profile import Profile
from enforcement.errors import UnknownCase
from enforcement.law.explain import Explanation
from enforcement.records.codec import clock_from_json, events_from_json, opened_case, opened_row
from enforcement.records.lookups import LOOKED_UP, cases_with
from enforcement.records.rebuild import Folding, folded, past_for
from enforcement.records.scope import unveiled, within
from enforcement.records.tables import CaseRow, ClockRow, EscalationRow, JournalRow
from enforcement.records.vault import box_of
from enforcement.records.words import containing

OPEN_STATUSES = ("open", "paused", "missed")
MAX_PAGE = 200
# A list shows columns; a case file is large, and read by itself.
WITHOUT_FILE = defer(CaseRow.case_file, raiseload=True)  # type: ignore[arg-type]
_Row = TypeVar("_Row")
CasesThen: TypeAlias = tuple[Sequence[CaseFile], str | None]


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list of cases is narrowed to; every part is optional."""

    court: str | None = None
    state: str | None = None
    officer: str | None = None
    rule: str | None = None
    due_before: date | None = None
    escalated: bool | None = None
    q: str | None = None
    register: Register | None = None
    # Looked up by their digests.
    party_id: str | None = None
    account: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What of a list somebody may read: within a reach, and of restricted matters within another one."""

    reach: Reach
    veils: Sequence[Veil] = ()

    def escalations(self, query: SelectOfScalar[_Row]) -> SelectOfScalar[_Row]:
        """A query for escalations, narrowed to what may be read."""
        row = EscalationRow
        open_to_them = unveiled(col(row.case_id), col(row.rule), col(row.role), self.veils)
        return query.where(within(col(row.case_id), self.reach), open_to_them)


@dataclass(frozen=True, slots=True)
class EscalationFilter:
    """What a list of escalations is narrowed to."""

    court: str | None = None
    role: str | None = None
    level: int | None = None
    acknowledged: bool | None = None


def case_exists(session: Session, case_id: str) -> bool:
    """Whether the records know a case."""
    return session.exec(select(CaseRow.case_id).where(CaseRow.case_id == case_id)).first() is not None


def case_page(session: Session, wanted: CaseFilter, reach: Reach, after: str | None, limit: int) -> tuple[Sequence[CaseRow], str | None]:
    """One page of the cases within reach in the order of their ids, and the cursor of the next page if there is one."""
    size = _page_size(limit)
    query = _narrowed(session, select(CaseRow).options(WITHOUT_FILE).order_by(col(CaseRow.case_id)).limit(size + 1), wanted, reach)
    for kind in LOOKED_UP:
        value = getattr(wanted, kind)
        if value is not None:
            query = query.where(col(CaseRow.case_id).in_(cases_with(session, kind, value)))
    rows = session.exec(query if after is None else query.where(col(CaseRow.case_id) > after)).all()
    page = rows[:size]
    return page, page[-1].case_id if len(rows) > len(page) else None


def _narrowed(session: Session, query: SelectOfScalar[_Row], wanted: CaseFilter, reach: Reach) -> SelectOfScalar[_Row]:
    query = query.where(within(col(CaseRow.case_id), reach))
    for column, value in ((CaseRow.court, wanted.court), (CaseRow.state, wanted.state), (CaseRow.officer, wanted.officer)):
        if value is not None:
            query = query.where(col(column) == value)
    if wanted.register is not None:
        marks = [mark for mark, register in REGISTER_MARKS.items() if wanted.register in (register, Register.CASE)]
        beside = col(CaseRow.kind).in_(marks)
        query = query.where(~beside if wanted.register is Register.CASE else beside)
    if wanted.escalated is not None:
        query = query.where(col(CaseRow.escalation_level) > 0 if wanted.escalated else col(CaseRow.escalation_level) == 0)
    if wanted.q is not None:
        query = query.where(containing(session, wanted.q))
    if wanted.rule is not None or wanted.due_before is not None:
        query = query.where(col(CaseRow.case_id).in_(_with_clock(wanted.rule, wanted.due_before)))
    return query


def _page_size(limit: int) -> int:
    return max(1, min(limit, MAX_PAGE))


def _with_clock(rule: str | None, due_before: date | None) -> SelectOfScalar[str]:
    query = select(ClockRow.case_id).where(col(ClockRow.superseded).is_(None), col(ClockRow.status).in_(OPEN_STATUSES))
    if rule is not None:
        query = query.where(ClockRow.rule == rule)
    return query if due_before is None else query.where(col(ClockRow.due_on) < due_before)


def case_file(session: Session, case_id: str, profile: Profile, as_known_at: datetime | None = None) -> CaseFile:
    """The case file, now or as it was known at an instant. UnknownCase if there was none."""
    if as_known_at is not None:
        rows = journal(session, case_id, as_known_at)
        return folded(rows, profile)
    row = session.get(CaseRow, case_id)
    if row is None:
        raise UnknownCase(case_id)
    return opened_case(box_of(session, case_id), row.case_file)


def journal(session: Session, case_id: str, as_known_at: datetime | None = None) -> Sequence[JournalRow]:
    """The journal of a case in order, up to an instant of recording, opened. UnknownCase if there is none."""
    query = select(JournalRow).where(JournalRow.case_id == case_id).order_by(col(JournalRow.sequence))
    if as_known_at is not None:
        query = query.where(col(JournalRow.recorded_at) <= as_known_at)
    rows = session.exec(query).all()
    if not rows:
        raise UnknownCase(case_id)
    box = box_of(session, case_id)
    return [opened_row(box, row) for row in rows]


def recorded_types(session: Session, case_id: str, as_known_at: datetime | None = None) -> frozenset[str]:
    """The types of the facts and acts that a case took in."""
    taken = (Outcome.RECORDED.value, Outcome.ACCEPTED.value)
    query = select(JournalRow.type).where(JournalRow.case_id == case_id, col(JournalRow.outcome).in_(taken)).distinct()
    if as_known_at is not None:
        query = query.where(col(JournalRow.recorded_at) <= as_known_at)
    return frozenset(session.exec(query).all())


def timeline(session: Session, case_id: str, as_known_at: datetime | None = None) -> list[Event]:
    """Everything that followed from a case's entries and from time, in the order of time."""
    events = [event for row in journal(session, case_id, as_known_at) for event in events_from_json(row.events)]
    return sorted(events, key=lambda event: event.at)


def explained_timeline(session: Session, case_id: str, profile: Profile, as_known_at: datetime | None = None) -> list[tuple[Event, Said]]:
    """The timeline, each line with its reason as of the journal row that brought it."""
    rows = journal(session, case_id, as_known_at)
    folding, told = Folding(rows[0], profile), list[tuple[Event, Said]]()
    for row in rows:
        case = folding.add(row)
        told += [(event, explain_event(case, event)) for event in events_from_json(row.events)]
    return sorted(told, key=lambda line: line[0].at)


def foreseen(session: Session, case_id: str, entry: Entry, profile: Profile) -> tuple[Decision, list[tuple[Event, Said]]]:
    """What would follow from an entry if it came now, each line with its reason; nothing is written. UnknownCase if there is no such case."""
    case = tick(case_file(session, case_id, profile), entry.recorded_at).case
    decision = decide(case, entry, profile, past_for(session, case_id, entry))
    return decision, [(event, explain_event(decision.case, event)) for event in decision.events]


def cases_as_known(
    session: Session, wanted: CaseFilter, reach: Reach, at: datetime, profile: Profile, after: str | None, limit: int
) -> CasesThen:
    """One page of the case files within reach as they were known at an instant, and the cursor of the next page if any."""
    size = _page_size(limit)
    first = select(JournalRow.case_id).where(JournalRow.sequence == 1, col(JournalRow.recorded_at) <= at)
    query = _narrowed(session, select(CaseRow.case_id), CaseFilter(court=wanted.court, q=wanted.q, register=wanted.register), reach)
    query = query.where(col(CaseRow.case_id).in_(first)).order_by(col(CaseRow.case_id)).limit(size + 1)
    ids = session.exec(query if after is None else query.where(col(CaseRow.case_id) > after)).all()
    return [case_file(session, case_id, profile, at) for case_id in ids[:size]], ids[size - 1] if len(ids) > size else None


def clock(session: Session, case_id: str, name: str, as_known_at: datetime | None = None) -> Clock | None:
    """A clock, as it stands or as it was known at an instant. None if there was none."""
    query = select(ClockRow.terms).where(ClockRow.case_id == case_id, ClockRow.clock == name)
    if as_known_at is None:
        query = query.where(col(ClockRow.superseded).is_(None))
    else:
        known = select(func.max(JournalRow.sequence)).where(JournalRow.case_id == case_id, col(JournalRow.recorded_at) <= as_known_at)
        row = known.scalar_subquery()
        query = query.where(col(ClockRow.since) <= row, col(ClockRow.superseded).is_(None) | (col(ClockRow.superseded) > row))
    terms = session.exec(query).one_or_none()
    return None if terms is None else clock_from_json(terms)


def derivation(session: Session, case: CaseFile, clock: Clock, profile: Profile) -> Explanation:
    """Why a clock has its date. Holidays and pauses that became known after the date was set have no part in it."""
    told = explain_clock(case, clock)
    if told.deadline.due_text == clock.due:
        return told
    return explain_clock(case_file(session, case.case_id, profile, clock.set_at), clock)


def escalation_page(
    session: Session,
    wanted: EscalationFilter,
    scope: Scope,
    before: int | None,
    limit: int,
    as_known_at: datetime | None = None,
) -> tuple[Sequence[EscalationRow], int | None]:
    """One page of the escalations that may be read, newest first, now or as known at an instant, and the cursor of the next page if any."""
    size = _page_size(limit)
    query = scope.escalations(select(EscalationRow)).order_by(col(EscalationRow.id).desc()).limit(size + 1)
    if as_known_at is not None:
        brought = (col(JournalRow.case_id) == col(EscalationRow.case_id)) & (col(JournalRow.sequence) == col(EscalationRow.sequence))
        query = query.join(JournalRow, brought).where(col(JournalRow.recorded_at) <= as_known_at)
    if before is not None:
        query = query.where(col(EscalationRow.id) < before)
    for column, value in ((EscalationRow.court, wanted.court), (EscalationRow.role, wanted.role), (EscalationRow.level, wanted.level)):
        if value is not None:
            query = query.where(col(column) == value)
    if wanted.acknowledged is not None:
        acknowledged_at = col(EscalationRow.acknowledged_at)
        done = acknowledged_at.is_not(None) & (true() if as_known_at is None else acknowledged_at <= as_known_at)
        query = query.where(done if wanted.acknowledged else ~done)
    rows = session.exec(query).all()
    page = rows[:size]
    return page, page[-1].id if len(rows) > len(page) else None


def escalation(session: Session, escalation_id: int, scope: Scope) -> EscalationRow | None:
    """An escalation, held until the transaction ends. None for one that is not known, or may not be read."""
    query = scope.escalations(select(EscalationRow).where(EscalationRow.id == escalation_id))
    return session.exec(query.with_for_update()).one_or_none()


def acknowledge(row: EscalationRow, by: str, note: str, at: datetime) -> None:
    """Acknowledge an escalation; a second acknowledgement changes nothing."""
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by, row.note = at, by, note


def officers(session: Session, case_id: str) -> frozenset[str]:
    """Whoever has or had a case in hand."""
    row = session.get(CaseRow, case_id)
    return frozenset() if row is None else frozenset(filter(None, [row.officer, *row.case_file.get("handlers", [])]))


def open_case_ids(session: Session, after: str = "", limit: int = 500) -> Sequence[str]:
    """Ids of cases that wait for something, in order: those with open clocks or not closed yet."""
    return session.exec(waiting_case_ids(after).limit(limit)).all()


def waiting_case_ids(after: str = "") -> SelectOfScalar[str]:
    """The query for the ids of cases that wait for something."""
    waiting = select(ClockRow.case_id).where(col(ClockRow.superseded).is_(None), col(ClockRow.status).in_(OPEN_STATUSES))
    query = select(CaseRow.case_id).where(col(CaseRow.case_id) > after).order_by(col(CaseRow.case_id))
    return query.where(col(CaseRow.state).not_in(("closed", "unfiled")) | col(CaseRow.case_id).in_(waiting))


def counts(session: Session) -> dict[str, int]:
    """How many cases stand in each state, for the metrics."""
    return dict(session.exec(select(CaseRow.state, func.count()).group_by(CaseRow.state)).all())
