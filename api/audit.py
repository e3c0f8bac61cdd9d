"""What auditors and the inspectorate read of the records themselves: who has read restricted matters."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.admission import PermissionHere
from api.dependencies import SessionHere
from api.examples import PROBLEMS
from enforcement.records.queries import MAX_PAGE
from enforcement.records.readings import reading_content, readings

router = APIRouter(prefix="/audit", tags=["audit"], responses=PROBLEMS)


@router.get("/readings", summary="Who has read restricted matters, newest first")
def list_readings(
    session: SessionHere,
    permission: PermissionHere,
    case_id: Annotated[str | None, Query(max_length=60)] = None,
    subject: Annotated[str | None, Query(max_length=200)] = None,
    cursor: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
) -> dict[str, Any]:
    """Readings of files within the caller's reach, of one file or by one person."""
    rows = readings(session, permission.reach, case_id, subject, cursor, limit)
    items = [{**reading_content(row), "link": row.link} for row in rows]
    return {"items": items, "cursor": rows[-1].sequence if len(rows) == limit else None}
