"""What came from subsystems and what became of it; dead letters, tried again by hand."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from api.admission import PermissionHere
from api.bodies import json_object, person, texts
from api.dependencies import ServicesHere, SessionHere
from api.examples import PROBLEMS, body
from enforcement import clock
from enforcement.docket.events import iso
from enforcement.records import callbacks
from enforcement.records.callbacks import CallbackFilter, CallbackState
from enforcement.records.queries import MAX_PAGE
from enforcement.records.tables import CallbackRow

router = APIRouter(prefix="/callbacks", tags=["callbacks"], responses=PROBLEMS)
_RETRY = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"by": {"type": "string"}, "note": {"type": "string"}},
}
CallbackId = Annotated[int, Path(ge=1, le=2**62)]


@router.get("", summary="Callbacks, newest first")
def list_callbacks(
    session: SessionHere,
    subsystem: Annotated[str | None, Query(pattern="^[a-z_]{1,60}$")] = None,
    state: CallbackState | None = None,
    cursor: Annotated[int | None, Query(ge=0, le=2**62)] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
) -> dict[str, Any]:
    """What waits, what was delivered, and with `state=dead` what nothing could be made of, with the reason."""
    rows, following = callbacks.callback_page(session, CallbackFilter(subsystem, state), cursor, limit)
    return {"items": [_view(row) for row in rows], "cursor": following}


@router.get("/{callback_id}", summary="One callback, with its body")
def read_callback(callback_id: CallbackId, session: SessionHere) -> dict[str, Any]:
    """The callback with its body as it was signed."""
    row = callbacks.callback(session, callback_id)
    return {**_view(row), "body": row.body.decode("utf-8", "replace")}


@router.post("/{callback_id}/retry", status_code=202, summary="Try a dead letter again", openapi_extra=body(_RETRY, {}))
async def retry(callback_id: CallbackId, request: Request, permission: PermissionHere, services: ServicesHere) -> dict[str, Any]:
    """Once the cause is mended. Who wanted it, the note and the reason it was dead for are kept."""
    said = texts(person(permission.caller, await json_object(request)), [], {"note": ""})
    row = await services.transaction(
        lambda session: callbacks.retry(session, callback_id, permission.caller.subject, said["note"], clock.now())
    )
    services.arrived.set()
    return _view(row)


def _view(row: CallbackRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "subsystem": row.subsystem,
        "event_id": row.event_id,
        "case_id": row.case_id,
        "received_at": iso(row.received_at),
        "state": row.state,
        "outcome": row.outcome,
        "reason": row.reason,
        "tries": row.tries,
        "next_try_at": iso(row.next_try_at) if row.next_try_at else None,
        "notes": row.notes,
    }
