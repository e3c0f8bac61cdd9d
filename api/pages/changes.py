"""Pages that stay fresh: a server-sent event whenever something was written that the caller may see."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy import Engine, func
from sqlmodel import col, select

from api.admission import PermissionHere
from api.dependencies import ServicesHere
from api.pages import scope
from enforcement.records.database import transaction
from enforcement.records.tables import CaseRow, OutboxRow
from enforcement.records.workload import Courts

router = APIRouter(prefix="/desk", include_in_schema=False)
PAUSE_SECONDS = 2.0


@router.get("/changes", response_class=EventSourceResponse)
async def changes(
    request: Request, permission: PermissionHere, services: ServicesHere, case: Annotated[str | None, Query(max_length=60)] = None
) -> AsyncIterator[ServerSentEvent]:
    """An event `changed` after each entry of the caller's courts, or of one case; its id is the newest message's, for a browser that comes back."""
    last = request.headers.get("last-event-id", "")
    seen = int(last) if last.isdecimal() and len(last) < 19 else await asyncio.to_thread(_newest, services.engine)
    while not await request.is_disconnected():
        found = await asyncio.to_thread(_after, services.engine, scope.courts(permission), case, seen)
        if found is not None:
            seen = found
            yield ServerSentEvent(event="changed", id=str(seen), data=seen)
        await asyncio.sleep(PAUSE_SECONDS)


def _newest(engine: Engine) -> int:
    with transaction(engine) as session:
        return session.exec(select(func.max(OutboxRow.id))).one() or 0


def _after(engine: Engine, courts: Courts, case: str | None, seen: int) -> int | None:
    query = select(func.max(OutboxRow.id)).join(CaseRow, col(CaseRow.case_id) == col(OutboxRow.case_id))
    query = query.where(col(OutboxRow.id) > seen, courts(CaseRow.court))
    with transaction(engine) as session:
        return session.exec(query if case is None else query.where(OutboxRow.case_id == case)).one()
