"""A day's digest: what of somebody's work is overdue or soon due, and which rungs wait for their acknowledgement; the most urgent first."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from enforcement.law.calendar import Calendar

SOON, LATER = 3, 7


@dataclass(frozen=True, slots=True)
class Due:
    """An open clock of somebody's case."""

    number: str
    title: str
    due_on: date
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung that somebody has not acknowledged."""

    number: str
    title: str
    level: int


@dataclass(frozen=True, slots=True)
class Heap:
    """Lines of one kind."""

    title: str
    lines: Sequence[str]


def heaps(due: Iterable[Due], rungs: Iterable[Rung], calendar: Calendar, today: date) -> list[Heap]:
    """What the digest says, in its order; nothing that is empty."""
    kinds: Sequence[tuple[str, Callable[[Due], bool]]] = (
        ("已逾期", lambda one: one.missed),
        ("今日届满", lambda one: one.due_on <= today),
        (f"{SOON}个工作日内届满", lambda one: calendar.working_days_after(today, one.due_on) <= SOON),
        (f"{LATER}个工作日内届满", lambda one: calendar.working_days_after(today, one.due_on) <= LATER),
    )
    found: dict[str, list[str]] = {title: [] for title, _ in kinds}
    for one in sorted(due, key=lambda one: (one.due_on, one.number, one.title)):
        title = next((title for title, fits in kinds if fits(one)), None)
        if title is not None:
            found[title].append(f"{one.number} {one.title}（{one.due_on.isoformat()}）")
    climbed = sorted(rungs, key=lambda rung: (-rung.level, rung.number, rung.title))
    found["督办待签收"] = [f"{rung.number} {rung.title}（{rung.level}级）" for rung in climbed]
    return [Heap(title, lines) for title, lines in found.items() if lines]
