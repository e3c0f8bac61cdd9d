"""Which holiday notices can be believed, and the forms they are read from."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from enforcement.law.calendar import Calendar, CalendarError, Notice, national_calendar
from enforcement.law.notices import changed_days, checked
from enforcement.notices import read_notice_text

NATIONAL = national_calendar()
# As if the notice for 2026 had not come yet.
BEFORE_2026 = Calendar(tuple(n for n in NATIONAL.notices if n.year < 2026), NATIONAL.statutory)
NOTICE_2026 = next(n for n in NATIONAL.notices if n.year == 2026)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize("notice", [n for n in NATIONAL.notices if not n.amends], ids=lambda n: str(n.year))
def test_every_real_notice_is_believed(notice: Notice) -> None:
    known = Calendar(tuple(n for n in NATIONAL.notices if n.year < notice.year), NATIONAL.statutory)
    assert checked(notice, known).errors == ()


def test_the_real_notice_of_2026_raises_no_brow() -> None:
    assert checked(NOTICE_2026, BEFORE_2026).cautions == ()


@pytest.mark.parametrize(
    ("days_off", "workdays", "error"),
    [
        (NOTICE_2026.days_off, {day("2026-01-05")}, "2026-01-05 is a Monday"),
        (NOTICE_2026.days_off | {day("2027-01-01")}, NOTICE_2026.workdays, "2027-01-01 does not belong to a notice for 2026"),
        (NOTICE_2026.days_off | {day("2025-12-19")}, NOTICE_2026.workdays, "2025-12-19 does not belong"),
        ((), NOTICE_2026.workdays, "expected days off"),
    ],
)
def test_what_cannot_be_believed_is_an_error(days_off: Iterable[date], workdays: Iterable[date], error: str) -> None:
    notice = Notice(2026, frozenset(days_off), frozenset(workdays))
    assert any(error in found for found in checked(notice, BEFORE_2026).errors)


def test_days_of_another_notice_are_an_error() -> None:
    new_year = Notice(2027, frozenset({day("2027-01-01")}), frozenset({day("2026-12-26")}))
    rearranged = NATIONAL.with_notice(new_year)
    twice = Notice(2026, NOTICE_2026.days_off | {day("2026-12-26")}, NOTICE_2026.workdays)
    assert any("says the opposite in the notice for 2027" in error for error in checked(twice, rearranged).errors)
    again = Notice(2027, frozenset({day("2026-12-31")}), frozenset())
    also = Notice(2026, NOTICE_2026.days_off | {day("2026-12-31")}, NOTICE_2026.workdays)
    assert any("is a day off in the notice for 2027 too" in error for error in checked(also, NATIONAL.with_notice(again)).errors)


def test_what_is_unusual_is_a_caution() -> None:
    statutory = frozenset(holiday for holiday in NATIONAL.statutory if holiday.year == 2027)
    modest = Notice(2027, statutory, frozenset())
    assert (
        checked(replace(modest, days_off=statutory - {day("2027-05-01")}), NATIONAL).cautions[0].startswith("2027-05-01 (劳动节) is a stat")
    )
    bridges = {day(f"2027-{text}") for text in ("02-09", "02-10", "05-03", "05-04", "05-05", "10-04", "10-05")}
    generous = replace(modest, days_off=statutory | bridges)
    assert any("make-up days, got 0" in caution for caution in checked(generous, NATIONAL).cautions)
    assert any("replaces it" in caution for caution in checked(NOTICE_2026, NATIONAL).cautions)


def test_changed_days_are_those_that_a_notice_changes() -> None:
    days = changed_days(BEFORE_2026, NATIONAL, 2026)
    assert day("2026-02-14") in days, "a Saturday that is worked"
    assert day("2026-10-07") in days, "a Wednesday off that no statute names"
    assert day("2026-10-10") in days, "a Saturday that is worked after the holiday"
    assert day("2026-03-03") not in days


JSON = """{"year": 2026, "papers": ["https://www.example.gov/notice"], "days": [
 {"name": "元旦", "date": "2026-01-01", "isOffDay": true}, {"name": "元旦", "date": "2026-01-04", "isOffDay": false}]}"""
ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//test//
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20260101
DTEND;VALUE=DATE:20260102
SUMMARY:元旦 休
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20260104
SUMMARY:元旦 补班
END:VEVENT
END:VCALENDAR
"""
TOML = """[notice]
year = 2026
[[day_off]]
date = 2026-01-01
name = "元旦"
[[workday]]
date = 2026-01-04
"""


@pytest.mark.parametrize(("form", "text"), [("json", JSON), ("ics", ICS.replace("\n", "\r\n")), ("toml", TOML)])
def test_the_three_forms_say_the_same(form: str, text: str) -> None:
    notice = read_notice_text(text, form)
    assert (notice.year, set(notice.days_off), set(notice.workdays)) == (2026, {day("2026-01-01")}, {day("2026-01-04")})
    assert "元旦" in notice.names[day("2026-01-01")]


def test_an_event_of_several_days_ends_before_its_end() -> None:
    text = ICS.replace("DTEND;VALUE=DATE:20260102", "DTEND;VALUE=DATE:20260104")
    assert max(read_notice_text(text, "ics").days_off) == day("2026-01-03")


@pytest.mark.parametrize(
    ("form", "text", "reason"),
    [
        ("json", "{", "expected JSON"),
        ("json", '{"year": 2026}', '"year" and "days"'),
        ("json", JSON.replace("2026-01-04", "soon"), "expected date as YYYY-MM-DD"),
        ("json", JSON.replace("true", "1"), "isOffDay"),
        ("toml", "x", "expected TOML"),
        ("toml", "[notice]", "expected year"),
        ("ics", "BEGIN:VCALENDAR\nEND:VCALENDAR", "all-day events"),
        ("ics", ICS.replace("元旦 休", "元旦"), "expected 休 or 假"),
        ("ics", ICS.replace(";VALUE=DATE:20260101", ":20260101T090000"), "all-day event"),
        ("ics", ICS.replace("DTEND;VALUE=DATE:20260102", "DTEND;VALUE=DATE:20270102"), "within 60 days"),
        ("xml", "", "expected a notice as toml, json, ics"),
    ],
)
def test_what_cannot_be_read_says_what_was_expected(form: str, text: str, reason: str) -> None:
    with pytest.raises(CalendarError, match=reason):
        read_notice_text(text, form)


def test_a_notice_may_not_say_both() -> None:
    with pytest.raises(CalendarError, match="both as a day off and as a working day"):
        Notice(2026, frozenset({day("2026-01-04")}), frozenset({day("2026-01-04")}))


def test_the_weekday_of_every_real_make_up_day_is_a_weekend() -> None:
    assert {made.weekday() for notice in NATIONAL.notices for made in notice.workdays} <= {5, 6}
