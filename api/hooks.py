"""Signed callbacks of subsystems: verified, kept, answered. What they report is taken to its case afterwards (`api/delivery.py`)."""

import asyncio
from typing import Any

from fastapi import APIRouter, Request

from api.dependencies import Services, ServicesHere
from api.examples import PROBLEMS
from api.problems import Problem
from enforcement import clock
from enforcement.errors import CallbackReplayed
from enforcement.gateways.callbacks import SUBSYSTEMS
from enforcement.records import callbacks
from enforcement.records.database import transaction

_FORGED = {**PROBLEMS[503], "description": "The signature does not hold, or is too old or too new"}
router = APIRouter(prefix="/hooks", tags=["callbacks"], responses={**PROBLEMS, 401: _FORGED})


@router.post("/{subsystem}", status_code=202, summary="A signed callback (Standard Webhooks)")
async def callback(subsystem: str, request: Request, services: ServicesHere) -> dict[str, Any]:
    """Taken once it is kept; an event id that comes twice gets the same answer, and 409 with another body."""
    if subsystem not in SUBSYSTEMS:
        raise Problem(404, "unknown-subsystem", "No such subsystem", f"expected one of {', '.join(SUBSYSTEMS)}")
    body = await request.body()
    event_id = services.callbacks.verified(request.headers, body)
    callback_id = await asyncio.to_thread(_keep, services, subsystem, event_id, body)
    services.arrived.set()
    return {"id": callback_id, "event_id": event_id}


def _keep(services: Services, subsystem: str, event_id: str, body: bytes) -> int | None:
    case_id = services.callbacks.case_of(subsystem, body)
    with transaction(services.engine) as session:
        row = callbacks.receive(session, subsystem, event_id, case_id, body, clock.now())
    if row.body != body:
        raise CallbackReplayed(subsystem, event_id)
    return row.id
