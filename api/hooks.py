"""Signed callbacks of subsystems: each becomes a fact through the same record as everything else."""

from fastapi import APIRouter, Request

from api.bodies import raw_body
from api.dependencies import ServicesHere
from api.examples import PROBLEMS
from api.problems import Problem
from enforcement.errors import UnknownCase
from enforcement.gateways.callbacks import SUBSYSTEMS
from enforcement.records.database import transaction
from enforcement.records.queries import case_exists

router = APIRouter(prefix="/hooks", tags=["hooks"], responses=PROBLEMS)


@router.post("/{subsystem}", summary="A signed callback (Standard Webhooks)")
async def callback(subsystem: str, request: Request, services: ServicesHere) -> dict[str, str | None]:
    """Record what a subsystem reports; a callback that comes twice changes nothing."""
    if subsystem not in SUBSYSTEMS:
        raise Problem(404, "unknown-subsystem", "No such subsystem", f"expected one of {', '.join(SUBSYSTEMS)}")
    fact = services.callbacks.fact(subsystem, request.headers, await raw_body(request))
    if fact is None:
        return {"entry_id": None, "outcome": "noted"}
    with transaction(services.engine) as session:
        if not case_exists(session, fact.case_id):
            raise UnknownCase(fact.case_id)
    result = await services.record(fact)
    return {"entry_id": result.entry_id, "outcome": result.outcome}
