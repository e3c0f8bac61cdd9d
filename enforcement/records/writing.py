"""One case's page of the record, open in a transaction: loaded, written to row by row, closed with its new case file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, func, insert, update
from sqlalchemy.dialects.postgresql import Insert
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlmodel import Session, select

from enforcement.docket.casefile import CaseFile, empty_case
from enforcement.docket.clocks import Clock, ClockStatus
from enforcement.docket.decide import Decision, Outcome
from enforcement.docket.entries import Entry, EntryKind
from enforcement.docket.events import Event, EventKind
from enforcement.docket.standing import refusal_of, standing
from enforcement.records.audit import FIRST_LINK, Method, content_of, link_of
from enforcement.records.codec import clock_to_json, events_to_json, opened_case, sealed_actor, sealed_case, sealed_data, sealed_refusals
from enforcement.records.columns import METADATA
from enforcement.records.lookups import add_lookups
from enforcement.records.tables import CALENDAR, CaseRow, JournalRow
from enforcement.records.vault import Box, box_of
from enforcement.records.words import add_words


def _put(table: Table) -> Insert:
    statement = upsert(table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={
            column.name: statement.excluded[column.name] for column in table.columns if not column.primary_key and column.computed is None
        },
    )


# Made once and on the bare tables: building statements for every entry costs more than running them.
_CLOCKS = METADATA.tables["clocks"]
_ADD_JOURNAL = insert(METADATA.tables["journal"])
_ADD_OUTBOX = insert(METADATA.tables["outbox"])
_ADD_REFUSALS = insert(METADATA.tables["refusals"])
_ADD_RUNGS = upsert(METADATA.tables["escalations"]).on_conflict_do_nothing()
_ADD_CLOCKS = insert(_CLOCKS)
_SUPERSEDE_CLOCKS = (
    update(_CLOCKS)
    .where(_CLOCKS.c.case_id == bindparam("case"), _CLOCKS.c.clock.in_(bindparam("changed", expanding=True)))
    .where(_CLOCKS.c.superseded.is_(None))
    .values(superseded=bindparam("by"))
)
_PUT_CASE = _put(METADATA.tables["cases"])


def open_page(session: Session, case_id: str, *, lock: bool = True, method: Method = Method.SHA256) -> "Page":
    """The page of a case, locked against others until the transaction ends; an empty one for a case not known yet.

    CaseErased for one that is to be written to and whose personal data was erased.
    """
    row, box = locked_case(session, case_id) if lock else session.get(CaseRow, case_id), box_of(session, case_id)
    if row is None:
        return Page(session, box, empty_case(case_id), 0, FIRST_LINK, method)
    if lock:
        box.check()
    return Page(session, box, opened_case(box, row.case_file), row.sequence, row.link, method, row.said_at)


def locked_case(session: Session, case_id: str) -> CaseRow | None:
    """The row of a case, held until the transaction ends. Where there is none, its place is held."""
    query = select(CaseRow).where(CaseRow.case_id == case_id).with_for_update()
    row = session.exec(query).one_or_none()
    if row is None:
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(case_id, 0))))
        row = session.exec(query).one_or_none()
    return row


class Page:
    """The page of one case: its case file, the number of its last journal row and that row's link."""

    def __init__(
        self, session: Session, box: Box, case: CaseFile, sequence: int, link: str, method: Method, said_at: datetime | None = None
    ) -> None:
        self.session = session
        self.box = box
        self.case = case
        self.sequence = sequence
        self.link = link
        self.method = method
        self.said_at = said_at
        self.written = False

    def write_tick(self, decision: Decision, at: datetime) -> None:
        """Journal time that passed, if anything followed from it."""
        if decision.events:
            entry = Entry("", EntryKind.TICK, "tick", "clock", at, at)
            self._write(entry, None, decision)

    def write_entry(self, entry: Entry, decision: Decision) -> None:
        """Journal an entry with what followed."""
        self._write(entry, entry.id, decision)

    def close(self) -> None:
        """Write the case file as it stands now."""
        if self.written:
            write_case(self.session, self.box, self.case, self.sequence, self.link, self.said_at)

    def _write(self, entry: Entry, entry_id: str | None, decision: Decision) -> None:
        self.case, self.written = decision.case, True
        self.sequence += 1
        row = self._journal_row(entry, entry_id, decision)
        self.link, self.said_at = row.link, last_said(self.said_at, row)
        self.session.execute(_ADD_JOURNAL, row.model_dump())
        write_clocks(self.session, self.case.case_id, self.sequence, decision.clocks)
        write_escalations(self.session, self.case, self.sequence, decision.events)
        write_refusals(self.session, row)
        if decision.outcome is not Outcome.REFUSED:
            add_lookups(self.session, self.case.case_id, entry)
            add_words(self.session, self.case.case_id, self.sequence, entry)
        self._write_outbox(entry, decision)

    def _journal_row(self, entry: Entry, entry_id: str | None, decision: Decision) -> JournalRow:
        row = JournalRow(
            case_id=self.case.case_id,
            sequence=self.sequence,
            entry_id=entry_id,
            kind=entry.kind.value,
            type=entry.type,
            by=entry.by,
            recorded_at=entry.recorded_at,
            happened_at=entry.happened_at,
            calendar_through=self.case.calendar_through,
            data=sealed_data(self.box, self.sequence, entry),
            outcome=decision.outcome.value,
            events=events_to_json(decision.events),
            clocks=[clock_to_json(clock) for clock in decision.clocks],
            refusals=sealed_refusals(self.box, self.sequence, entry, [refusal_of(ground) for ground in decision.refusals]),
            warnings=list(decision.warnings),
            actor=sealed_actor(self.box, self.sequence, entry.actor),
            previous_link=self.link,
            link="",
        )
        row.link = link_of(self.link, content_of(row), self.method)
        return row

    def _write_outbox(self, entry: Entry, decision: Decision) -> None:
        guards = [ground.guard.id for ground in decision.refusals]
        missed = [event.clock for event in decision.events if event.kind is EventKind.DEADLINE_MISSED]
        payload = {
            "type": entry.type,
            "outcome": decision.outcome.value,
            "events": [event.kind.value for event in decision.events],
            "by": entry.by,
            "about": [*guards, *missed],
        }
        row = {"case_id": self.case.case_id, "sequence": self.sequence, "topic": f"case.{entry.kind.value}", "payload": payload}
        self.session.execute(_ADD_OUTBOX, {**row, "created_at": entry.recorded_at})


def last_said(before: datetime | None, row: JournalRow) -> datetime | None:
    """When somebody last said something to a case: a journal row on, whoever wrote it."""
    silent = row.kind == EntryKind.TICK.value or row.type == CALENDAR
    return before if silent else row.recorded_at


def write_case(session: Session, box: Box, case: CaseFile, sequence: int, link: str, said_at: datetime | None) -> None:
    """The row of a case as of a journal row, in place of the one before."""
    session.execute(_PUT_CASE, {**_case_values(box, case, sequence), "link": link, "said_at": said_at})


def _case_values(box: Box, case: CaseFile, sequence: int) -> dict[str, Any]:
    now, running = standing(case, sequence), list(case.open_clocks)
    return {
        "case_id": case.case_id,
        "sequence": sequence,
        "calendar_through": case.calendar_through,
        "number": case.number,
        "court": case.court,
        "officer": case.officer,
        "state": now.state,
        "filed_on": case.filed_on,
        "claim_fen": case.claim,
        "next_due": datetime.fromisoformat(now.next_due) if now.next_due else None,
        "escalation_level": now.escalation_level,
        "open_clocks": len(running),
        "missed_clocks": sum(clock.status is ClockStatus.MISSED for clock in running),
        "case_file": sealed_case(box, case),
    }


def write_clocks(session: Session, case_id: str, sequence: int, clocks: Sequence[Clock]) -> None:
    """New versions of clocks; the versions before them are superseded, never overwritten."""
    if not clocks:
        return
    session.execute(_SUPERSEDE_CLOCKS, {"case": case_id, "changed": [clock.id for clock in clocks], "by": sequence})
    session.execute(_ADD_CLOCKS, [_clock_values(case_id, sequence, clock) for clock in clocks])


def _clock_values(case_id: str, sequence: int, clock: Clock) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "clock": clock.id,
        "since": sequence,
        "superseded": None,
        "rule": clock.rule,
        "due_on": clock.due_on,
        "expires_at": clock.expires_at,
        "status": clock.status.value,
        "next_at": clock.next_at,
        "level": clock.level,
        "terms": clock_to_json(clock),
    }


def write_refusals(session: Session, row: JournalRow) -> None:
    """One row for every guard that refused a journaled act."""
    said = {"case_id": row.case_id, "sequence": row.sequence, "act": row.type, "by": row.by, "at": row.recorded_at}
    if row.refusals:
        session.execute(_ADD_REFUSALS, [{**said, "guard": refusal["guard"], "facts": refusal["facts"]} for refusal in row.refusals])


def write_escalations(session: Session, case: CaseFile, sequence: int, events: Sequence[Event]) -> None:
    """The rungs that were climbed; a rung written before stays as it is."""
    rows = [
        {
            "case_id": case.case_id,
            "clock": event.clock,
            "level": event.level,
            "sequence": sequence,
            "court": case.court,
            "rule": event.rule,
            "subject": dict(event.subject),
            "role": event.to,
            "raised_at": event.at,
        }
        for event in events
        if event.kind is EventKind.ESCALATED
    ]
    if rows:
        session.execute(_ADD_RUNGS, rows)
