"""Telling supervisors: a rung stands on the list of escalations, and everybody whom it speaks to gets a memo, once and at once."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from enforcement.contracts.messages import EscalationKey
from enforcement.law.statutes import statute_book
from enforcement.memos.addressees import courts_of, is_told
from enforcement.memos.people import Contact
from enforcement.memos.wording import Texts, Words
from enforcement.ports.docket import Docket
from enforcement.records import queries
from enforcement.records.calendars import calendar_in_force
from enforcement.records.contacts import contacts_at
from enforcement.records.database import transaction
from enforcement.records.memo_tables import MemoRow
from enforcement.records.memo_writing import MemoKind, add_memo
from enforcement.records.tables import CaseRow, ClockRow, EscalationRow

_URGENT = "urgent"


class ListedSupervisors:
    """Supervisors who read the list of escalations."""

    def __init__(self, docket: Docket, now: Callable[[], datetime]) -> None:
        self._docket = docket
        self._now = now

    def tell(self, key: EscalationKey) -> None:
        """Put the rung on its supervisor's list."""
        self._docket.tell(key, self._now())


class NotifiedSupervisors:
    """Supervisors who are told of a rung by memos, before it counts as told; told again they get no second one."""

    def __init__(self, within: ListedSupervisors, engine: Engine, texts: Texts, site: str, now: Callable[[], datetime]) -> None:
        self._within, self._engine, self._texts, self._site, self._now = within, engine, texts, site, now

    def tell(self, key: EscalationKey) -> None:
        """Write the memos, then put the rung on the list."""
        with transaction(self._engine) as session:
            rung = session.get(EscalationRow, (key.case_id, key.clock, key.level))
            if rung is not None:
                self._write(session, rung)
        self._within.tell(key)

    def _write(self, session: Session, rung: EscalationRow) -> None:
        told, officers = contacts_at(session, courts_of(rung.role, rung.court)), queries.officers(session, rung.case_id)
        people = [person for person in told if is_told(person, rung.role, rung.rule, rung.case_id, officers)]
        if not people:
            return
        words, about = self._words(session, rung), f"{rung.case_id}:{rung.clock}:{rung.level}"
        for person in people:
            not_before = self._not_before(session, rung, person)
            key = add_memo(session, MemoKind.ESCALATION, about, person, words, self._now(), not_before)
            if key is not None:
                memo = session.get_one(MemoRow, key)
                memo.case_id, memo.rule, memo.rung = rung.case_id, rung.rule, rung.role

    def _words(self, session: Session, rung: EscalationRow) -> Words:
        clock = select(ClockRow).where(ClockRow.case_id == rung.case_id, ClockRow.clock == rung.clock, col(ClockRow.superseded).is_(None))
        case = session.get_one(CaseRow, rung.case_id)
        known = {
            "number": case.number,
            "rule": statute_book().rule(rung.rule, rung.raised_at.date()).title_zh,
            "level": rung.level,
            "due": session.exec(clock).one().due_on.isoformat(),
            "link": f"{self._site}/desk/cases/{rung.case_id}",
        }
        return self._texts.words(MemoKind.ESCALATION, known)

    def _not_before(self, session: Session, rung: EscalationRow, person: Contact) -> datetime:
        """At once; only hours that somebody has asked for himself are waited for, and not for what is urgent."""
        now = self._now()
        if person.quiet is None or statute_book().rule(rung.rule, rung.raised_at.date()).ladder == _URGENT:
            return now
        return person.quiet.over(now, calendar_in_force(session))
