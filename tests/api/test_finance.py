"""Reconciliations over HTTP."""

import httpx2
from fastapi import FastAPI

from enforcement import clock
from enforcement.contracts.reconciliation import Difference, Outcome, PageOrder, Reason, Totals
from enforcement.records.reconciliations import KeptReconciliations


async def test_a_reconciliation_is_read_with_its_differences(client: httpx2.AsyncClient, app: FastAPI) -> None:
    books = KeptReconciliations(app.state.services.engine)
    lost = Difference("沪0195-2026-执-1", "fund/credit/V1", Reason.MISSING_IN_DOCKET, bank=12_345, note="待查")
    books.note(PageOrder("run-9", "沪0195", "2026-03"), [lost])
    totals = Totals(1, credits=12_345, payouts=345, closing=12_000, special=11_999, suspense=-1, differences=1, unsettled=1)
    books.close(Outcome("run-9", "沪0195", "2026-03", totals), clock.now())

    (listed,) = (await client.get("/finance/reconciliations", params={"court": "沪0195", "month": "2026-03"})).json()["items"]
    assert (listed["id"], listed["balanced"], listed["unsettled"]) == ("run-9", False, 1)
    assert [listed[name] for name in ("credits", "payouts", "closing", "special", "suspense")] == [
        "123.45",
        "3.45",
        "120.00",
        "119.99",
        "-0.01",
    ]
    read = (await client.get("/finance/reconciliations/run-9")).json()
    assert read == {
        **listed,
        "items": [
            {
                "case_id": "沪0195-2026-执-1",
                "entry_id": "fund/credit/V1",
                "reason": "missing_in_docket",
                "bank": "123.45",
                "docket": None,
                "recorded": False,
                "note": "待查",
            }
        ],
    }


async def test_what_there_is_not_is_told(client: httpx2.AsyncClient) -> None:
    unknown = await client.get("/finance/reconciliations/run-0")
    assert (unknown.status_code, unknown.json()["type"].rsplit("/", 1)[-1]) == (404, "unknown-reconciliation")
    assert (await client.get("/finance/reconciliations", params={"month": "2026-13"})).status_code == 422
