"""Reading and writing the digest of the day: one for each person and working day, and none where there is nothing to say."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, or_, select

from enforcement.authority.permissions import reach
from enforcement.authority.restricted import hidden
from enforcement.docket.clocks import ClockStatus
from enforcement.law.calendar import Calendar
from enforcement.law.periods import SHANGHAI
from enforcement.law.statutes import statute_book
from enforcement.memos.addressees import is_told
from enforcement.memos.digest import LATER, Due, Rung, heaps
from enforcement.memos.people import Contact
from enforcement.memos.quiet import DIGEST_AT, HOUSE
from enforcement.memos.wording import Texts, Words
from enforcement.records import queries
from enforcement.records.calendars import calendar_in_force
from enforcement.records.contacts import contact_of
from enforcement.records.database import transaction
from enforcement.records.memo_tables import ContactRow
from enforcement.records.memo_writing import MemoKind, add_memo
from enforcement.records.scope import within
from enforcement.records.tables import CaseRow, EscalationRow
from enforcement.records.workload import due_clocks

_BATCH, _RUNGS = 50, 500


class Digests:
    """The digests of one installation; `site` is the address of its pages."""

    def __init__(self, texts: Texts, site: str) -> None:
        self._texts, self._site = texts, site

    def write(self, engine: Engine, at: datetime) -> int:
        """Write those that are missing today, if it is time; gives how many. Several workers share the work."""
        local, written = at.astimezone(SHANGHAI), 0
        if local.time() < DIGEST_AT:
            return 0
        while True:
            with transaction(engine) as session:
                calendar = calendar_in_force(session)
                rows = [] if HOUSE.holds(at, calendar) else _without(session, local.date())
                for row in rows:
                    row.digest_on = local.date()
                    written += self._write_one(session, contact_of(session, row), calendar, at)
            if len(rows) < _BATCH:
                return written

    def words(self, session: Session, person: Contact, calendar: Calendar, today: date) -> Words | None:
        """What somebody would be told on a day; None for nothing."""
        found = heaps(_due(session, person, calendar, today), _rungs(session, person), calendar, today)
        if not found:
            return None
        known = {"name": person.name, "day": today, "heaps": found, "link": f"{self._site}/desk"}
        return self._texts.words(MemoKind.DIGEST, known)

    def _write_one(self, session: Session, person: Contact, calendar: Calendar, at: datetime) -> bool:
        today = at.astimezone(SHANGHAI).date()
        words = self.words(session, person, calendar, today)
        not_before = (person.quiet or HOUSE).over(at, calendar)
        return words is not None and add_memo(session, MemoKind.DIGEST, today.isoformat(), person, words, at, not_before) is not None


def _without(session: Session, today: date) -> list[ContactRow]:
    written = or_(col(ContactRow.digest_on).is_(None), col(ContactRow.digest_on) < today)
    query = select(ContactRow).where(written).order_by(col(ContactRow.subject)).limit(_BATCH)
    return list(session.exec(query.with_for_update(skip_locked=True)).all())


def _due(session: Session, person: Contact, calendar: Calendar, today: date) -> Iterator[Due]:
    """Open clocks of the person's cases that the person owes and may read."""
    until, book = calendar.add_working_days(today, LATER), statute_book()
    for officer in person.known_as:
        for clock in due_clocks(session, lambda court: court == person.court, officer=officer, until=until):
            rule = book.rule(clock.rule, clock.rule_on)
            owed = rule.owed_by in person.roles and clock.status is not ClockStatus.PAUSED
            if owed and clock.rule not in hidden(person.caller, clock.case_id).rules:
                yield Due(clock.number, rule.title_zh, clock.due_on, clock.status is ClockStatus.MISSED)


def _rungs(session: Session, person: Contact) -> Iterator[Rung]:
    """Rungs that speak to the person and that nobody has acknowledged."""
    row, near = EscalationRow, reach(person.caller, person.roles)
    query = select(EscalationRow, CaseRow.number).join(CaseRow, col(CaseRow.case_id) == col(row.case_id))
    query = query.where(col(row.acknowledged_at).is_(None), within(col(row.case_id), near)).order_by(col(row.level).desc(), col(row.id))
    for rung, number in session.exec(query.limit(_RUNGS)):
        if is_told(person, rung.role, rung.rule, rung.case_id, queries.officers(session, rung.case_id)):
            title = statute_book().rule(rung.rule, rung.raised_at.date()).title_zh
            yield Rung(number, title, rung.level)
