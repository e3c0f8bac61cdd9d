"""Periods (期间): from the day something happened to the last day in time.

民事诉讼法 art 85 and 民诉法解释 art 125: the hour or day of the trigger is not counted; a last day that is no working day moves to the next
one where the rule rolls. Days of a pause are not counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

from enforcement.law.calendar import DAY, Calendar

# China has had one zone and no daylight saving since 1991-09-15; a fixed offset needs no zone database on the machine.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
_MONTHS_PER_YEAR = 12


class Unit(StrEnum):
    WORKING_DAYS = "working_days"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    HOURS = "hours"
    SAME_DAY = "same_day"
    GIVEN_DATE = "given_date"


@dataclass(frozen=True, slots=True)
class Period:
    """A length in a unit. `rolls`: a last day that is no working day moves on. `cap`: an upper limit, which never rolls."""

    length: int
    unit: Unit
    rolls: bool = False
    cap: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """Days [start, end) that are not counted."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Deadline:
    """`due` is the last day in time (for hours: the instant), `expires_at` the first instant out of time."""

    due: date | datetime
    expires_at: datetime
    provisional: bool

    @property
    def due_on(self) -> date:
        """The day of `due` in Asia/Shanghai."""
        return self.due.date() if isinstance(self.due, datetime) else self.due

    @property
    def due_text(self) -> str:
        """2026-02-24, or 2026-10-01T17:00+08:00 for hours."""
        return self.due.isoformat(timespec="minutes") if isinstance(self.due, datetime) else self.due.isoformat()


def compute(period: Period, start: datetime, calendar: Calendar, pauses: Sequence[Span] = (), given: date | None = None) -> Deadline:
    """The deadline of a period that something at `start` set running. ValueError for a given date that is not given."""
    if period.unit is Unit.HOURS:
        end = _next_full_hour(start) + timedelta(hours=period.length)
        return Deadline(end, end, end.date() > calendar.horizon)
    due = last_day(period, local_day(start), calendar, merged(pauses), given)
    return Deadline(due, midnight_after(due), due > calendar.horizon)


def last_day(period: Period, day: date, calendar: Calendar, pauses: Sequence[Span], given: date | None = None) -> date:
    """The last day in time of a period counted in days; `pauses` merged and in order."""
    match period.unit:
        case Unit.GIVEN_DATE:
            if given is None:
                raise ValueError("expected the given date of the period, got none")
            return given
        case Unit.SAME_DAY:
            return day
        case Unit.WORKING_DAYS:
            return _nth_working_day(day, period.length, calendar, pauses)
        case _:
            end = shifted(nominal_end(period, day), day, pauses)
            return _rolled(end, calendar, pauses) if period.rolls and not period.cap else end


def nominal_end(period: Period, day: date) -> date:
    """The last day of a calendar period before pauses and rolling: the corresponding day, else the last of the month."""
    match period.unit:
        case Unit.MONTHS:
            return add_months(day, period.length)
        case Unit.YEARS:
            return add_months(day, period.length * _MONTHS_PER_YEAR)
        case _:
            return day + timedelta(days=period.length)


def shifted(end: date, day: date, pauses: Sequence[Span]) -> date:
    """`end` moved by every paused day after `day` that fell into the running period."""
    for span in pauses:
        first = max(span.start, day + DAY)
        if first <= end and span.end > first:
            end += span.end - first
    return end


def add_months(day: date, months: int) -> date:
    """The corresponding day, or the last of the month where there is none (01-31 + 1 month = 02-28)."""
    year, month = divmod(day.year * _MONTHS_PER_YEAR + day.month - 1 + months, _MONTHS_PER_YEAR)
    first_of_next = date(year + (month + 1) // _MONTHS_PER_YEAR, (month + 1) % _MONTHS_PER_YEAR + 1, 1)
    return date(year, month + 1, min(day.day, (first_of_next - DAY).day))


def merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Overlapping spans joined, so that a day under two grounds is left out once; in order."""
    result: list[Span] = []
    for span in sorted(spans, key=lambda s: s.start):
        if span.end <= span.start:
            continue
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return tuple(result)


def paused_on(day: date, pauses: Sequence[Span]) -> bool:
    """Whether the day is left out by a pause."""
    return any(span.start <= day < span.end for span in pauses)


def local_day(instant: datetime) -> date:
    """The day of an instant in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI).date()


def midnight_after(day: date) -> datetime:
    """24:00 of the day: the first instant that is no longer that day."""
    return datetime.combine(day + DAY, time(), SHANGHAI)


def at_nine(day: date) -> datetime:
    """09:00 of the day, when warnings and escalations go out."""
    return datetime.combine(day, time(9), SHANGHAI)


def _next_full_hour(instant: datetime) -> datetime:
    local = instant.astimezone(SHANGHAI)
    return local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _nth_working_day(day: date, count: int, calendar: Calendar, pauses: Sequence[Span]) -> date:
    while count > 0:
        day += DAY
        count -= calendar.is_working_day(day) and not paused_on(day, pauses)
    return day


def _rolled(day: date, calendar: Calendar, pauses: Sequence[Span]) -> date:
    # A rest day is followed by the first day on which the duty can be done: neither a rest day nor a paused one.
    while not calendar.is_working_day(day) or paused_on(day, pauses):
        day += DAY
    return day
