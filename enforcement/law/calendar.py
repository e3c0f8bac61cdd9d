"""The working-day calendar: State Council holiday notices over the statutory holidays over the seven-day week.

民事诉讼法 art 85 and the notices 国务院办公厅关于部分节假日安排的通知. A make-up day (调休上班) is a working day, also for rolling.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from importlib.resources import files
from types import MappingProxyType

DAY = timedelta(days=1)
_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_SATURDAY = 5
MAKE_UP = "调休上班"


class CalendarError(ValueError):
    """A holiday notice that cannot be read."""


@dataclass(frozen=True)
class Notice:
    """One State Council notice: the days off and the make-up working days of a year.

    `amends` marks a correction that changes single days of an announced year; any other notice replaces an earlier one of its year.
    """

    year: int
    days_off: frozenset[date]
    workdays: frozenset[date]
    number: str = ""
    title: str = ""
    published: date | None = None
    amends: bool = False
    names: Mapping[date, str] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        both = sorted(self.days_off & self.workdays)
        if both:
            raise CalendarError(f"notice for {self.year}: {both[0]} is listed both as a day off and as a working day")


@dataclass(frozen=True)
class Calendar:
    """All notices known, oldest first. Immutable: a new notice gives a new calendar."""

    notices: tuple[Notice, ...]
    statutory: Mapping[date, str] = field(default_factory=dict)

    @cached_property
    def _open(self) -> dict[date, bool]:
        days = dict.fromkeys(self.statutory, False)
        for notice in self.notices:
            days.update(dict.fromkeys(notice.days_off, False))
            days.update(dict.fromkeys(notice.workdays, True))
        return days

    @cached_property
    def _names(self) -> dict[date, str]:
        names = dict(self.statutory)
        for notice in self.notices:
            names.update(notice.names)
        return names

    @cached_property
    def announced_through(self) -> int:
        """The last year with a notice."""
        return max((notice.year for notice in self.notices), default=0)

    @property
    def horizon(self) -> date:
        """The last day that no later notice can change: a New Year notice may rearrange the last days of December."""
        return date(self.announced_through, 12, 20)

    @property
    def version(self) -> str:
        """Grows with every notice, e.g. `2026.11`: announced through 2026 by eleven notices."""
        return f"{self.announced_through}.{len(self.notices)}"

    def with_notice(self, notice: Notice) -> "Calendar":
        """This calendar after one more notice."""
        kept = self.notices if notice.amends else tuple(n for n in self.notices if n.year != notice.year)
        return Calendar(tuple(sorted((*kept, notice), key=lambda n: n.year)), self.statutory)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this day."""
        known = self._open.get(day)
        return day.weekday() < _SATURDAY if known is None else known

    def next_working_day(self, day: date) -> date:
        """The day itself if it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += DAY
        return day

    def previous_working_day(self, day: date) -> date:
        """The day itself if it is a working day, else the last one before it."""
        while not self.is_working_day(day):
            day -= DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after `day` (before it, if count is negative); `day` itself for 0."""
        step = DAY if count > 0 else -DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_working_day(day):
                day += step
        return day

    def working_days_after(self, start: date, end: date) -> int:
        """How many working days lie in (start, end]."""
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def day_name(self, day: date) -> str:
        """Why this day is worked or not, in words: 国庆节, 调休上班, 周六, …"""
        known = self._open.get(day)
        if known is True and day.weekday() >= _SATURDAY:
            return MAKE_UP
        if known is False and day in self._names:
            return self._names[day]
        return _WEEKDAYS[day.weekday()]


@cache
def national_calendar() -> Calendar:
    """The notices that come with this release (law/calendars)."""
    folder = files("enforcement.law").joinpath("calendars")
    tables = [tomllib.loads(entry.read_text(encoding="utf-8")) for entry in folder.iterdir() if entry.name.endswith(".toml")]
    notices = (read_notice(table) for table in tables if "notice" in table)
    return Calendar(tuple(sorted(notices, key=_order)), MappingProxyType(_statutory(tables)))


def read_notice(table: Mapping[str, object]) -> Notice:
    """A notice from its TOML table. CalendarError if it is malformed."""
    head = table.get("notice")
    if not isinstance(head, dict):
        raise CalendarError("expected a [notice] table with year, number, title_zh and published")
    amended = head.get("amends")
    year = amended if isinstance(amended, int) else head.get("year")
    if not isinstance(year, int):
        raise CalendarError(f"notice: expected year as an integer, got {year!r}")
    off = dict(_days(table, "day_off", year))
    published = head.get("published")
    return Notice(
        year=year,
        days_off=frozenset(off),
        workdays=frozenset(day for day, _ in _days(table, "workday", year)),
        number=str(head.get("number", "")),
        title=str(head.get("title_zh", "")),
        published=published if isinstance(published, date) else None,
        amends=amended is not None,
        names=off,
    )


def _order(notice: Notice) -> tuple[int, bool, date]:
    return notice.year, notice.amends, notice.published or date.min


def _statutory(tables: Iterable[Mapping[str, object]]) -> dict[date, str]:
    return {day: name for table in tables if "notice" not in table for day, name in _days(table, "holiday", 0)}


def _days(table: Mapping[str, object], key: str, year: int) -> Iterable[tuple[date, str]]:
    rows = table.get(key, [])
    if not isinstance(rows, list):
        raise CalendarError(f"notice for {year}: expected [[{key}]] rows, got {rows!r}")
    for row in rows:
        day = row.get("date") if isinstance(row, dict) else None
        if not isinstance(day, date):
            raise CalendarError(f"notice for {year}: [[{key}]] expected date = YYYY-MM-DD, got {day!r}")
        yield day, str(row.get("name", ""))
