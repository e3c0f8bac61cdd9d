"""What another calendar or another law would do to every open clock. Nothing is written, no case file is changed.

Most clocks of an installation differ only in their case: they are counted by the database and computed once. Cases with pauses are
computed one by one, from their case files.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import Select, select, text
from sqlmodel import Session, col, func

from enforcement.docket.casefile import CaseFile, empty_case
from enforcement.docket.clocks import ClockStatus
from enforcement.law.calendar import Calendar, Notice
from enforcement.law.periods import Deadline, Period, Span, Unit, compute
from enforcement.law.statutes import StatuteBook, statute_book
from enforcement.records.codec import case_from_json
from enforcement.records.columns import METADATA
from enforcement.records.queries import OPEN_STATUSES
from enforcement.records.tables import CaseRow, ClockRow

LARGEST = 20
# The year announced by the release, and the notices published since.
_CalendarKey: TypeAlias = tuple[int, str]
_HAS_HOLDS = METADATA.tables["cases"].c.has_holds


@dataclass(frozen=True)
class Proposal:
    """What is proposed: a notice, a draft of the statute book, another version of one rule for its open clocks, or several of these."""

    notice: Notice | None = None
    book: StatuteBook = field(default_factory=statute_book)
    rule: str | None = None
    version_on: date | None = None
    court: str | None = None

    def concerns(self, court: str, rule: str) -> bool:
        """Whether the clocks of a rule at a court are meant."""
        return self.court in (None, court) and self.rule in (None, rule)

    def calendar(self, now: Calendar) -> Calendar:
        """The calendar of a case under the proposal."""
        return now.with_notice(self.notice) if self.notice is not None else now


@dataclass(slots=True)
class Effect:
    """What happens to the clocks of one rule at one court. Days are calendar days; later is positive."""

    moved: int = 0
    later: int = 0
    earlier: int = 0
    overdue: int = 0
    saved: int = 0
    confirmed: int = 0
    largest: int = 0


@dataclass(frozen=True, slots=True)
class Shift:
    """One of the largest moves."""

    days: int
    court: str
    rule: str
    case_id: str
    clock: str
    due: str
    new_due: str
    clocks_alike: int


@dataclass
class Preview:
    """What a proposal would do as of an instant: `overdue` would have expired by then, `saved` would not have any more."""

    at: datetime
    open: int = 0
    paused: int = 0
    missed: int = 0
    effects: dict[tuple[str, str], Effect] = field(default_factory=dict)
    shifts: list[Shift] = field(default_factory=list)

    @property
    def moved(self) -> int:
        """How many running clocks get another date."""
        return sum(effect.moved for effect in self.effects.values())

    @property
    def unchanged(self) -> int:
        """How many running clocks keep their date."""
        return self.open - self.moved


@dataclass(frozen=True, slots=True)
class _Terms:
    """What a date is computed from."""

    rule: str
    rule_on: date
    started_at: datetime
    length: int
    unit: Unit
    given: date | None
    n: int | None


@dataclass(frozen=True, slots=True)
class _Alike:
    """Running clocks that differ only in their case."""

    court: str
    terms: _Terms
    due: str
    expires_at: datetime
    provisional: bool
    case_id: str
    clock: str
    count: int


# For a million clocks at once: grouped in memory, joined in one pass, and not compiled, which would take longer than it saves.
_FOR_MANY = ("work_mem = '256MB'", "enable_nestloop = off", "jit = off")


def preview(session: Session, proposal: Proposal, at: datetime) -> Preview:
    """What a proposal would do to every open clock, as of an instant."""
    result = Preview(at)
    for setting in _FOR_MANY:
        session.execute(text(f"SET LOCAL {setting}"))
    _count(session, result)
    _compare_alike(session, proposal, result)
    _compare_single(session, proposal, result)
    result.shifts = sorted(result.shifts, key=lambda shift: (-abs(shift.days), shift.court, shift.rule))[:LARGEST]
    return result


def _compare_alike(session: Session, proposal: Proposal, result: Preview) -> None:
    calendars = _Calendars(session, proposal)
    dates: dict[tuple[_CalendarKey, _Terms], Deadline] = {}
    for calendar, alike in _groups(session):
        if not proposal.concerns(alike.court, alike.terms.rule):
            continue
        key = calendar, alike.terms
        if key not in dates:
            dates[key] = _date(proposal, alike.terms, calendars.of(calendar, alike.case_id), ())
        _compare(result, alike, dates[key])


def _compare_single(session: Session, proposal: Proposal, result: Preview) -> None:
    for court, case in _cases_with_holds(session):
        calendar = proposal.calendar(case.calendar)
        for clock in (c for c in case.open_clocks if c.status is ClockStatus.OPEN and proposal.concerns(court, c.rule)):
            terms = _Terms(clock.rule, clock.rule_on, clock.started_at, clock.length, clock.unit, clock.given, clock.n)
            alike = _Alike(court, terms, clock.due, clock.expires_at, clock.provisional, case.case_id, clock.id, 1)
            _compare(result, alike, _date(proposal, terms, calendar, case.pauses_of(clock)))


def _count(session: Session, result: Preview) -> None:
    query = select(col(ClockRow.status), func.count()).where(col(ClockRow.superseded).is_(None), col(ClockRow.status).in_(OPEN_STATUSES))
    counted = Counter(dict(session.execute(query.group_by(col(ClockRow.status))).all()))
    result.open, result.paused, result.missed = (counted[s] for s in (ClockStatus.OPEN, ClockStatus.PAUSED, ClockStatus.MISSED))


def _groups(session: Session) -> Iterator[tuple[_CalendarKey, _Alike]]:
    for row in session.execute(_alike_query().execution_options(yield_per=20_000)):
        terms = _Terms(
            rule=row.rule,
            rule_on=date.fromisoformat(row.rule_on),
            # Hours are counted from the instant; everything else from its day.
            started_at=datetime.fromisoformat(row.started),
            length=int(row.length),
            unit=Unit(row.unit),
            given=date.fromisoformat(row.given) if row.given else None,
            n=int(row.n) if row.n else None,
        )
        yield (
            (row.calendar_through, row.notices_hash),
            _Alike(row.court, terms, row.due, row.expires_at, row.provisional == "true", row.case_id, row.clock, row.alike),
        )


def _alike_query() -> Select[Any]:
    terms: Any = col(ClockRow.terms)
    keys = [
        col(CaseRow.court).label("court"),
        col(CaseRow.calendar_through).label("calendar_through"),
        col(CaseRow.notices_hash).label("notices_hash"),
        col(ClockRow.rule).label("rule"),
        col(ClockRow.expires_at).label("expires_at"),
        *(terms[name].astext.label(name) for name in ("rule_on", "length", "unit", "given", "n", "due", "provisional")),
        func.concat(func.left(terms["started_at"].astext, 10), "T00:00:00+08:00").label("started"),
    ]
    return (
        select(
            *keys,
            func.count().label("alike"),
            func.min(col(ClockRow.case_id)).label("case_id"),
            func.min(col(ClockRow.clock)).label("clock"),
        )
        .join(CaseRow, col(CaseRow.case_id) == col(ClockRow.case_id))
        .where(col(ClockRow.superseded).is_(None), col(ClockRow.status) == ClockStatus.OPEN, _HAS_HOLDS.is_(False))
        .where(terms["unit"].astext != Unit.HOURS)
        .group_by(*keys)
    )


class _Calendars:
    """The calendars that cases would count by: a few for the whole installation."""

    def __init__(self, session: Session, proposal: Proposal) -> None:
        self._session = session
        self._proposal = proposal
        self._known: dict[_CalendarKey, Calendar] = {}

    def of(self, key: _CalendarKey, case_id: str) -> Calendar:
        """The calendar under the proposal of the cases with these notices, of which one is named."""
        if key not in self._known:
            notices = case_from_json(self._session.get_one(CaseRow, case_id).case_file).notices
            self._known[key] = self._proposal.calendar(replace(empty_case(case_id, key[0]), notices=notices).calendar)
        return self._known[key]


def _cases_with_holds(session: Session) -> Iterator[tuple[str, CaseFile]]:
    query = select(col(CaseRow.court), col(CaseRow.case_file)).where(_HAS_HOLDS)
    for court, file in session.execute(query.execution_options(yield_per=1000)):
        yield court, case_from_json(file)


def _compare(result: Preview, alike: _Alike, deadline: Deadline) -> None:
    if deadline.due_text == alike.due and deadline.provisional == alike.provisional:
        return
    effect = result.effects.setdefault((alike.court, alike.terms.rule), Effect())
    if deadline.due_text == alike.due:
        effect.confirmed += alike.count
        return
    days = (deadline.due_on - date.fromisoformat(alike.due[:10])).days
    effect.moved += alike.count
    effect.later += alike.count if days > 0 else 0
    effect.earlier += alike.count if days < 0 else 0
    effect.overdue += alike.count if deadline.expires_at <= result.at < alike.expires_at else 0
    effect.saved += alike.count if alike.expires_at <= result.at < deadline.expires_at else 0
    effect.largest = max(effect.largest, days, key=abs)
    result.shifts.append(Shift(days, alike.court, alike.terms.rule, alike.case_id, alike.clock, alike.due, deadline.due_text, alike.count))
    if len(result.shifts) > 50 * LARGEST:
        result.shifts = sorted(result.shifts, key=lambda shift: -abs(shift.days))[:LARGEST]


def _period(proposal: Proposal, terms: _Terms) -> Period:
    """The period under the proposal: a length that an entry gave stays, one that the law gives is the draft's."""
    now, times = statute_book().rule(terms.rule, terms.rule_on), terms.n or 1
    on = proposal.version_on if terms.rule == proposal.rule and proposal.version_on is not None else terms.rule_on
    law = proposal.book.rule(terms.rule, on) if terms.rule in proposal.book.rules else now
    length = law.length * times if terms.length == now.length * times else terms.length
    return Period(length, law.unit, law.rolls, law.cap)


def _date(proposal: Proposal, terms: _Terms, calendar: Calendar, pauses: tuple[Span, ...]) -> Deadline:
    return compute(_period(proposal, terms), terms.started_at, calendar, pauses, terms.given)


def as_csv(result: Preview) -> str:
    """One line for each court and rule, for a spreadsheet."""
    sheet = io.StringIO()
    lines = csv.writer(sheet)
    lines.writerow(["court", "rule", "title_zh", "law", "article", "moved", "later", "earlier", "overdue", "saved", "confirmed", "largest"])
    for (court, rule), effect in sorted(result.effects.items()):
        law = statute_book().rule(rule)
        lines.writerow([court, rule, law.title_zh, law.law, law.article, *astuple(effect)])
    return sheet.getvalue()
