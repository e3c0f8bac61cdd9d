"""Signed callbacks of subsystems: each becomes a fact through the same record as everything else."""

from fastapi import APIRouter, Request

from api.bodies import raw_body
from api.dependencies import ServicesHere
from api.examples import PROBLEMS
from api.problems import Problem
from enforcement.contracts.messages import EntryMessage
from enforcement.docket.casefile import CaseFile
from enforcement.gateways.callbacks import SUBSYSTEMS
from enforcement.records.database import transaction
from enforcement.records.queries import case_file

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
        case = case_file(session, fact.case_id, services.profile)
    if _early(case, fact):
        raise Problem(425, "too-early", "Too early", f"{fact.type} came before finance had the payment notice; send it again")
    result = await services.record(fact)
    return {"entry_id": result.entry_id, "outcome": result.outcome}


def _early(case: CaseFile, fact: EntryMessage) -> bool:
    # Callbacks overtake each other. What the bank did with a payment counts only once its notice has opened the clock that it ends.
    payment = case.payments.get(str(fact.data.get("payment")))
    return fact.type in ("payout_completed", "payout_returned") and (payment is None or not payment.noticed)
