"""Holiday notices and how far they were published: submitted, approved by a second person, written into every waiting case once.

A case has a calendar when its journal has the entry `calendar/<id>`. So publishing may stop and start anywhere, and the report is
counted from the journals.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Engine
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from enforcement.contracts.messages import EntryMessage
from enforcement.docket.clocks import ClockStatus
from enforcement.docket.events import EventKind
from enforcement.errors import CalendarRefused, UnknownCalendar
from enforcement.law.calendar import Calendar, Notice, national_calendar
from enforcement.records.database import transaction
from enforcement.records.queries import OPEN_STATUSES, waiting_case_ids
from enforcement.records.tables import CalendarFailureRow, CalendarRow, CaseRow, ClockRow, JournalRow

OFFICE = "calendar_office"
PUBLISHED = "calendar_published"
_PREFIX = "calendar/"


@dataclass(frozen=True, slots=True)
class PublicationReport:
    """How far a calendar was published. Every clock that was open when it reached its case is counted once."""

    calendar: str
    cases: int
    waiting: int
    examined: int
    moved: int
    confirmed: int
    unchanged: int
    paused: int
    missed: int
    failures: Sequence[CalendarFailureRow]

    @property
    def complete(self) -> bool:
        """Whether no case waits for it."""
        return self.waiting == 0


class PublishedCalendars:
    """The calendars in one database, for publishing them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def unpublished(self, year: int, after: str, limit: int) -> Sequence[EntryMessage]:
        """See `enforcement.ports.calendars`."""
        with transaction(self._engine) as session:
            row = next((row for row in in_force(session) if row.year == year), None)
            return [] if row is None else [publication(row, case_id) for case_id in cases_without(session, row, after, limit)]

    def failed(self, entry: EntryMessage, error: str, at: datetime) -> None:
        """See `enforcement.ports.calendars`."""
        with transaction(self._engine) as session:
            note_failure(session, entry.id.removeprefix(_PREFIX), entry.case_id, error, at)


def notice_of(row: CalendarRow) -> Notice:
    """The notice of a row."""
    names = {date.fromisoformat(day): name for day, name in row.days_off.items()}
    workdays = frozenset(date.fromisoformat(day) for day in row.workdays)
    return Notice(row.year, frozenset(names), workdays, number=row.number, title=row.title, names=names)


def submit(session: Session, notice: Notice, cautions: Sequence[str], by: str, reason: str, at: datetime) -> CalendarRow:
    """A new version of its year's calendar, waiting for a second person. The same days again are the same version."""
    session.execute(select(func.pg_advisory_xact_lock(notice.year)))
    versions = _versions(session, notice.year)
    newest = versions[-1] if versions else None
    if newest is not None and (notice_of(newest).days_off, notice_of(newest).workdays) == (notice.days_off, notice.workdays):
        return newest
    version = newest.version + 1 if newest else 1
    row = CalendarRow(
        id=f"{notice.year}-{version}",
        year=notice.year,
        version=version,
        number=notice.number,
        title=notice.title,
        days_off={day.isoformat(): notice.names.get(day, "") for day in sorted(notice.days_off)},
        workdays=[day.isoformat() for day in sorted(notice.workdays)],
        cautions=list(cautions),
        reason=reason,
        submitted_by=by,
        submitted_at=at,
    )
    session.add(row)
    return row


def approve(session: Session, calendar_id: str, by: str, at: datetime) -> CalendarRow:
    """Approve a calendar; again by the same person changes nothing. UnknownCalendar, or CalendarRefused with the reason."""
    row = calendar(session, calendar_id)
    session.execute(select(func.pg_advisory_xact_lock(row.year)))
    session.refresh(row)
    if row.approved_by == by:
        return row
    if row.approved_by is not None:
        raise CalendarRefused(calendar_id, f"it was approved by {row.approved_by} before")
    if row.submitted_by == by:
        raise CalendarRefused(calendar_id, f"{by} submitted it: a second person approves")
    if _versions(session, row.year)[-1].version > row.version:
        raise CalendarRefused(calendar_id, "a later version was submitted; approve that one")
    row.approved_by, row.approved_at = by, at
    return row


def calendar(session: Session, calendar_id: str) -> CalendarRow:
    """One version of a calendar. UnknownCalendar if there is none."""
    row = session.get(CalendarRow, calendar_id)
    if row is None:
        raise UnknownCalendar(calendar_id)
    return row


def calendars(session: Session) -> Sequence[CalendarRow]:
    """Every version, the newest year and version first."""
    return session.exec(select(CalendarRow).order_by(col(CalendarRow.year).desc(), col(CalendarRow.version).desc())).all()


def in_force(session: Session) -> Sequence[CalendarRow]:
    """The newest approved version of every year, the oldest year first."""
    approved = select(CalendarRow).where(col(CalendarRow.approved_at).is_not(None))
    rows = session.exec(approved.order_by(col(CalendarRow.year), col(CalendarRow.version))).all()
    return list({row.year: row for row in rows}.values())


def calendar_in_force(session: Session) -> Calendar:
    """The calendar of a case that is filed now: the release's notices and those in force."""
    known = national_calendar()
    for row in in_force(session):
        known = known.with_notice(notice_of(row))
    return known


def entry_id(row: CalendarRow) -> str:
    """The entry by which a case has the calendar: the same in every case."""
    return f"{_PREFIX}{row.id}"


def publication(row: CalendarRow, case_id: str, recorded_at: str | None = None) -> EntryMessage:
    """The entry that publishes a calendar to a case."""
    return EntryMessage(
        case_id,
        entry_id(row),
        "fact",
        PUBLISHED,
        OFFICE,
        {"year": row.year, "days_off": list(row.days_off), "workdays": list(row.workdays), "source": row.number or row.id},
        None,
        recorded_at,
    )


def cases_without(session: Session, row: CalendarRow, after: str, limit: int) -> Sequence[str]:
    """Waiting cases that do not have the calendar yet, in the order of their ids."""
    return session.exec(_without(waiting_case_ids(after).limit(limit), row)).all()


def note_failure(session: Session, calendar_id: str, case_id: str, error: str, at: datetime) -> None:
    """Note why a calendar could not be published to a case; the newest reason stays."""
    session.merge(CalendarFailureRow(calendar_id=calendar_id, case_id=case_id, error=error, at=at))


def publication_report(session: Session, row: CalendarRow) -> PublicationReport:
    """Count what a calendar did: the clocks that were open when it reached each case, and what became of them there."""
    published = select(JournalRow.case_id, JournalRow.sequence).where(*_publishes(row)).subquery()
    kinds = select(func.jsonb_array_elements(JournalRow.events).op("->>")("kind").label("kind")).where(*_publishes(row)).subquery()
    did = dict(session.exec(select(kinds.c.kind, func.count()).group_by(kinds.c.kind)).all())
    found = (
        select(ClockRow.status, func.count())
        .join(published, published.c.case_id == col(ClockRow.case_id))
        .where(col(ClockRow.since) < published.c.sequence, col(ClockRow.status).in_(OPEN_STATUSES))
        .where(col(ClockRow.superseded).is_(None) | (col(ClockRow.superseded) >= published.c.sequence))
        .group_by(ClockRow.status)
    )
    before = dict(session.exec(found).all())
    moved, confirmed = did.get(EventKind.DEADLINE_RECOMPUTED, 0), did.get(EventKind.DEADLINE_CONFIRMED, 0)
    running = before.get(ClockStatus.OPEN, 0)
    failures = select(CalendarFailureRow).where(CalendarFailureRow.calendar_id == row.id)
    return PublicationReport(
        calendar=row.id,
        cases=session.exec(select(func.count()).select_from(published)).one(),
        waiting=session.exec(select(func.count()).select_from(_without(waiting_case_ids(), row).subquery())).one(),
        examined=sum(before.values()),
        moved=moved,
        confirmed=confirmed,
        unchanged=running - moved - confirmed,
        paused=before.get(ClockStatus.PAUSED, 0),
        missed=before.get(ClockStatus.MISSED, 0),
        failures=session.exec(failures.where(col(CalendarFailureRow.case_id).not_in(_having(row)))).all(),
    )


def _versions(session: Session, year: int) -> Sequence[CalendarRow]:
    return session.exec(select(CalendarRow).where(CalendarRow.year == year).order_by(col(CalendarRow.version))).all()


def _publishes(row: CalendarRow) -> tuple[ColumnElement[bool], ...]:
    # The type is what the index is made for.
    return col(JournalRow.type) == PUBLISHED, col(JournalRow.entry_id) == entry_id(row)


def _having(row: CalendarRow) -> SelectOfScalar[str]:
    return select(JournalRow.case_id).where(*_publishes(row))


def _without(cases: SelectOfScalar[str], row: CalendarRow) -> SelectOfScalar[str]:
    return cases.where(col(CaseRow.case_id).not_in(_having(row)))
