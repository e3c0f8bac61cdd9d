"""The calendar office's pages: notices submitted, previewed, approved by a second person, and how far they were published."""

from dataclasses import fields
from pathlib import PurePath
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.admission import PermissionHere
from api.bodies import MAX_BYTES, WITHOUT_NUL
from api.calendars import approved, preview_view, published, report_view, submitted
from api.dependencies import Services, ServicesHere, SessionHere
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.problems import Problem
from enforcement import clock
from enforcement.authority.permissions import Permission
from enforcement.errors import CalendarRefused
from enforcement.records import calendars
from enforcement.records.database import snapshot
from enforcement.records.preview import Effect, Proposal, preview

router = APIRouter(prefix="/desk/calendars", include_in_schema=False, default_response_class=HTMLResponse, route_class=PageRoute)
_COLUMNS = [field.name for field in fields(Effect)]


@router.get("")
def notices(request: Request, permission: PermissionHere, session: SessionHere) -> HTMLResponse:
    """Every version of every notice, and a form for the next."""
    return _list(request, permission, session, [])


@router.post("")
def submit(
    request: Request,
    permission: PermissionHere,
    session: SessionHere,
    services: ServicesHere,
    notice: UploadFile,
    reason: Annotated[str, Form(max_length=500, pattern=WITHOUT_NUL)] = "",
) -> Response:
    """Keep an uploaded notice as the next version of its year; what is wrong with it stands on the list."""
    content, form = notice.file.read(MAX_BYTES + 1), PurePath(notice.filename or "").suffix.removeprefix(".").lower()
    try:
        row = submitted(services, permission, content, form, reason)
    except Problem as problem:
        return _list(
            request, permission, session, [problem.detail, *(error["got"] for error in problem.more.get("errors", ()))], problem.status
        )
    return RedirectResponse(f"/desk/calendars/{row.id}", 303)


@router.get("/{calendar_id}")
def notice(calendar_id: str, request: Request, permission: PermissionHere, session: SessionHere, services: ServicesHere) -> HTMLResponse:
    """A notice: before its approval what it would do, afterwards what it did."""
    return _one(request, permission, session, services, calendar_id, [])


@router.post("/{calendar_id}/approve")
async def approve(calendar_id: str, request: Request, permission: PermissionHere, services: ServicesHere) -> Response:
    """Approve as a second person, and publish."""
    try:
        await approved(services, permission, calendar_id)
    except CalendarRefused as refused:
        told = [str(refused)]
        return await services.transaction(lambda session: _one(request, permission, session, services, calendar_id, told, 409))
    return RedirectResponse(f"/desk/calendars/{calendar_id}", 303)


@router.post("/{calendar_id}/publish")
async def publish(calendar_id: str, services: ServicesHere) -> RedirectResponse:
    """Publish again to the cases that lack it."""
    await published(services, calendar_id)
    return RedirectResponse(f"/desk/calendars/{calendar_id}", 303)


def _list(request: Request, permission: Permission, session: Any, errors: list[str], status: int = 200) -> HTMLResponse:
    through = calendars.calendar_in_force(session).announced_through
    context = {"rows": calendars.calendars(session), "through": through, "errors": errors}
    return page(request, permission.caller, "calendars.html", context, status=status)


def _one(
    request: Request, permission: Permission, session: Any, services: Services, calendar_id: str, errors: list[str], status: int = 200
) -> HTMLResponse:
    row = calendars.calendar(session, calendar_id)
    report = report_view(session, row) if row.approved_at is not None else None
    context = {"row": row, "report": report, "effect": None if report else _effect(services, row), "columns": _COLUMNS, "errors": errors}
    return page(request, permission.caller, "calendar.html", context, status=status)


def _effect(services: Services, row: Any) -> dict[str, Any]:
    with snapshot(services.engine) as session:
        return preview_view(preview(session, Proposal(calendars.notice_of(row)), clock.now()))
