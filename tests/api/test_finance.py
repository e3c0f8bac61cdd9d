"""Reconciliations, and money whose case is not known, over HTTP."""

import httpx2
import pytest
from fastapi import FastAPI

from enforcement import clock
from enforcement.contracts.reconciliation import Difference, Outcome, PageOrder, Reason, Totals
from enforcement.records.reconciliations import KeptReconciliations
from enforcement.survey import Place, Places
from subsystems.signing import Person
from tests.api.conftest import http
from tests.subsystems.test_suspense import to_the_court


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


async def test_money_without_a_case_is_shown_and_matched_by_a_person(
    app: FastAPI, client: httpx2.AsyncClient, case: str, fund_system: str
) -> None:
    case_id = case.removeprefix("/cases/")
    credit = f"V-{case_id}"
    to_the_court(fund_system, "沪0199", credit, 12_345)
    shown = (await client.get("/finance/suspense", params={"court": "沪0199"})).json()
    (item,) = [item for item in shown["items"] if item["credit"] == credit]
    assert (item["amount"], item["remark"]) == ("123.45", "还款")

    said = {"court": "沪0199", "credit": credit, "case_id": case_id}
    done = await client.post("/finance/suspense/matches", json=said)
    assert (done.status_code, done.json()) == (
        201,
        {"case_id": case_id, "receipt": credit, "amount": "123.45", "outcomes": ["recorded", "recorded"]},
    )
    again = await client.post("/finance/suspense/matches", json=said)
    assert again.json()["outcomes"] == ["duplicate", "duplicate"]
    async with http(app, Person("colleague", "财务乙", "沪0199", ["finance"])) as colleague:
        other = await colleague.post("/finance/suspense/matches", json=said)
    assert (other.status_code, other.json()["type"].rsplit("/", 1)[-1]) == (409, "subsystem-refused")
    told = {(line.get("rule"), line["kind"]) for line in (await client.get(f"{case}/timeline")).json()}
    assert {("unidentified_money_match", "deadline_opened"), ("unidentified_money_match", "deadline_met")} <= told
    assert ("payout_notice_10wd", "deadline_opened") in told


@pytest.mark.usefixtures("fund_system")
async def test_money_is_matched_to_a_case_that_there_is(client: httpx2.AsyncClient) -> None:
    said = {"court": "沪0199", "credit": "V1", "case_id": "沪0199-2026-执-9999999"}
    assert (await client.post("/finance/suspense/matches", json=said)).status_code == 404
    assert (await client.post("/finance/suspense/matches", json={"court": "沪0199"})).status_code == 422
    assert (await client.get("/finance/suspense")).status_code == 422


async def test_a_fund_system_that_is_away_is_told(client: httpx2.AsyncClient, app: FastAPI) -> None:
    services = app.state.services
    before, services.places = services.places, Places([Place("fund", "http://127.0.0.1:9", True)], "credential")
    away = await client.get("/finance/suspense", params={"court": "沪0199"})
    services.places = before
    assert (away.status_code, away.json()["type"].rsplit("/", 1)[-1]) == (503, "subsystem-away")
    assert away.headers["Retry-After"]
