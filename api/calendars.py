"""Holiday notices: submitted, previewed, approved by a second person, published to every waiting case, and reported on."""

import asyncio
from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Request, Response
from sqlmodel import Session

from api.admission import PermissionHere
from api.bodies import json_object, person, texts
from api.dependencies import Services, ServicesHere, SessionHere
from api.examples import PROBLEMS, body
from api.problems import Problem, malformed
from enforcement import clock
from enforcement.authority.permissions import Permission
from enforcement.docket.events import iso
from enforcement.docket.reading import FieldError
from enforcement.law.calendar import CalendarError, Notice
from enforcement.law.notices import checked
from enforcement.notices import read_notice_text
from enforcement.records import calendars
from enforcement.records.database import snapshot, transaction
from enforcement.records.preview import Preview, Proposal, as_csv, preview
from enforcement.records.tables import CalendarRow

router = APIRouter(prefix="/calendars", tags=["calendars"], responses=PROBLEMS)
_FORMS = {"application/json": "json", "application/toml": "toml", "text/calendar": "ics"}
_NOTICE = {
    "type": "object",
    "description": "The form of holiday-cn. TOML (application/toml) and iCalendar (text/calendar) are taken too.",
    "required": ["year", "days"],
    "properties": {
        "year": {"type": "integer"},
        "papers": {"type": "array", "items": {"type": "string"}},
        "days": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["name", "date", "isOffDay"],
                "properties": {"name": {"type": "string"}, "date": {"type": "string", "format": "date"}, "isOffDay": {"type": "boolean"}},
            },
        },
    },
}
_BY = {"type": "object", "additionalProperties": False, "properties": {"by": {"type": "string"}}}
Person = Annotated[str | None, Query(min_length=1, max_length=200, description="the caller, or left out")]
Format = Annotated[Literal["json", "csv"], Query(alias="format")]


@router.post("", status_code=201, summary="Submit a holiday notice (放假通知)", openapi_extra=body(_NOTICE, {}))
async def submit(
    request: Request,
    services: ServicesHere,
    permission: PermissionHere,
    by: Person = None,
    reason: Annotated[str, Query(max_length=500, description="why a known year is announced anew")] = "",
    content_type: Annotated[str, Header()] = "application/json",
) -> dict[str, Any]:
    """Check a notice and keep it as the next version of its year. Nothing moves before a second person approves."""
    person(permission.caller, {} if by is None else {"by": by})
    form = _FORMS.get(content_type.split(";")[0].strip().lower())
    if form is None:
        raise Problem(415, "unsupported", "The notice cannot be read", f"expected {', '.join(_FORMS)}, got {content_type[:80]!r}")
    content = await request.body()
    return _view(await asyncio.to_thread(submitted, services, permission, content, form, reason))


def submitted(services: Services, permission: Permission, content: bytes, form: str, reason: str) -> CalendarRow:
    """A notice, checked and kept as the next version of its year. 422 for one that cannot be read or believed."""
    notice = _notice(content, form)
    with transaction(services.engine) as session:
        found = checked(notice, calendars.calendar_in_force(session))
        if found.errors:
            raise malformed([FieldError("", "a notice that can be believed", error) for error in found.errors])
        return calendars.submit(session, notice, found.cautions, permission.caller.subject, reason, clock.now())


def _notice(content: bytes, form: str) -> Notice:
    try:
        return read_notice_text(content.decode("utf-8"), form)
    except (CalendarError, UnicodeDecodeError) as error:
        raise malformed([FieldError("", "a holiday notice", str(error)[:200])]) from None


@router.get("", summary="Every version of every calendar")
def list_calendars(session: SessionHere) -> list[dict[str, Any]]:
    """The newest first."""
    return [_view(row) for row in calendars.calendars(session)]


@router.get("/{calendar_id}", summary="A calendar and how far it was published")
def read_calendar(calendar_id: str, session: SessionHere) -> dict[str, Any]:
    """The notice, and the report of its publication once it is approved."""
    row = calendars.calendar(session, calendar_id)
    return {**_view(row), "publication": report_view(session, row) if row.approved_at is not None else None}


@router.get(
    "/{calendar_id}/preview",
    summary="What it would do to every open clock; nothing is written",
    responses={200: {"content": {"application/json": {"schema": {"type": "object"}}, "text/csv": {}}, "description": "The effect"}},
)
def preview_calendar(calendar_id: str, services: ServicesHere, form: Format = "json") -> Any:
    """How many clocks move, by court and rule, which become overdue, which are saved, the largest shifts."""
    with snapshot(services.engine) as session:
        notice = calendars.notice_of(calendars.calendar(session, calendar_id))
        result = preview(session, Proposal(notice), clock.now())
    if form == "csv":
        return Response(as_csv(result), media_type="text/csv; charset=utf-8")
    return preview_view(result)


@router.post("/{calendar_id}/approve", summary="Approve as a second person, and publish", openapi_extra=body(_BY, {}))
async def approve(calendar_id: str, request: Request, permission: PermissionHere, services: ServicesHere) -> dict[str, Any]:
    """The calendar is in force from now on; a workflow takes it to every waiting case."""
    texts(person(permission.caller, await json_object(request)), [], {})
    row, workflow_id = await approved(services, permission, calendar_id)
    return {**_view(row), "workflow_id": workflow_id}


async def approved(services: Services, permission: Permission, calendar_id: str) -> tuple[CalendarRow, str]:
    """A calendar, approved by the caller, and the workflow that publishes it. CalendarRefused with the reason."""
    row = await services.transaction(lambda session: calendars.approve(session, calendar_id, permission.caller.subject, clock.now()))
    return row, await services.publish_calendar(row.year)


@router.post("/{calendar_id}/publish", status_code=202, summary="Publish again to the cases that do not have it")
async def publish(calendar_id: str, services: ServicesHere) -> dict[str, Any]:
    """Repeats what failed; a case that has the calendar is not touched."""
    return {"id": calendar_id, "workflow_id": await published(services, calendar_id)}


async def published(services: Services, calendar_id: str) -> str:
    """The workflow that publishes an approved calendar again."""
    row = await services.transaction(lambda session: calendars.calendar(session, calendar_id))
    if row.approved_at is None:
        raise Problem(409, "not-approved", "The calendar is not approved", f"calendar {row.id} waits for a second person")
    return await services.publish_calendar(row.year)


def preview_view(result: Preview) -> dict[str, Any]:
    """A preview as JSON."""
    return {
        "at": iso(result.at),
        "open": result.open,
        "moved": result.moved,
        "unchanged": result.unchanged,
        "paused": result.paused,
        "missed": result.missed,
        "effects": [{"court": court, "rule": rule, **asdict(effect)} for (court, rule), effect in sorted(result.effects.items())],
        "largest": [asdict(shift) for shift in result.shifts],
    }


def report_view(session: Session, row: CalendarRow) -> dict[str, Any]:
    """What publishing a calendar did, as JSON."""
    report = calendars.publication_report(session, row)
    failures = [{"case_id": failure.case_id, "error": failure.error, "at": iso(failure.at)} for failure in report.failures]
    counts = {name: getattr(report, name) for name in report.__slots__ if name != "failures"}
    return {**counts, "complete": report.complete, "failures": failures}


def _view(row: CalendarRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "year": row.year,
        "version": row.version,
        "number": row.number,
        "title": row.title,
        "days_off": row.days_off,
        "workdays": row.workdays,
        "cautions": row.cautions,
        "reason": row.reason,
        "submitted_by": row.submitted_by,
        "submitted_at": iso(row.submitted_at),
        "approved_by": row.approved_by,
        "approved_at": iso(row.approved_at) if row.approved_at else None,
    }
