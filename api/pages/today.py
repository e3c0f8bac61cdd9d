"""An officer's day: what is overdue, what is due in 0, 3 and 7 working days, what is paused, provisional or with others."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from enforcement.docket.clocks import ClockStatus
from enforcement.docket.entries import EntryType, catalogue
from enforcement.law.calendar import Calendar
from enforcement.law.provisions import Rule
from enforcement.law.statutes import statute_book
from enforcement.records.workload import DueClock

SOON, LATER = 3, 7


@dataclass(frozen=True, slots=True)
class Work:
    """One open clock as its officer sees it: the rule, days left (negative: late), and what would meet it."""

    clock: DueClock
    rule: Rule
    left: int
    ways: Sequence[EntryType]

    @property
    def paused(self) -> bool:
        """Days are not counted now."""
        return self.clock.status is ClockStatus.PAUSED

    @property
    def tone(self) -> str:
        """How it is coloured."""
        if self.clock.status is ClockStatus.MISSED:
            return "bad"
        return "quiet" if self.paused else "warn" if self.left <= SOON else "good"


@dataclass(frozen=True, slots=True)
class Heap:
    """Work of one kind; `key` names it in addresses."""

    key: str
    title: str
    tone: str
    work: Sequence[Work]


def works(clocks: Iterable[DueClock], calendar: Calendar, today: date) -> list[Work]:
    """Open clocks with what they mean today."""
    book, left = statute_book(), cache(partial(_left, calendar, today))
    rules = [(clock, book.rule(clock.rule, clock.rule_on)) for clock in clocks]
    return [Work(clock, rule, left(clock.due_on), ways_to_meet(rule)) for clock, rule in rules]


def heaps(work: Sequence[Work], roles: frozenset[str]) -> list[Heap]:
    """The day's heaps: each clock lies in one, the first that fits; provisional dates are shown again by themselves."""
    kinds: Sequence[tuple[str, str, str, Callable[[Work], bool]]] = (
        ("overdue", "已逾期", "bad", lambda one: one.clock.status is ClockStatus.MISSED),
        ("paused", "停止计算", "quiet", lambda one: one.paused),
        ("others", "等待他人", "quiet", lambda one: one.rule.owed_by not in roles),
        ("today", "今日届满", "bad", lambda one: one.left <= 0),
        ("soon", f"{SOON}个工作日内", "warn", lambda one: one.left <= SOON),
        ("week", f"{LATER}个工作日内", "good", lambda one: one.left <= LATER),
        ("later", "更晚", "good", lambda one: True),
    )
    found: dict[str, list[Work]] = {key: [] for key, *_ in kinds}
    for one in work:
        found[next(key for key, _, _, fits in kinds if fits(one))].append(one)
    heaped = [Heap(key, title, tone, found[key]) for key, title, tone, _ in kinds]
    urgent_first = sorted(heaped, key=lambda heap: heap.key in ("paused", "others"))
    return [*urgent_first, Heap("provisional", "暂定日期", "quiet", [one for one in work if one.clock.provisional])]


def ways_to_meet(rule: Rule) -> list[EntryType]:
    """The acts and facts that meet a rule, acts first."""
    known = catalogue()
    return [found for names in (known.acts, known.facts) for name in rule.met_by if (found := names.get(name)) is not None]


def _left(calendar: Calendar, today: date, due_on: date) -> int:
    if today <= due_on:
        return calendar.working_days_after(today, due_on)
    return -calendar.working_days_after(due_on, today)
