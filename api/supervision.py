"""What supervisors see: rungs that were climbed, and their acknowledgement."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlmodel import Session

from api.admission import Denied, PermissionHere, note_rungs
from api.bodies import json_object, person, texts
from api.dependencies import AsKnownAt, ServicesHere, SessionHere
from api.examples import PROBLEMS, body
from api.problems import Problem, malformed
from api.tables import RESPONSES, Format, every, table
from api.views import escalation_view
from enforcement import clock
from enforcement.authority.permissions import Permission
from enforcement.authority.restricted import veils
from enforcement.authority.supervising import acknowledging
from enforcement.docket.events import iso
from enforcement.docket.reading import FieldError
from enforcement.law.statutes import statute_book
from enforcement.records import queries
from enforcement.records.stuck import stuck
from enforcement.records.tables import EscalationRow

router = APIRouter(prefix="/supervision", tags=["supervision"], responses=PROBLEMS)
_NOTE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"by": {"type": "string"}, "note": {"type": "string"}},
    "required": ["note"],
}


_COLUMNS = {
    "raised_at": "上报时间",
    "case_id": "案件",
    "court": "法院",
    "title_zh": "期限",
    "law": "依据",
    "article": "条文",
    "level": "级别",
    "role": "报送",
    "told_at": "通知时间",
    "acknowledged_at": "签收时间",
    "acknowledged_by": "签收人",
    "note": "签收意见",
}


@router.get("/escalations", summary="Rungs climbed, newest first", response_model=None, responses=RESPONSES)
def escalations(
    request: Request,
    session: SessionHere,
    services: ServicesHere,
    permission: PermissionHere,
    as_known_at: AsKnownAt,
    court: str | None = None,
    role: str | None = None,
    level: Annotated[int | None, Query(ge=1, le=5)] = None,
    acknowledged: bool | None = None,
    cursor: Annotated[int | None, Query(ge=0, le=2**62)] = None,
    limit: Annotated[int, Query(ge=1, le=queries.MAX_PAGE)] = 50,
    as_table: Format = None,
) -> dict[str, Any] | Response:
    """Escalations that the caller may read, for a court, role or level, now or as they were known at an instant."""
    wanted = queries.EscalationFilter(court, role, level, acknowledged)
    page = partial(queries.escalation_page, session, wanted, readable(permission), as_known_at=as_known_at)
    rows, following = page(cursor, limit) if as_table is None else (every(lambda before: page(before, queries.MAX_PAGE), cursor), None)
    note_rungs(request, permission, services, rows)
    shown = [escalation_view(row, statute_book(), as_known_at) for row in rows]
    return {"items": shown, "cursor": following} if as_table is None else table(as_table, "escalations", _COLUMNS, shown)


@router.post("/escalations/{escalation_id}/acknowledge", summary="Acknowledge with a note", openapi_extra=body(_NOTE, {}))
async def acknowledge(escalation_id: int, request: Request, permission: PermissionHere, services: ServicesHere) -> dict[str, Any]:
    """Acknowledge once what is addressed to the caller; a second acknowledgement changes nothing."""
    said = texts(person(permission.caller, await json_object(request)), ["note"], {})
    row = await services.transaction(lambda session: acknowledged(session, permission, escalation_id, said["note"]))
    return escalation_view(row, statute_book())


def acknowledged(session: Session, permission: Permission, escalation_id: int, note: str) -> EscalationRow:
    """The escalation, acknowledged by the caller. Problem if it is not known, or for others to acknowledge."""
    if not 0 < escalation_id < 2**62:
        raise malformed([FieldError("escalation_id", "an id of GET /supervision/escalations", str(escalation_id))])
    row = queries.escalation(session, escalation_id, readable(permission))
    if row is None:
        raise Problem(404, "unknown-escalation", "No such escalation", f"no escalation {escalation_id} is known here")
    denial = acknowledging(permission.caller, row.role, row.case_id, queries.officers(session, row.case_id))
    if denial is not None:
        raise Denied(denial)
    queries.acknowledge(row, permission.caller.subject, note, clock.now())
    return row


@router.get("/stuck", summary="Cases in which the docket itself failed, the longest first")
def stuck_cases(session: SessionHere, permission: PermissionHere) -> dict[str, Any]:
    """Each is kept apart until it is mended and taken up again with `zhixing stuck retry`; the others go on."""
    return {
        "items": [
            {
                "case_id": row.case_id,
                "about": row.about,
                "error": row.error,
                "since": iso(row.since),
                "last_at": iso(row.last_at),
                "times": row.times,
            }
            for row in stuck(session, reach=permission.reach)
        ]
    }


def readable(permission: Permission) -> queries.Scope:
    """What of a list of escalations the caller may read."""
    return queries.Scope(permission.reach, veils(permission.caller))
