"""Hard days, and what must hold for all days."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enforcement.law.calendar import national_calendar
from enforcement.law.explain import Step, explain
from enforcement.law.periods import SHANGHAI, Period, Span, Unit, add_months, compute, merged, midnight_after, nominal_end, shifted

CALENDAR = national_calendar()
WD, D, M, Y, H = Unit.WORKING_DAYS, Unit.DAYS, Unit.MONTHS, Unit.YEARS, Unit.HOURS


def at(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=SHANGHAI)


HARD_DAYS = [
    # working days: make-up weekends count, holidays do not
    ("2026-02-10", Period(5, WD), "2026-02-24"),
    ("2026-09-18", Period(5, WD), "2026-09-24"),
    ("2026-09-30", Period(5, WD), "2026-10-13"),
    ("2025-01-24", Period(5, WD), "2025-02-07"),
    ("2026-04-30", Period(3, WD), "2026-05-08"),
    ("2025-09-25", Period(10, WD), "2025-10-15"),
    ("2025-09-22", Period(15, WD), "2025-10-17"),
    ("2026-01-30", Period(30, WD), "2026-03-19"),
    ("2026-12-28", Period(5, WD), "2027-01-05"),
    ("2020-01-23", Period(5, WD), "2020-02-07"),
    ("2019-04-30", Period(1, WD), "2019-05-05"),
    # calendar days: the trigger is day 0, a rest day at the end rolls, a make-up day does not
    ("2026-09-01", Period(30, D, rolls=True), "2026-10-08"),
    ("2026-01-15", Period(30, D, rolls=True), "2026-02-14"),
    ("2026-01-16", Period(30, D, rolls=True), "2026-02-24"),
    ("2026-09-25", Period(10, D, rolls=True), "2026-10-08"),
    ("2026-03-04", Period(90, D, cap=True), "2026-06-02"),
    ("2026-07-03", Period(90, D, rolls=True, cap=True), "2026-10-01"),
    ("2026-02-28", Period(1, D, rolls=True), "2026-03-02"),
    ("2024-02-28", Period(1, D, rolls=True), "2024-02-29"),
    # months and years: the corresponding day, or the last of the month
    ("2026-01-31", Period(1, M, rolls=True), "2026-02-28"),
    ("2025-12-31", Period(1, M, rolls=True), "2026-02-02"),
    ("2024-01-31", Period(1, M, rolls=True), "2024-02-29"),
    ("2026-08-31", Period(6, M, rolls=True), "2027-03-01"),
    ("2024-02-29", Period(1, Y, rolls=True), "2025-02-28"),
    ("2026-04-08", Period(2, Y), "2028-04-08"),
    ("2026-05-01", Period(1, Unit.SAME_DAY), "2026-05-01"),
]


@pytest.mark.parametrize(("start", "period", "due"), HARD_DAYS)
def test_hard_days(start: str, period: Period, due: str) -> None:
    deadline = compute(period, at(start + "T15:00"), CALENDAR)
    assert deadline.due_text == due
    assert deadline.expires_at == midnight_after(date.fromisoformat(due))
    assert deadline.provisional == (date.fromisoformat(due) > date(2026, 12, 20))


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-09-30T16:20", "2026-10-01T17:00+08:00"),
        ("2026-09-30T16:00", "2026-10-01T17:00+08:00"),
        ("2026-09-30T23:59", "2026-10-02T00:00+08:00"),
    ],
)
def test_hours_run_from_the_next_full_hour_and_never_roll(start: str, due: str) -> None:
    assert compute(Period(24, H), at(start), CALENDAR).due_text == due


def test_other_zones_are_read_in_beijing_time() -> None:
    late_in_london = datetime.fromisoformat("2026-02-09T18:00:00+00:00")
    assert compute(Period(5, WD), late_in_london, CALENDAR).due == date(2026, 2, 24)


def test_a_given_date_stands_and_must_be_given() -> None:
    assert compute(Period(0, Unit.GIVEN_DATE), at("2026-03-10T10:00"), CALENDAR, given=date(2026, 10, 1)).due == date(2026, 10, 1)
    with pytest.raises(ValueError, match="expected the given date"):
        compute(Period(0, Unit.GIVEN_DATE), at("2026-03-10T10:00"), CALENDAR)


def spans(*days: tuple[str, str]) -> list[Span]:
    return [Span(date.fromisoformat(a), date.fromisoformat(b)) for a, b in days]


@pytest.mark.parametrize(
    ("start", "period", "pauses", "due"),
    [
        ("2026-06-10", Period(30, D, rolls=True), [("2026-06-25", "2026-08-03")], "2026-08-18"),
        # a pause over the trigger: only days after it were lost
        ("2026-06-10", Period(30, D, rolls=True), [("2026-06-05", "2026-06-20")], "2026-07-20"),
        # two grounds at once count once
        ("2026-06-10", Period(30, D, rolls=True), [("2026-06-25", "2026-08-03"), ("2026-07-01", "2026-07-10")], "2026-08-18"),
        # a pause that begins after the nominal last day, while the end rolls over a weekend
        ("2026-06-11", Period(30, D, rolls=True), [("2026-07-12", "2026-08-03")], "2026-08-03"),
        ("2026-06-10", Period(5, WD), [("2026-06-12", "2026-06-23")], "2026-06-26"),
        ("2026-06-10", Period(5, WD), [("2026-06-10", "2026-06-10")], "2026-06-17"),
        ("2026-03-04", Period(90, D, cap=True), [("2026-05-01", "2026-05-11")], "2026-06-12"),
        # a pause after the end changes nothing
        ("2026-06-10", Period(5, WD), [("2026-08-01", "2026-09-01")], "2026-06-17"),
    ],
)
def test_paused_days_are_not_counted(start: str, period: Period, pauses: list[tuple[str, str]], due: str) -> None:
    assert compute(period, at(start + "T10:00"), CALENDAR, spans(*pauses)).due_text == due


moments = st.datetimes(datetime(2018, 1, 1), datetime(2026, 10, 1)).map(lambda moment: moment.replace(tzinfo=SHANGHAI))
units = st.sampled_from([WD, D, M, H])
pauses = st.lists(st.tuples(st.integers(-20, 60), st.integers(0, 40)), max_size=4)


def spans_from(start: datetime, raw: list[tuple[int, int]]) -> list[Span]:
    day = start.date()
    return [Span(day + timedelta(days=offset), day + timedelta(days=offset + length)) for offset, length in raw]


@given(moments, units, st.integers(1, 40), st.booleans(), pauses)
def test_longer_is_never_earlier(start: datetime, unit: Unit, length: int, rolls: bool, raw: list[tuple[int, int]]) -> None:
    shorter, longer = (compute(Period(n, unit, rolls), start, CALENDAR, spans_from(start, raw)).expires_at for n in (length, length + 1))
    assert shorter <= longer


@given(moments, st.integers(0, 2000), units, st.integers(1, 40), st.booleans())
def test_later_is_never_earlier(start: datetime, minutes: int, unit: Unit, length: int, rolls: bool) -> None:
    period = Period(length, unit, rolls)
    assert compute(period, start, CALENDAR).expires_at <= compute(period, start + timedelta(minutes=minutes), CALENDAR).expires_at


@given(moments, st.sampled_from([D, M]), st.integers(1, 12), st.integers(1, 20), st.integers(0, 60))
def test_a_pause_of_n_days_moves_a_calendar_clock_by_n_before_rolling(
    start: datetime, unit: Unit, length: int, offset: int, days: int
) -> None:
    day = start.date()
    end = nominal_end(Period(length, unit), day)
    first = day + timedelta(days=min(offset, (end - day).days))
    assert shifted(end, day, merged([Span(first, first + timedelta(days=days))])) == end + timedelta(days=days)


@given(moments, units, st.integers(1, 40), st.booleans(), pauses)
def test_the_explanation_adds_up_to_the_due_date(start: datetime, unit: Unit, length: int, rolls: bool, raw: list[tuple[int, int]]) -> None:
    period, held = Period(length, unit, rolls), spans_from(start, raw)
    told = explain(period, start, CALENDAR, held)
    assert told.deadline == compute(period, start, CALENDAR, held)
    counted = sum(line.count for line in told.lines if line.step is Step.COUNTED)
    if unit in (WD, H):
        assert counted == length
    else:
        moved = sum(line.count for line in told.lines if line.step in (Step.NOMINAL, Step.PAUSED, Step.ROLLED))
        assert start.date() + timedelta(days=moved) == told.deadline.due_on
    assert told.deadline.due_on.isoformat() in told.text_zh
    assert told.deadline.due_on.isoformat() in told.text_en


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 240))
def test_months_keep_the_day_or_take_the_last(day: date, months: int) -> None:
    result = add_months(day, months)
    assert (result.year * 12 + result.month) - (day.year * 12 + day.month) == months
    assert result.day == day.day or (result.day < day.day and (result + timedelta(days=1)).day == 1)


def test_an_explanation_tells_why_each_day_is_skipped() -> None:
    told = explain(Period(5, WD), at("2026-02-10T15:00"), CALENDAR)
    assert [(line.step, line.first.isoformat(), line.last.isoformat(), line.why) for line in told.lines] == [
        (Step.START, "2026-02-10", "2026-02-10", "开始的日不计入"),
        (Step.COUNTED, "2026-02-11", "2026-02-13", "工作日"),
        (Step.COUNTED, "2026-02-14", "2026-02-14", "调休上班"),
        (Step.SKIPPED, "2026-02-15", "2026-02-23", "春节"),
        (Step.COUNTED, "2026-02-24", "2026-02-24", "工作日"),
        (Step.DUE, "2026-02-24", "2026-02-24", "届满日，2026-02-25T00:00:00+08:00起逾期"),
    ]
    assert told.as_data()[3]["why"] == "春节"
