"""A party's pages: the cases that they have part in, and of each its public nodes (art 11)."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from api.admission import PermissionHere
from api.dependencies import ServicesHere, SessionHere
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.public import public_view
from enforcement.records.queries import case_exists

router = APIRouter(prefix="/desk/mine", include_in_schema=False, default_response_class=HTMLResponse, route_class=PageRoute)


@router.get("")
def mine(request: Request, permission: PermissionHere, session: SessionHere, services: ServicesHere) -> HTMLResponse:
    """The party's own cases, as far as they are filed here."""
    known = [case_id for case_id in sorted(permission.reach.files) if case_exists(session, case_id)]
    views = [public_view(session, services.profile, permission, case_id) for case_id in known]
    return page(request, permission.caller, "mine.html", {"cases": views})


@router.get("/{case_id}")
def one(case_id: str, request: Request, permission: PermissionHere, session: SessionHere, services: ServicesHere) -> HTMLResponse:
    """One case, as its parties are told of it."""
    return page(request, permission.caller, "public.html", {"case": public_view(session, services.profile, permission, case_id)})
