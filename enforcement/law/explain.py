"""How a date came about: every day counted or left out, and why; as data and as Chinese and English text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from enforcement.law.calendar import DAY, Calendar
from enforcement.law.periods import Deadline, Period, Span, Unit, compute, local_day, merged, nominal_end, paused_on, shifted

UNITS_ZH = {Unit.WORKING_DAYS: "个工作日", Unit.DAYS: "日", Unit.MONTHS: "个月", Unit.YEARS: "年", Unit.HOURS: "小时"}


class Step(StrEnum):
    """What one line of a derivation says."""

    START = "start"
    COUNTED = "counted"
    SKIPPED = "skipped"
    PAUSED = "paused"
    NOMINAL = "nominal"
    ROLLED = "rolled"
    DUE = "due"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a run of days [first, last] of one kind and why; `count` is how many days of the period they are."""

    step: Step
    first: date
    last: date
    why: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """The derivation of one deadline."""

    period: Period
    deadline: Deadline
    calendar: str
    lines: tuple[Line, ...]

    @property
    def text_zh(self) -> str:
        """For a letter to the parties or the file."""
        return "；".join(_zh(line) for line in self.lines) + f"。（工作日历 {self.calendar}）"

    @property
    def text_en(self) -> str:
        """The same in English."""
        return "; ".join(_en(line) for line in self.lines) + f". (Calendar {self.calendar})"

    def as_data(self) -> list[dict[str, str | int]]:
        """The lines as JSON values."""
        return [
            {"step": line.step.value, "first": line.first.isoformat(), "last": line.last.isoformat(), "why": line.why, "count": line.count}
            for line in self.lines
        ]


def explain(period: Period, start: datetime, calendar: Calendar, pauses: Sequence[Span] = (), given: date | None = None) -> Explanation:
    """The derivation of the deadline that `periods.compute` gives for the same arguments."""
    deadline = compute(period, start, calendar, pauses, given)
    lines = (*_lines(period, local_day(start), calendar, merged(pauses), deadline), *_end(calendar, deadline))
    return Explanation(period, deadline, calendar.version, lines)


def _lines(period: Period, day: date, calendar: Calendar, pauses: Sequence[Span], deadline: Deadline) -> Iterator[Line]:
    match period.unit:
        case Unit.HOURS:
            yield Line(Step.START, day, day, "开始的时不计入，自下一整时起算")
            yield Line(Step.COUNTED, day, deadline.due_on, "期间以时计算，不因节假日顺延", period.length)
        case Unit.SAME_DAY:
            yield Line(Step.START, day, day, "当日24时前（内部管理时限）")
        case Unit.GIVEN_DATE:
            yield Line(Step.START, day, day, "以文书指定的日期为届满日，不顺延")
        case Unit.WORKING_DAYS:
            yield Line(Step.START, day, day, "开始的日不计入")
            yield from _runs(_working_days(day, deadline.due_on, calendar, pauses))
        case _:
            yield Line(Step.START, day, day, "开始的日不计入")
            yield from _calendar_days(period, day, calendar, pauses, deadline.due_on)


def _working_days(day: date, due: date, calendar: Calendar, pauses: Sequence[Span]) -> Iterator[Line]:
    while day < due:
        day += DAY
        if paused_on(day, pauses):
            yield Line(Step.PAUSED, day, day, "期间中止")
        elif calendar.is_working_day(day):
            yield Line(Step.COUNTED, day, day, _worked(calendar, day), 1)
        else:
            yield Line(Step.SKIPPED, day, day, calendar.day_name(day))


def _worked(calendar: Calendar, day: date) -> str:
    name = calendar.day_name(day)
    return name if name == "调休上班" else "工作日"


def _calendar_days(period: Period, day: date, calendar: Calendar, pauses: Sequence[Span], due: date) -> Iterator[Line]:
    nominal = nominal_end(period, day)
    yield Line(Step.NOMINAL, nominal, nominal, f"{period.length}{UNITS_ZH[period.unit]}的末日", (nominal - day).days)
    end = nominal
    for span in pauses:
        moved = shifted(end, day, (span,))
        if moved != end:
            yield Line(Step.PAUSED, max(span.start, day + DAY), span.end - DAY, "期间中止", (moved - end).days)
        end = moved
    yield from _runs(_rolled(calendar, pauses, end, due))


def _rolled(calendar: Calendar, pauses: Sequence[Span], end: date, due: date) -> Iterator[Line]:
    while end < due:
        why = "期间中止" if paused_on(end, pauses) else f"{calendar.day_name(end)}，顺延"
        yield Line(Step.ROLLED, end, end, why, 1)
        end += DAY


def _end(calendar: Calendar, deadline: Deadline) -> Iterator[Line]:
    due = deadline.due_on
    yield Line(Step.DUE, due, due, f"届满日，{deadline.expires_at.isoformat()}起逾期")
    if deadline.provisional:
        yield Line(Step.PROVISIONAL, due, due, f"暂定：{calendar.horizon.isoformat()}之后的放假安排尚未公布")


def _runs(lines: Iterable[Line]) -> Iterator[Line]:
    """Neighbouring days of one kind as one line."""
    run: Line | None = None
    for line in lines:
        if run is not None and (line.step, line.why) == (run.step, run.why) and line.first == run.last + timedelta(days=1):
            run = Line(run.step, run.first, line.last, run.why, run.count + line.count)
            continue
        if run is not None:
            yield run
        run = line
    if run is not None:
        yield run


def _days(line: Line) -> str:
    return line.first.isoformat() if line.first == line.last else f"{line.first.isoformat()}—{line.last.isoformat()}"


_ZH = {
    Step.START: "起算",
    Step.COUNTED: "计入",
    Step.SKIPPED: "不计",
    Step.PAUSED: "扣除",
    Step.NOMINAL: "期间末日",
    Step.ROLLED: "顺延",
    Step.DUE: "届满",
    Step.PROVISIONAL: "暂定",
}
_EN = {
    Step.START: "starts on",
    Step.COUNTED: "counted",
    Step.SKIPPED: "not counted",
    Step.PAUSED: "left out (pause)",
    Step.NOMINAL: "nominal last day",
    Step.ROLLED: "rolls over",
    Step.DUE: "due",
    Step.PROVISIONAL: "provisional, the next holiday notice may move it:",
}


def _zh(line: Line) -> str:
    number = f"{line.count}日，" if line.step in (Step.COUNTED, Step.PAUSED) and line.count else ""
    return f"{_ZH[line.step]} {_days(line)}（{number}{line.why}）"


def _en(line: Line) -> str:
    number = f" ({line.count})" if line.step in (Step.COUNTED, Step.PAUSED) and line.count else ""
    return f"{_EN[line.step]} {_days(line)}{number}"
