"""The timeline of a case as a picture: one bar for each clock, with warnings, pauses, last day, misses and rungs. Positions only; the template draws."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from enforcement.docket.casefile import CaseFile
from enforcement.docket.clocks import Clock, ClockStatus
from enforcement.docket.events import Event, EventKind
from enforcement.law.periods import SHANGHAI

WIDTH, LEFT, ROW, TOP = 1000, 300, 26, 30
_MOST = 80
_TONES = {
    ClockStatus.OPEN: "running",
    ClockStatus.PAUSED: "paused",
    ClockStatus.MISSED: "missed",
    ClockStatus.MET: "met",
    ClockStatus.MET_LATE: "late",
    ClockStatus.LAPSED: "lapsed",
    ClockStatus.CANCELLED: "cancelled",
}
_SIGNS = {
    EventKind.DEADLINE_WARNED: "warned",
    EventKind.DEADLINE_MISSED: "missed",
    EventKind.ESCALATED: "rung",
    EventKind.DEADLINE_MET: "met",
    EventKind.DEADLINE_MET_LATE: "late",
    EventKind.PERMISSION_LAPSED: "lapsed",
}


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that happened to a clock: where, what, and the event for its tooltip."""

    x: float
    kind: str
    event: Event


@dataclass(frozen=True, slots=True)
class Bar:
    """One clock: its bar up to its end, where it was due, the spans in which it stood still."""

    clock: Clock
    y: int
    x: float
    width: float
    due_x: float
    tone: str
    still: Sequence[tuple[float, float]]
    signs: Sequence[Sign]


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars, month ticks, and where now is; all in units of the view box."""

    bars: Sequence[Bar]
    ticks: Sequence[tuple[float, str]]
    now_x: float
    height: int
    left_out: int


class _Scale:
    def __init__(self, first: datetime, last: datetime) -> None:
        self.first, self.span = first, max(last - first, timedelta(days=1))

    def x(self, instant: datetime) -> float:
        share = (instant - self.first) / self.span
        return round(LEFT + min(max(share, 0), 1) * (WIDTH - LEFT - 10), 1)


def picture(case: CaseFile, events: Sequence[Event], now: datetime) -> Picture | None:
    """The picture of a case; None while no clock was ever opened. The newest clocks are drawn if there are too many."""
    clocks = sorted(case.clocks.values(), key=lambda clock: (clock.started_at, clock.id))
    if not clocks:
        return None
    drawn = clocks[-_MOST:]
    scale = _Scale(min(clock.started_at for clock in drawn), max([now, *(clock.expires_at for clock in drawn)]))
    happened = _by_clock(events)
    bars = [_bar(clock, TOP + n * ROW, scale, happened.get(clock.id, ()), now) for n, clock in enumerate(drawn)]
    return Picture(bars, _ticks(scale), scale.x(now), TOP + len(drawn) * ROW + 10, len(clocks) - len(drawn))


def _by_clock(events: Iterable[Event]) -> Mapping[str, Sequence[Event]]:
    found: dict[str, list[Event]] = {}
    for event in events:
        if event.clock is not None:
            found.setdefault(event.clock, []).append(event)
    return found


def _bar(clock: Clock, y: int, scale: _Scale, events: Sequence[Event], now: datetime) -> Bar:
    end = clock.closed_at or (max(now, clock.expires_at) if clock.status is ClockStatus.MISSED else clock.expires_at)
    x = scale.x(clock.started_at)
    signs = [Sign(scale.x(event.at), _SIGNS[event.kind], event) for event in events if event.kind in _SIGNS]
    return Bar(clock, y, x, max(scale.x(end) - x, 2), scale.x(clock.expires_at), _TONES[clock.status], _still(events, scale, now), signs)


def _still(events: Sequence[Event], scale: _Scale, now: datetime) -> Sequence[tuple[float, float]]:
    spans, since = [], None
    for event in events:
        if event.kind is EventKind.DEADLINE_PAUSED and since is None:
            since = event.at
        elif event.kind is EventKind.DEADLINE_RESUMED and since is not None:
            spans.append((since, event.at))
            since = None
    if since is not None:
        spans.append((since, now))
    return [(scale.x(first), max(scale.x(last) - scale.x(first), 1)) for first, last in spans]


def _ticks(scale: _Scale) -> Sequence[tuple[float, str]]:
    """The first of every month, or of every third or twelfth where months would run into one another."""
    months = scale.span / timedelta(days=30)
    step = 1 if months <= 14 else 3 if months <= 42 else 12
    first = scale.first.astimezone(SHANGHAI)
    count = first.year * 12 + first.month
    found = []
    while (day := datetime(count // 12, count % 12 + 1, 1, tzinfo=SHANGHAI)) <= scale.first + scale.span:
        if day.month % step == 1 % step:
            found.append((scale.x(day), f"{day:%Y-%m}"))
        count += 1
    return found
