"""What a day's work and a supervisor's view are read from: due clocks, heat map, sleeping cases, officers' load, refusals, misses by week.

Every function takes the courts that the caller may see as a condition on a court column, and writes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, and_, distinct, func, select
from sqlmodel import Session, col

from enforcement.docket.clocks import ClockStatus
from enforcement.records.queries import OPEN_STATUSES, WITHOUT_FILE
from enforcement.records.tables import CaseRow, ClockRow, EscalationRow, RefusalRow

Courts: TypeAlias = Callable[[Any], ColumnElement[bool]]
_CURRENT = col(ClockRow.superseded).is_(None)
_OPEN = col(ClockRow.status).in_(OPEN_STATUSES)
_ENDED = ("closed", "unfiled", "terminated")


@dataclass(frozen=True, slots=True)
class DueClock:
    """An open clock with the case it belongs to."""

    case_id: str
    number: str
    court: str
    officer: str
    clock: str
    rule: str
    due_on: date
    expires_at: datetime
    status: ClockStatus
    level: int
    due: str
    provisional: bool
    rule_on: date

    @property
    def subject(self) -> str:
        """What of the case it concerns: an asset, a receipt; empty for the case itself."""
        return self.clock.removeprefix(self.rule).partition("#")[0].removeprefix(":").replace(":", " ")


@dataclass(frozen=True, slots=True)
class Heat:
    """Open clocks of one court and rule."""

    court: str
    rule: str
    open: int
    missed: int
    level: int


@dataclass(frozen=True, slots=True)
class Load:
    """What one officer carries."""

    court: str
    officer: str
    cases: int
    clocks: int
    missed: int


def due_clocks(
    session: Session,
    courts: Courts,
    *,
    officer: str | None = None,
    rules: Sequence[str] = (),
    until: date | None = None,
    limit: int = 1000,
) -> Sequence[DueClock]:
    """Open clocks, the next to expire first: missed and paused ones always, running ones that are due by a day."""
    terms = col(ClockRow.terms)
    query = (
        select(
            col(CaseRow.case_id),
            col(CaseRow.number),
            col(CaseRow.court),
            col(CaseRow.officer),
            col(ClockRow.clock),
            col(ClockRow.rule),
            col(ClockRow.due_on),
            col(ClockRow.expires_at),
            col(ClockRow.status),
            col(ClockRow.level),
            terms["due"].astext.label("due"),
            terms["provisional"].as_boolean().label("provisional"),
            terms["rule_on"].astext.label("rule_on"),
        )
        .join(ClockRow, and_(col(ClockRow.case_id) == col(CaseRow.case_id), _CURRENT, _OPEN))
        .where(courts(CaseRow.court))
        .order_by(col(ClockRow.expires_at), col(CaseRow.case_id), col(ClockRow.clock))
        .limit(limit)
    )
    if officer is not None:
        query = query.where(col(CaseRow.officer) == officer)
    if rules:
        query = query.where(col(ClockRow.rule).in_(rules))
    if until is not None:
        query = query.where((col(ClockRow.due_on) <= until) | (col(ClockRow.status) != ClockStatus.OPEN.value))
    return [_due(row) for row in session.execute(query)]


def _due(row: Any) -> DueClock:
    return DueClock(**{**row._mapping, "status": ClockStatus(row.status), "rule_on": date.fromisoformat(row.rule_on)})


def heat_map(session: Session, courts: Courts) -> Sequence[Heat]:
    """Open, missed and highest rung for every court and rule."""
    court, rule = col(ClockRow.court), col(ClockRow.rule)
    missed = func.count().filter(col(ClockRow.status) == ClockStatus.MISSED.value)
    query = (
        select(court, rule, func.count(), missed, func.max(col(ClockRow.level)))
        .where(courts(ClockRow.court), _CURRENT, _OPEN)
        .group_by(court, rule)
        .order_by(court, rule)
    )
    return [Heat(*row) for row in session.execute(query)]


def sleeping(session: Session, courts: Courts, since: datetime, limit: int = 200) -> Sequence[tuple[CaseRow, datetime]]:
    """Running cases to which nobody has said anything since an instant, the longest asleep first; time that passed is no entry."""
    said_at = col(CaseRow.said_at)
    query = select(CaseRow, said_at).options(WITHOUT_FILE).where(courts(CaseRow.court), col(CaseRow.state).not_in(_ENDED), said_at <= since)
    return [(row, instant) for row, instant in session.execute(query.order_by(said_at, col(CaseRow.case_id)).limit(limit))]


def loads(session: Session, courts: Courts) -> Sequence[Load]:
    """What every officer carries, the most overdue first."""
    court, officer = col(CaseRow.court), col(CaseRow.officer)
    clocks, missed = func.sum(col(CaseRow.open_clocks)), func.sum(col(CaseRow.missed_clocks))
    query = (
        select(court, officer, func.count(), clocks, missed)
        .where(courts(CaseRow.court), col(CaseRow.state).not_in(_ENDED))
        .group_by(court, officer)
        .order_by(missed.desc(), clocks.desc(), officer)
    )
    return [Load(*row) for row in session.execute(query)]


def refused(session: Session, courts: Courts, since: datetime) -> Sequence[tuple[str, int, int]]:
    """Guards that refused since an instant: how often, and in how many cases; the most frequent first."""
    query = (
        select(col(RefusalRow.guard), func.count(), func.count(distinct(col(RefusalRow.case_id))))
        .join(CaseRow, col(CaseRow.case_id) == col(RefusalRow.case_id))
        .where(courts(CaseRow.court), col(RefusalRow.at) >= since)
        .group_by(col(RefusalRow.guard))
        .order_by(func.count().desc(), col(RefusalRow.guard))
    )
    return [(guard, count, cases) for guard, count, cases in session.execute(query)]


def missed_by_week(session: Session, courts: Courts, since: datetime) -> Sequence[tuple[date, str, int]]:
    """How many clocks of each rule were missed in each week (its Monday, Shanghai): every miss climbs the first rung of its ladder."""
    week = func.date_trunc("week", func.timezone("Asia/Shanghai", col(EscalationRow.raised_at)))
    query = (
        select(week, col(EscalationRow.rule), func.count())
        .where(courts(EscalationRow.court), col(EscalationRow.level) == 1, col(EscalationRow.raised_at) >= since)
        .group_by(week, col(EscalationRow.rule))
        .order_by(week, col(EscalationRow.rule))
    )
    return [(monday.date(), rule, count) for monday, rule, count in session.execute(query)]
