"""One statutory clock of a case: its dates, fixed once, and the next instant at which something happens to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from enforcement.law.calendar import Calendar
from enforcement.law.periods import SHANGHAI, Period, Span, Unit, at_nine, compute, local_day
from enforcement.law.statutes import OnMiss, Rule, Rung, Warn, statute_book


class ClockStatus(StrEnum):
    OPEN = "open"
    PAUSED = "paused"
    MISSED = "missed"
    MET = "met"
    MET_LATE = "met_late"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"
    # An entry was corrected: this clock would not have run as it did. What it missed stays on record.
    CORRECTED = "corrected"


_UNSET = datetime(1, 1, 1, tzinfo=SHANGHAI)
_OPEN = frozenset({ClockStatus.OPEN, ClockStatus.PAUSED, ClockStatus.MISSED})


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock. `due` is the text of the last day (hours: instant) in time; `part` the fen that a deferral took out of it.

    `set_at` is when the present dates became known: what they put in the past happens then.
    """

    id: str
    rule: str
    rule_on: date
    subject: Mapping[str, str]
    n: int | None
    started_at: datetime
    length: int
    unit: Unit
    given: date | None
    pauses: tuple[str, ...]
    opened_at: datetime
    due: str = ""
    due_on: date = date.min
    expires_at: datetime = _UNSET
    provisional: bool = False
    calendar: str = ""
    set_at: datetime = _UNSET
    status: ClockStatus = ClockStatus.OPEN
    warn_at: datetime | None = None
    level: int = 0
    next_at: datetime | None = None
    grounds: tuple[str, ...] = ()
    part: int = 0
    missed_at: datetime | None = None
    closed_at: datetime | None = None
    late_working_days: int | None = field(default=None)

    @property
    def is_open(self) -> bool:
        """The duty is not done: running, paused or missed."""
        return self.status in _OPEN

    @property
    def law(self) -> Rule:
        """The version of the rule that was in force when the clock started."""
        return statute_book().rule(self.rule, self.rule_on)

    @property
    def ladder(self) -> Sequence[Rung]:
        """The rungs of the rule's ladder, lowest first."""
        return statute_book().ladders[self.law.ladder]


def clock_id(rule: str, subject: Mapping[str, str], earlier: int) -> str:
    """`query_launch_5wd`, `refprice_start_30d:A1`, and `…#2` when the same clock ran before."""
    name = ":".join((rule, *subject.values()))
    return f"{name}#{earlier + 1}" if earlier else name


def dated(clock: Clock, calendar: Calendar, pauses: Sequence[Span], now: datetime) -> Clock:
    """The clock with its dates computed at `now`. A warning whose time has passed is not sent any more."""
    law = clock.law
    deadline = compute(Period(clock.length, clock.unit, law.rolls, law.cap), clock.started_at, calendar, pauses, clock.given)
    warn_at = _warning(law.warn, deadline.due_on, deadline.expires_at, calendar)
    if warn_at is not None and warn_at <= now:
        warn_at = None
    return replace(
        clock,
        due=deadline.due_text,
        due_on=deadline.due_on,
        expires_at=deadline.expires_at,
        provisional=deadline.provisional,
        calendar=calendar.version,
        set_at=now,
        warn_at=warn_at,
        next_at=deadline.expires_at if warn_at is None else min(warn_at, deadline.expires_at),
    )


def under_version(clock: Clock, on: date) -> Clock:
    """The clock under the version of its rule in force on a day: a length that an entry gave stays, one that the law gives is the version's."""
    law, before = statute_book().rule(clock.rule, on), clock.law
    times = clock.n or 1
    length = law.length * times if clock.length == before.length * times else clock.length
    return replace(clock, rule_on=on, length=length, unit=law.unit, pauses=law.pauses)


def warned(clock: Clock) -> Clock:
    """The clock without a warning to come."""
    return replace(clock, warn_at=None, next_at=clock.expires_at)


def missed(clock: Clock, at: datetime, calendar: Calendar) -> Clock:
    """The clock at the first instant out of time: on its ladder, or lapsed."""
    if clock.law.on_miss is OnMiss.LAPSE:
        return replace(clock, status=ClockStatus.LAPSED, missed_at=at, closed_at=at, warn_at=None, next_at=None)
    return replace(clock, status=ClockStatus.MISSED, missed_at=at, warn_at=None, next_at=_rung_after(clock, clock.level, calendar))


def climbed(clock: Clock, level: int, calendar: Calendar) -> Clock:
    """The expired clock on a rung of its ladder, waiting for the next one."""
    return replace(clock, level=level, next_at=_rung_after(clock, level, calendar))


def met(clock: Clock, happened_at: datetime, calendar: Calendar) -> Clock:
    """The clock once its duty was done; late if that happened when the clock had expired."""
    done = replace(clock, closed_at=happened_at, next_at=None, warn_at=None)
    if happened_at < clock.expires_at or clock.status is ClockStatus.PAUSED:
        return replace(done, status=ClockStatus.MET)
    late = None if clock.unit is Unit.HOURS else calendar.working_days_after(clock.due_on, local_day(happened_at))
    return replace(done, status=ClockStatus.MET_LATE, late_working_days=late)


def next_rung(clock: Clock, level: int) -> Rung | None:
    """The lowest rung above a level."""
    return next((rung for rung in clock.ladder if rung.level > level), None)


def _rung_after(clock: Clock, level: int, calendar: Calendar) -> datetime | None:
    """When the next rung above a level is climbed if the clock is still open."""
    rung = next_rung(clock, level)
    if rung is None:
        return None
    if rung.level <= clock.law.at_once_to_level:
        return clock.expires_at
    if rung.working_days:
        return at_nine(calendar.add_working_days(clock.due_on, rung.working_days))
    return clock.expires_at + timedelta(hours=rung.hours or 0)


def _warning(warn: Warn | None, due_on: date, expires_at: datetime, calendar: Calendar) -> datetime | None:
    if warn is None:
        return None
    if warn.hours is not None:
        return expires_at - timedelta(hours=warn.hours)
    if warn.working_days is not None:
        return at_nine(calendar.add_working_days(due_on, -warn.working_days))
    return at_nine(calendar.previous_working_day(due_on - timedelta(days=warn.days or 0)))
