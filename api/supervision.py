"""What supervisors see: rungs that were climbed, and their acknowledgement."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from api.bodies import json_object
from api.dependencies import ServicesHere, SessionHere
from api.examples import PROBLEMS, body
from api.problems import Problem, malformed
from api.views import escalation_view
from enforcement import clock
from enforcement.docket.reading import FieldError
from enforcement.law.statutes import statute_book
from enforcement.records import queries
from enforcement.records.database import transaction

router = APIRouter(prefix="/supervision", tags=["supervision"], responses=PROBLEMS)
_NOTE = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"by": {"type": "string"}, "note": {"type": "string"}},
    "required": ["note"],
}


@router.get("/escalations", summary="Rungs climbed, newest first")
def escalations(
    session: SessionHere,
    court: str | None = None,
    role: str | None = None,
    level: Annotated[int | None, Query(ge=1, le=5)] = None,
    acknowledged: bool | None = None,
    cursor: Annotated[int | None, Query(ge=0, le=2**62)] = None,
    limit: Annotated[int, Query(ge=1, le=queries.MAX_PAGE)] = 50,
) -> dict[str, Any]:
    """Escalations for a court, role or level."""
    wanted = queries.EscalationFilter(court, role, level, acknowledged)
    rows, following = queries.escalation_page(session, wanted, cursor, limit)
    return {"items": [escalation_view(row, statute_book()) for row in rows], "cursor": following}


@router.post("/escalations/{escalation_id}/acknowledge", summary="Acknowledge with a note", openapi_extra=body(_NOTE, {}))
async def acknowledge(escalation_id: int, request: Request, services: ServicesHere) -> dict[str, Any]:
    """Acknowledge once; a second acknowledgement changes nothing."""
    said = await json_object(request)
    wrong = [
        FieldError(name, "no such field", repr(said[name])[:80], "known fields: by, note") for name in said if name not in ("by", "note")
    ]
    for name in ("note", "by"):
        value = said.get(name, "supervisor" if name == "by" else None)
        if not isinstance(value, str) or not value.strip() or len(value) > 2000 or "\x00" in value:
            wrong.append(FieldError(name, "a text of 1 to 2000 characters", repr(value)[:80]))
    if wrong or not 0 < escalation_id < 2**62:
        raise malformed(wrong or [FieldError("escalation_id", "an id of GET /supervision/escalations", str(escalation_id))])
    with transaction(services.engine) as session:
        row = queries.acknowledge(session, escalation_id, said.get("by", "supervisor"), said["note"], clock.now())
        if row is None:
            raise Problem(404, "unknown-escalation", "No such escalation", f"no escalation {escalation_id} is known here")
        return escalation_view(row, statute_book())
