"""The calendar against an independent one, day by day, and its behaviour at the horizon."""

from datetime import date, timedelta
from itertools import pairwise

import chinese_calendar
import pytest

from enforcement.law.calendar import Calendar, CalendarError, Notice, national_calendar, read_notice

CALENDAR = national_calendar()
DAYS = [date(2018, 1, 1) + timedelta(days=n) for n in range((date(2027, 1, 1) - date(2018, 1, 1)).days)]


def test_every_day_of_the_announced_years_agrees_with_chinesecalendar() -> None:
    assert [day for day in DAYS if CALENDAR.is_working_day(day) != chinese_calendar.is_workday(day)] == []


def test_adding_working_days_and_counting_them_are_inverse() -> None:
    for day in DAYS[::37]:
        for count in (1, 5, 10, 30):
            assert CALENDAR.working_days_after(day, CALENDAR.add_working_days(day, count)) == count


def test_working_days_before_lie_strictly_before() -> None:
    assert CALENDAR.add_working_days(date(2026, 2, 24), -1) == date(2026, 2, 14)
    assert CALENDAR.add_working_days(date(2026, 5, 9), -1) == date(2026, 5, 8)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 2, 14), "调休上班"),
        (date(2026, 10, 1), "国庆节"),
        (date(2026, 10, 10), "调休上班"),
        (date(2026, 10, 11), "周日"),
        (date(2026, 11, 24), "周二"),
        (date(2027, 2, 6), "春节"),
    ],
)
def test_days_have_names(day: date, name: str) -> None:
    assert CALENDAR.day_name(day) == name


def test_statutory_holidays_stand_before_and_after_the_notice_of_their_year() -> None:
    assert not CALENDAR.is_working_day(date(2027, 1, 1))
    announced = CALENDAR.with_notice(Notice(2027, frozenset(), frozenset({date(2027, 1, 3)})))
    assert not announced.is_working_day(date(2027, 1, 1))
    assert announced.is_working_day(date(2027, 1, 3))
    assert (CALENDAR.horizon, announced.horizon) == (date(2026, 12, 20), date(2027, 12, 20))
    assert announced.version != CALENDAR.version


def test_a_later_version_of_a_notice_replaces_the_earlier_one() -> None:
    wrong = CALENDAR.with_notice(Notice(2027, frozenset({date(2027, 3, 1)}), frozenset()))
    right = wrong.with_notice(Notice(2027, frozenset(), frozenset()))
    assert not wrong.is_working_day(date(2027, 3, 1))
    assert right.is_working_day(date(2027, 3, 1))


def test_an_amendment_changes_single_days() -> None:
    amended = CALENDAR.with_notice(Notice(2026, frozenset({date(2026, 11, 25)}), frozenset(), amends=True))
    assert not amended.is_working_day(date(2026, 11, 25))
    assert not amended.is_working_day(date(2026, 10, 1))


def test_notices_name_their_source() -> None:
    assert all(notice.number and notice.published for notice in CALENDAR.notices)
    assert all(earlier.year <= later.year for earlier, later in pairwise(CALENDAR.notices))


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({}, r"expected a \[notice\] table"),
        ({"notice": {"year": "2027"}}, "expected year as an integer"),
        ({"notice": {"year": 2027}, "day_off": [{"date": "2027-01-01"}]}, "expected date = YYYY-MM-DD"),
        ({"notice": {"year": 2027}, "workday": 3}, "expected .*workday.* rows"),
        (
            {"notice": {"year": 2027}, "day_off": [{"date": date(2027, 1, 2)}], "workday": [{"date": date(2027, 1, 2)}]},
            "both as a day off and as a working day",
        ),
    ],
)
def test_a_notice_that_cannot_be_read_says_why(table: dict[str, object], message: str) -> None:
    with pytest.raises(CalendarError, match=message):
        read_notice(table)


def test_an_empty_calendar_knows_the_week() -> None:
    assert Calendar(()).is_working_day(date(2026, 11, 24))
    assert not Calendar(()).is_working_day(date(2026, 11, 28))
