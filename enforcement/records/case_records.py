"""The docket on PostgreSQL: one call is one transaction that writes an entry and everything that follows from it."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select, update

from enforcement.contracts.ids import parse_case_id, parse_case_number, register_of
from enforcement.contracts.messages import EntryMessage, EscalationKey, RecordResult, Refusal, Standing, TickMessage
from enforcement.docket.casefile import CaseFile
from enforcement.docket.correcting import CORRECTED, why_not
from enforcement.docket.decide import Decision, Outcome, decide, tick
from enforcement.docket.entries import Entry, catalogue
from enforcement.docket.openers import opens
from enforcement.docket.profile import Profile
from enforcement.docket.reading import EntryError, FieldError, read_entry
from enforcement.docket.standing import refusal_of, standing
from enforcement.errors import AlreadyFiled, EntryConflict, UnknownCase, WrongCase
from enforcement.law.periods import SHANGHAI
from enforcement.records import calendars
from enforcement.records.audit import Method
from enforcement.records.codec import data_to_json, opened_row
from enforcement.records.database import transaction
from enforcement.records.queries import case_exists
from enforcement.records.rebuild import past_for
from enforcement.records.stuck import STANDING, TIME, noticing
from enforcement.records.tables import EscalationRow, JournalRow
from enforcement.records.writing import Page, open_page


class Records:
    """The docket of all cases in one database; new links of its journals are made by `method`."""

    def __init__(self, engine: Engine, profile: Profile, method: Method = Method.SHA256) -> None:
        self.engine = engine
        self.profile = profile
        self.method = method

    def record(self, message: EntryMessage) -> RecordResult:
        """Take an entry in; see `enforcement.ports.docket`. Nothing is written for an entry that cannot be read."""
        _check_case_id(message.case_id)
        with noticing(self.engine, message.case_id, message.id), transaction(self.engine) as session:
            page = open_page(session, message.case_id, method=self.method)
            entry = _read(message, page.case)
            if entry.id in page.case.seen:
                return _again(session, page, entry)
            if page.sequence == 0 and not opens(register_of(message.case_id), entry.type):
                raise UnknownCase(message.case_id)
            if entry.type == "file_case" and page.case.filed_on is not None:
                raise AlreadyFiled(message.case_id)
            _check_parent(session, entry)
            _check_correction(session, message.case_id, entry)
            if not page.case.waits and entry.type != calendars.PUBLISHED:
                self._publish_calendars(session, page, entry.recorded_at)
            decision = self._write(page, entry)
            page.close()
            return _result(entry, decision, _standing(session, page))

    def _write(self, page: Page, entry: Entry) -> Decision:
        page.write_tick(tick(page.case, entry.recorded_at), entry.recorded_at)
        decision = decide(page.case, entry, self.profile, past_for(page.session, page.case.case_id, entry))
        page.write_entry(entry, decision)
        return decision

    def _publish_calendars(self, session: Session, page: Page, at: datetime) -> None:
        """A case that waits for nothing was passed over when notices were published: it learns of them before anything opens a clock."""
        for row in calendars.in_force(session):
            message = calendars.publication(row, page.case.case_id, at.isoformat())
            if message.id not in page.case.seen:
                self._write(page, _read(message, page.case))

    def tick(self, message: TickMessage) -> RecordResult:
        """Let time pass up to the planned instant of a timer; a timer that fires twice finds nothing to do."""
        with noticing(self.engine, message.case_id, TIME), transaction(self.engine) as session:
            page = open_page(session, message.case_id, method=self.method)
            at = _instant("at", message.at)
            if page.case.last_at is not None:
                page.write_tick(tick(page.case, max(at, page.case.last_at)), max(at, page.case.last_at))
                page.close()
            return RecordResult("", Outcome.TICKED.value, _standing(session, page))

    def standing(self, case_id: str) -> Standing:
        """Where the case stands."""
        with noticing(self.engine, case_id, STANDING), transaction(self.engine) as session:
            return _standing(session, open_page(session, case_id, lock=False))

    def tell(self, key: EscalationKey, at: datetime) -> None:
        """Note that the supervisor of a rung was told."""
        with transaction(self.engine) as session:
            session.exec(
                update(EscalationRow)
                .where(
                    col(EscalationRow.case_id) == key.case_id, col(EscalationRow.clock) == key.clock, col(EscalationRow.level) == key.level
                )
                .where(col(EscalationRow.told_at).is_(None))
                .values(told_at=at)
            )


def _read(message: EntryMessage, case: CaseFile) -> Entry:
    """The entry, recorded at the workflow's instant or with the entry before it, whichever is later."""
    stamped = _instant("recorded_at", message.recorded_at or "")
    now = stamped if case.last_at is None else max(stamped, case.last_at)
    entry = replace(read_entry(message.said, now), actor=message.actor)
    _check_case(message.case_id, entry)
    return entry


def _instant(path: str, text: str) -> datetime:
    """An instant in Asia/Shanghai, whatever its offset: days are read off it."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise EntryError((FieldError(path, "an instant ISO 8601 with offset", repr(text[:60]), "the case workflow stamps it"),))
    return instant.astimezone(SHANGHAI)


def _check_case_id(case_id: str) -> None:
    """Refuse what is no case id before the database sees it."""
    try:
        parse_case_id(case_id)
    except ValueError:
        raise EntryError((FieldError("case_id", "a case id such as 沪0199-2026-执-101", repr(case_id[:60])),)) from None


def _check_case(case_id: str, entry: Entry) -> None:
    known, register = catalogue().of(entry.kind, entry.type), register_of(case_id)
    if known is not None and register not in known.registers:
        places = ", ".join(known.registers)
        raise EntryError((FieldError("type", f"an entry for a {register} file", repr(entry.type), f"{entry.type} belongs to: {places}"),))
    if entry.type != "file_case":
        return
    number = entry.text("case_number") or ""
    try:
        named = parse_case_number(number)
    except ValueError:
        error = FieldError("data.case_number", "a case number such as （2026）沪0199执101号", repr(number[:60]))
        raise EntryError((error,)) from None
    if named.case_id != case_id:
        raise WrongCase(case_id, named.case_id)
    if entry.text("court") != named.court:
        hint = "the court code in the case number and the court must agree"
        raise EntryError((FieldError("data.court", named.court, repr(entry.text("court")), hint),))


def _check_parent(session: Session, entry: Entry) -> None:
    """A resumed case (执恢) is linked to a case that is known here."""
    parent = entry.text("parent")
    if entry.type != "file_case" or parent is None:
        return
    try:
        known = case_exists(session, parse_case_number(parent).case_id)
    except ValueError:
        known = False
    if not known:
        hint = "leave it out where the case before was never filed here"
        raise EntryError((FieldError("data.parent", "the number of a case that is known here", repr(parent[:60]), hint),))


def _check_correction(session: Session, case_id: str, entry: Entry) -> None:
    """A correction names an entry that can have a next version."""
    if entry.type == CORRECTED:
        reason = why_not(past_for(session, case_id, entry), entry)
        if reason is not None:
            raise EntryError(
                (FieldError("data.entry", "a fact of this file that can be corrected", repr(entry.text("entry"))[:60], reason),)
            )


def _again(session: Session, page: Page, entry: Entry) -> RecordResult:
    """The answer to an entry that came before; a refused act is refused again in the same words."""
    row = session.exec(select(JournalRow).where(JournalRow.case_id == page.case.case_id, JournalRow.entry_id == entry.id)).one()
    known = opened_row(page.box, row)
    if (known.kind, known.type, known.data) != (entry.kind.value, entry.type, data_to_json(entry)) or _moved(known, entry):
        raise EntryConflict(page.case.case_id, entry.id)
    refused = known.outcome == Outcome.REFUSED.value
    outcome = Outcome.REFUSED if refused else Outcome.DUPLICATE
    return RecordResult(entry.id, outcome.value, _standing(session, page), [Refusal(**row) for row in known.refusals])


def _moved(known: JournalRow, entry: Entry) -> bool:
    """Whether both say when it happened, and not the same: without a word of its own an entry happened when it was recorded."""
    both = known.happened_at != known.recorded_at and entry.happened_at != entry.recorded_at
    return both and known.happened_at != entry.happened_at


def _standing(session: Session, page: Page) -> Standing:
    now = standing(page.case, page.sequence)
    if not any(clock.level for clock in page.case.clocks.values()):
        return now
    untold = session.exec(
        select(EscalationRow.clock, EscalationRow.level)
        .where(EscalationRow.case_id == page.case.case_id, col(EscalationRow.told_at).is_(None))
        .order_by(col(EscalationRow.id))
    )
    return replace(now, escalations=[EscalationKey(page.case.case_id, clock, level) for clock, level in untold])


def _result(entry: Entry, decision: Decision, now: Standing) -> RecordResult:
    return RecordResult(
        entry.id, decision.outcome.value, now, [refusal_of(ground) for ground in decision.refusals], list(decision.warnings)
    )
