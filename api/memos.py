"""What officers and supervisors were to be told and were not: for a person who tells them, and mends the address or the channel."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.admission import PermissionHere
from api.dependencies import SessionHere
from api.examples import PROBLEMS
from api.supervision import readable
from enforcement.docket.events import iso
from enforcement.records import memos
from enforcement.records.memo_tables import MemoRow
from enforcement.records.queries import MAX_PAGE

router = APIRouter(prefix="/notices", tags=["notices"], responses=PROBLEMS)


@router.get("/failed", summary="Messages to officers and supervisors that reached nobody, newest first")
def failed(session: SessionHere, permission: PermissionHere, limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50) -> dict[str, Any]:
    """To people of the courts within the caller's reach; with what became of each channel, and without addresses."""
    return {"items": [_view(row) for row in memos.failed(session, readable(permission), limit)]}


def _view(row: MemoRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "kind": row.kind,
        "person": row.subject,
        "court": row.court,
        "case_id": row.case_id,
        "title": row.title,
        "text": row.text,
        "channels": row.notes,
        "created_at": iso(row.created_at),
        "failed_at": iso(row.changed_at),
    }
