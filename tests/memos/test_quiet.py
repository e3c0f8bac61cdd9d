"""Quiet hours: over midnight, on holidays and make-up days."""

from datetime import time

import pytest

from enforcement.law.calendar import national_calendar
from enforcement.memos.quiet import HOUSE, QuietHours
from tests.docket.building import moment

CALENDAR = national_calendar()


@pytest.mark.parametrize(
    ("at", "open_at"),
    [
        ("2026-03-02T10:00", "2026-03-02T10:00"),
        ("2026-03-02T19:59", "2026-03-02T19:59"),
        ("2026-03-02T20:00", "2026-03-03T08:00"),
        ("2026-03-03T00:00", "2026-03-03T08:00"),
        ("2026-03-03T07:59", "2026-03-03T08:00"),
        # Friday evening: the weekend is over on Monday at eight.
        ("2026-03-06T20:30", "2026-03-09T08:00"),
        ("2026-03-07T12:00", "2026-03-09T08:00"),
        # The National Day holiday of 2026 ends on 7 October; 10 October is a Saturday on which offices work.
        ("2026-10-01T09:00", "2026-10-08T08:00"),
        ("2026-10-09T21:00", "2026-10-10T08:00"),
        ("2026-10-10T12:00", "2026-10-10T12:00"),
        ("2026-10-10T20:00", "2026-10-12T08:00"),
    ],
)
def test_hours_of_the_house(at: str, open_at: str) -> None:
    assert HOUSE.over(moment(at), CALENDAR) == moment(open_at)


@pytest.mark.parametrize(
    ("begins", "ends", "at", "open_at"),
    [
        (time(12), time(14), "2026-03-02T13:00", "2026-03-02T14:00"),
        (time(12), time(14), "2026-03-02T14:00", "2026-03-02T14:00"),
        (time(22), time(0), "2026-03-02T23:00", "2026-03-03T00:00"),
        (time(22), time(6), "2026-03-07T05:00", "2026-03-07T06:00"),
        (time(9), time(9), "2026-03-02T09:00", "2026-03-02T09:00"),
    ],
)
def test_hours_of_ones_own_know_no_rest_days(begins: time, ends: time, at: str, open_at: str) -> None:
    assert QuietHours(begins, ends).over(moment(at), CALENDAR) == moment(open_at)


def test_rest_days_end_at_midnight_where_no_hour_is_quiet() -> None:
    assert QuietHours(time(9), time(9), rest_days=True).over(moment("2026-03-07T12:00"), CALENDAR) == moment("2026-03-09T00:00")
