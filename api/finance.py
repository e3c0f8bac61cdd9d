"""What finance reads: the reconciliations of the case accounts."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from api.dependencies import SessionHere
from api.examples import PROBLEMS
from enforcement.contracts.receipts.entry import yuan
from enforcement.docket.events import iso
from enforcement.records import reconciliations
from enforcement.records.queries import MAX_PAGE
from enforcement.records.tables import DifferenceRow, ReconciliationRow

router = APIRouter(prefix="/finance", tags=["finance"], responses=PROBLEMS)
_MONEY = ("opening", "credits", "payouts", "closing", "special", "suspense")


@router.get("/reconciliations", summary="Reconciliations of case accounts, newest first")
def list_reconciliations(
    session: SessionHere,
    court: Annotated[str | None, Query(max_length=20)] = None,
    month: Annotated[str | None, Query(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$")] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50,
) -> dict[str, Any]:
    """Of a court, a month, or all. Money in yuan; `balanced`: the accounts and the suspense make up the special account, and nothing is left to settle."""
    return {"items": [_view(row) for row in reconciliations.reconciliation_page(session, court, month, limit)]}


@router.get("/reconciliations/{run}", summary="One reconciliation, with every difference and its reason")
def read_reconciliation(run: str, session: SessionHere) -> dict[str, Any]:
    """`recorded`: the reconciliation itself brought the credit into its case."""
    row, found = reconciliations.reconciliation(session, run)
    return {**_view(row), "items": [_difference(one) for one in found]}


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
