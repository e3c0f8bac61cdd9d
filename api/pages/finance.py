"""Finance's page: clocks of money that run, reconciliations, and money that belongs to no case yet."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.admission import PermissionHere
from api.dependencies import SessionHere
from api.pages import scope
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.today import works
from enforcement import clock
from enforcement.law.periods import local_day
from enforcement.records import workload
from enforcement.records.calendars import calendar_in_force
from enforcement.records.reconciliations import reconciliation_page

router = APIRouter(prefix="/desk/finance", include_in_schema=False, default_response_class=HTMLResponse, route_class=PageRoute)
MONEY_RULES = ("payout_pay_5wd", "payout_notice_10wd", "payout_total_30d", "payout_after_ground_10d", "unidentified_money_match")
SHOWN = 50


@router.get("")
def money(request: Request, permission: PermissionHere, session: SessionHere) -> HTMLResponse:
    """Notices to pay and money to match, the most urgent first; the newest reconciliations of the caller's courts."""
    due = workload.due_clocks(session, scope.courts(permission), rules=MONEY_RULES)
    work = works(due, calendar_in_force(session), local_day(clock.now()))
    runs = reconciliation_page(session, permission.reach, None, None, SHOWN)
    return page(request, permission.caller, "finance.html", {"work": work, "runs": runs})
