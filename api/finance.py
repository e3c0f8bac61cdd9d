"""What finance reads, the reconciliations of the case accounts, and its deed: money whose case is not known is matched to one (art 19)."""

import asyncio
from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from api.admission import PermissionHere
from api.bodies import json_object, person, texts
from api.dependencies import ServicesHere, SessionHere, SuspenseHere
from api.entries import actor
from api.examples import PROBLEMS, body
from enforcement.contracts.receipts.entry import yuan
from enforcement.contracts.receipts.fund import credited, identified
from enforcement.contracts.suspense import Match, Suspended, SuspenseQuestion, match_id
from enforcement.docket.events import iso
from enforcement.errors import UnknownCase
from enforcement.records import reconciliations
from enforcement.records.queries import MAX_PAGE, case_exists
from enforcement.records.reconciliation_tables import DifferenceRow, ReconciliationRow

router = APIRouter(prefix="/finance", tags=["finance"], responses=PROBLEMS)
_MATCH = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"court": {"type": "string"}, "credit": {"type": "string"}, "case_id": {"type": "string"}, "by": {"type": "string"}},
    "required": ["court", "credit", "case_id"],
}
_EXAMPLE = {"court": "沪0199", "credit": "V7", "case_id": "沪0199-2026-执-101"}
_MONEY = ("opening", "credits", "payouts", "closing", "special", "suspense")


@router.get("/reconciliations", summary="Reconciliations of case accounts, newest first")
def list_reconciliations(
    session: SessionHere,
    permission: PermissionHere,
    court: Annotated[str | None, Query(max_length=20)] = None,
    month: Annotated[str | None, Query(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
) -> dict[str, Any]:
    """Of a court, a month, or all. Money in yuan; `balanced`: the accounts and the suspense make up the special account, and nothing is left to settle."""
    return {"items": [_view(row) for row in reconciliations.reconciliation_page(session, permission.reach, court, month, limit)]}


@router.get("/reconciliations/{run}", summary="One reconciliation, with every difference and its reason")
def read_reconciliation(run: str, session: SessionHere, permission: PermissionHere) -> dict[str, Any]:
    """`recorded`: the reconciliation itself brought the credit into its case."""
    row, found = reconciliations.reconciliation(session, permission.reach, run)
    return {**_view(row), "items": [_difference(one) for one in found]}


@router.get("/suspense", summary="Money of a court that belongs to no case yet (不明款)")
def list_suspense(
    suspense: SuspenseHere,
    permission: PermissionHere,
    court: Annotated[str, Query(min_length=1, max_length=20)],
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> dict[str, Any]:
    """As the fund system has it now, page by page; of another court, as of one that has none."""
    if not permission.reach.covers_court(court):
        return {"items": [], "cursor": None}
    page = suspense.suspense(SuspenseQuestion(court, cursor))
    return {"items": [_suspended(item) for item in page.items], "cursor": page.next}


@router.post(
    "/suspense/matches", status_code=201, summary="Match money to its case", openapi_extra=body(_MATCH, {"match": {"value": _EXAMPLE}})
)
async def match_money(request: Request, suspense: SuspenseHere, permission: PermissionHere, services: ServicesHere) -> dict[str, Any]:
    """The fund system credits the case's account, and the case learns of the money and of who found that it is the case's.

    Repeated it changes nothing; another case for the same credit is refused. Where it ends half way, the money is on the case's account as
    unidentified, with three working days for somebody to look, and the same request finishes it.
    """
    said = texts(person(permission.caller, await json_object(request)), ["court", "credit", "case_id"], {})
    court, credit, case_id = (said[name] for name in ("court", "credit", "case_id"))
    by = permission.caller.subject
    mine = permission.reach.covers_court(court) and permission.reach.covers(case_id)
    if not mine or not await services.transaction(lambda session: case_exists(session, case_id)):
        raise UnknownCase(case_id)
    done = await asyncio.to_thread(suspense.match, Match(match_id(court, credit), court, credit, case_id, by))
    found = (credited(case_id, done.line), identified(case_id, done.line, by))
    outcomes = [(await services.record(replace(entry, actor=actor(permission.caller)))).outcome for entry in found]
    return {"case_id": case_id, "receipt": done.line.receipt, "amount": yuan(done.line.amount), "outcomes": outcomes}


def _suspended(item: Suspended) -> dict[str, Any]:
    return {**asdict(item), "amount": yuan(item.amount)}


def _view(row: ReconciliationRow) -> dict[str, Any]:
    return {
        "id": row.run,
        "court": row.court,
        "month": row.month,
        "at": iso(row.at),
        "cases": row.cases,
        **{name: _yuan(getattr(row, name)) for name in _MONEY},
        "differences": row.differences,
        "unsettled": row.unsettled,
        "balanced": row.balanced,
    }


def _difference(row: DifferenceRow) -> dict[str, Any]:
    sides = {"bank": _yuan(row.bank), "docket": _yuan(row.docket)}
    return {"case_id": row.case_id, "entry_id": row.entry_id, "reason": row.reason, **sides, "recorded": row.recorded, "note": row.note}


def _yuan(fen: int | None) -> str | None:
    if fen is None:
        return None
    return yuan(fen) if fen >= 0 else f"-{yuan(-fen)}"
