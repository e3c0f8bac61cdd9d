"""The officer's day and the list of cases."""

from functools import cache
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.admission import PermissionHere
from api.dependencies import SessionHere
from api.pages import scope
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.today import heaps, works
from enforcement import clock
from enforcement.authority.restricted import hidden
from enforcement.docket.states import STATE_TITLES_ZH
from enforcement.law.periods import local_day
from enforcement.records import queries, workload
from enforcement.records.calendars import calendar_in_force
from enforcement.records.words import Place, places

PLACES_ZH = {
    Place.NUMBER: "案号",
    Place.PARTY: "当事人",
    Place.ASSET: "财产",
    Place.OFFICER: "承办人",
    Place.DOCUMENT: "文书",
    Place.TEXT: "登记内容",
}
router = APIRouter(prefix="/desk", include_in_schema=False, default_response_class=HTMLResponse, route_class=PageRoute)
SHOWN = 100
PAGE = 50


@router.get("")
def today(
    request: Request, permission: PermissionHere, session: SessionHere, officer: Annotated[str | None, Query(max_length=200)] = None
) -> HTMLResponse:
    """What is due, the most urgent first: the caller's own cases, or those of an officer, or of the whole court."""
    caller, courts, now = permission.caller, scope.courts(permission), clock.now()
    officers = workload.loads(session, courts)
    chosen = (
        officer if officer is not None else next((load.officer for load in officers if load.officer in (caller.subject, caller.name)), "")
    )
    found = workload.due_clocks(session, courts, officer=chosen or None)
    day = local_day(now)
    unseen = cache(lambda case_id: hidden(caller, case_id).rules)
    found = [one for one in found if one.rule not in unseen(one.case_id)]
    work = works(found, calendar_in_force(session), day)
    context = {"today": day, "officers": officers, "officer": chosen, "heaps": heaps(work, caller.roles), "shown": SHOWN}
    return page(request, caller, "today.html", {**context, "refresh": f"{request.url.path}?{request.url.query}"})


@router.get("/cases")
def cases(
    request: Request,
    permission: PermissionHere,
    session: SessionHere,
    q: Annotated[str, Query(max_length=60)] = "",
    state: Annotated[str, Query(max_length=40)] = "",
    officer: Annotated[str, Query(max_length=200)] = "",
    escalated: bool = False,
    cursor: Annotated[str | None, Query(max_length=60)] = None,
) -> HTMLResponse:
    """Files a page at a time, narrowed by words, state and officer."""
    wanted = queries.CaseFilter(state=state or None, officer=officer or None, escalated=True if escalated else None, q=q.strip() or None)
    rows, following = queries.case_page(session, wanted, permission.reach, cursor, PAGE)
    matched = places(session, wanted.q, [row.case_id for row in rows]) if wanted.q else {}
    context: dict[str, Any] = {
        "rows": rows,
        "matched": matched,
        "found_at": PLACES_ZH,
        "search": q,
        "state": state,
        "officer": officer,
        "escalated": escalated,
    }
    narrowed = {name: value for name, value in (("q", wanted.q), ("state", wanted.state), ("officer", wanted.officer)) if value}
    context["filters"] = urlencode(narrowed | ({"escalated": "true"} if escalated else {}))
    following_page = f"?{request.url.include_query_params(cursor=following).query}" if following else None
    return page(request, permission.caller, "cases.html", {**context, "states": STATE_TITLES_ZH, "following": following_page})
