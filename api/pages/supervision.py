"""A supervisor's pages: escalations to acknowledge, heat map court × rule, misses by week, sleeping cases, officers' load, refusals by guard."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.admission import PermissionHere, note_rungs
from api.bodies import WITHOUT_NUL
from api.dependencies import ServicesHere, SessionHere
from api.pages import scope
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.supervision import acknowledged, readable
from enforcement import clock
from enforcement.law.provisions import Rule
from enforcement.law.statutes import statute_book
from enforcement.records import queries, workload
from enforcement.records.workload import Heat

router = APIRouter(prefix="/desk/supervision", include_in_schema=False, default_response_class=HTMLResponse, route_class=PageRoute)
ASLEEP = timedelta(days=30)
WEEKS = 12
SHOWN = 50
_HOT = ((20, "h3"), (5, "h2"), (1, "h1"))


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One rule across the courts of the table."""

    rule: Rule
    cells: Sequence[Heat | None]

    @property
    def missed(self) -> int:
        """Missed clocks in all courts."""
        return sum(cell.missed for cell in self.cells if cell)


@dataclass(frozen=True, slots=True)
class Trend:
    """Misses of one rule week by week, the oldest first."""

    rule: Rule
    weeks: Sequence[int]

    @property
    def total(self) -> int:
        """Misses in all weeks."""
        return sum(self.weeks)


@router.get("")
def overview(
    request: Request,
    permission: PermissionHere,
    session: SessionHere,
    services: ServicesHere,
    court: Annotated[str | None, Query(max_length=20)] = None,
) -> HTMLResponse:
    """Everything a supervisor looks at in the morning, for the caller's courts or one below."""
    courts, now, book = scope.courts(permission, court), clock.now(), statute_book()
    wanted = queries.EscalationFilter(court=court, acknowledged=False)
    waiting, _ = queries.escalation_page(session, wanted, readable(permission), None, SHOWN)
    note_rungs(request, permission, services, waiting)
    heat = workload.heat_map(session, courts)
    names = sorted({cell.court for cell in heat})
    first = _monday(now.date()) - timedelta(weeks=WEEKS - 1)
    context = {
        "court": court or "",
        "waiting": waiting,
        "courts": names,
        "heat": heat_rows(heat, names),
        "trends": trends(workload.missed_by_week(session, courts, now - timedelta(weeks=WEEKS)), first),
        "weeks": [first + timedelta(weeks=n) for n in range(WEEKS)],
        "asleep": workload.sleeping(session, courts, now - ASLEEP),
        "loads": workload.loads(session, courts),
        "refused": [
            (book.guards[name][-1], count, cases) for name, count, cases in workload.refused(session, courts, now - timedelta(weeks=WEEKS))
        ],
        "rules": {row.rule: book.rule(row.rule) for row in waiting},
        "hot": _hot,
    }
    return page(request, permission.caller, "supervision.html", context)


@router.post("/escalations/{escalation_id}")
def acknowledge(
    escalation_id: int,
    permission: PermissionHere,
    session: SessionHere,
    note: Annotated[str, Form(min_length=1, max_length=2000, pattern=WITHOUT_NUL)],
) -> RedirectResponse:
    """Acknowledge with a note, and back to the list."""
    acknowledged(session, permission, escalation_id, note)
    return RedirectResponse("/desk/supervision", 303)


def heat_rows(heat: Iterable[Heat], courts: Sequence[str]) -> list[HeatRow]:
    """The heat map, the rule with the most misses first."""
    book, by_rule = statute_book(), dict[str, dict[str, Heat]]()
    for cell in heat:
        by_rule.setdefault(cell.rule, {})[cell.court] = cell
    rows = [HeatRow(book.rule(rule), [cells.get(court) for court in courts]) for rule, cells in by_rule.items()]
    return sorted(rows, key=lambda row: (-row.missed, row.rule.id))


def trends(counts: Iterable[tuple[date, str, int]], first: date) -> list[Trend]:
    """Misses by rule and week, the rule with the most first."""
    book, by_rule = statute_book(), dict[str, list[int]]()
    for monday, rule, count in counts:
        week = (monday - first).days // 7
        if 0 <= week < WEEKS:
            by_rule.setdefault(rule, [0] * WEEKS)[week] += count
    return sorted((Trend(book.rule(rule), weeks) for rule, weeks in by_rule.items()), key=lambda trend: (-trend.total, trend.rule.id))


def _hot(missed: int) -> str:
    return next((tone for least, tone in _HOT if missed >= least), "")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
