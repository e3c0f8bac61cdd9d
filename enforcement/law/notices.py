"""Whether a holiday notice can be believed, before anybody's dates are moved by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from enforcement.law.calendar import MAKE_UP, Calendar, Notice

_SATURDAY = 5
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# A New Year notice may rearrange the last days of the year before.
_FIRST_OF_OLD_YEAR = (12, 20)


@dataclass(frozen=True, slots=True)
class NoticeReport:
    """What is wrong with a notice (it cannot be taken) and what is unusual (a person should look)."""

    errors: tuple[str, ...]
    cautions: tuple[str, ...]


def checked(notice: Notice, calendar: Calendar) -> NoticeReport:
    """Check a notice against the week, its year, the statutory holidays and the notices known."""
    return NoticeReport(tuple(_errors(notice, calendar)), tuple(_cautions(notice, calendar)))


def changed_days(before: Calendar, after: Calendar, year: int) -> list[date]:
    """The days around a year that are worked under one calendar and not under the other."""
    first = date(year - 1, *_FIRST_OF_OLD_YEAR).toordinal()
    days = (date.fromordinal(n) for n in range(first, date(year, 12, 31).toordinal() + 1))
    return [day for day in days if before.is_working_day(day) != after.is_working_day(day)]


def _errors(notice: Notice, calendar: Calendar) -> Iterable[str]:
    if not notice.days_off:
        yield "expected days off, the notice has none"
    if calendar.notices and notice.year > calendar.announced_through + 1:
        yield f"no notice for {notice.year - 1} is known: {calendar.announced_through + 1} is the next to come"
    first, last = date(notice.year - 1, *_FIRST_OF_OLD_YEAR), date(notice.year, 12, 31)
    for day in sorted(notice.days_off | notice.workdays):
        if not first <= day <= last:
            yield f"{day} does not belong to a notice for {notice.year} (expected {first} to {last})"
    for day in sorted(notice.workdays):
        if day.weekday() < _SATURDAY:
            yield f"{day} is a {_WEEKDAYS[day.weekday()]}: a make-up day ({MAKE_UP}) lies on a weekend"
    for other in calendar.notices:
        if other.year != notice.year:
            yield from (f"{day} is a day off in the notice for {other.year} too" for day in sorted(notice.days_off & other.days_off))
            both = (notice.days_off & other.workdays) | (notice.workdays & other.days_off)
            yield from (f"{day} says the opposite in the notice for {other.year}" for day in sorted(both))


def _cautions(notice: Notice, calendar: Calendar) -> Iterable[str]:
    statutory = {day for day in calendar.statutory if day.year == notice.year}
    for day in sorted(statutory - notice.days_off):
        yield f"{day} ({calendar.statutory[day]}) is a statutory holiday, the notice does not list it"
    if any(other.year == notice.year for other in calendar.notices):
        yield f"a notice for {notice.year} is known already: this one replaces it"
    bridged = [day for day in notice.days_off if day.weekday() < _SATURDAY and day not in statutory and day.year == notice.year]
    on_weekends = [day for day in statutory if day.weekday() >= _SATURDAY]
    if statutory and len(bridged) != len(notice.workdays) + len(on_weekends):
        yield (
            f"{len(bridged)} weekdays off are no statutory holidays, {len(on_weekends)} statutory holidays fall on weekends: "
            f"expected {max(0, len(bridged) - len(on_weekends))} make-up days, got {len(notice.workdays)}"
        )
