"""Petitions, disputes, tenure and inspection items over HTTP, with the real engine behind; resumption of a case."""

import asyncio
from itertools import count
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

_SERIAL = count(1)
OPENINGS = [
    ("/petitions", "访", "Petition", {"data": {"about": "拖延"}}, "petition_close_30wd"),
    ("/disputes", "争", "Dispute", {}, "court_dispute_superior_1m"),
    ("/disputes", "争", "Dispute", {"type": "department_coordination_needed", "data": {"authority": "税务"}}, "dept_dispute_report_5wd"),
    (
        "/tenures",
        "任",
        "Tenure",
        {"data": {"name": "某", "post": "执行局长", "leading": True, "since": "2026-01-05"}},
        "rotation_leader_5y",
    ),
    ("/inspections", "查", "InspectionItem", {"data": {"finding": "滞留", "rectify_by": "2027-12-01"}}, "inspection_rectify"),
]


@pytest.mark.parametrize(("path", "mark", "workflow", "opening", "rule"), OPENINGS)
async def test_a_file_is_opened_once_and_driven_by_its_own_workflow(
    app: FastAPI, client: httpx2.AsyncClient, path: str, mark: str, workflow: str, opening: dict[str, Any], rule: str
) -> None:
    number = f"沪0199-2026-{mark}-{next(_SERIAL)}"
    first = await client.post(path, json={"number": number, **opening})
    assert first.status_code == 201, first.text
    again = await client.post(path, json={"number": number, **opening})
    assert again.status_code == 200
    file = (await client.get(f"{path}/{number}")).json()
    assert (file["state"], file["court"]) == ("open", "沪0199")
    assert rule in [clock["rule"] for clock in (await client.get(f"{path}/{number}/clocks")).json()]
    assert rule in [line.get("rule") for line in (await client.get(f"{path}/{number}/timeline")).json()]
    assert number in [row["case_id"] for row in (await client.get(path)).json()["items"]]
    assert number not in [row["case_id"] for row in (await client.get("/cases")).json()["items"]]
    assert (await client.get(f"/cases/{number}")).status_code == 404
    handle = (await app.state.services.client()).get_workflow_handle(first.json()["workflow_id"])
    assert (await handle.describe()).workflow_type == workflow


async def test_a_petition_from_its_receipt_to_its_end(client: httpx2.AsyncClient) -> None:
    number = f"沪0199-2026-访-{next(_SERIAL)}"
    await client.post("/petitions", json={"number": number})
    path = f"/petitions/{number}/entries"
    for _ in range(100):
        if (await client.get(f"/petitions/{number}")).json()["regions"]["petitions"] == [{"id": number, "state": "entered"}]:
            break
        await asyncio.sleep(0.1)
    refused = await client.post(path, json={"kind": "act", "type": "close_petition", "data": {"petition": number, "feedback_given": False}})
    assert [row["guard"] for row in refused.json()["refusals"]] == ["R30-2"]
    assert (await client.post(path, json={"kind": "fact", "type": "petition_closed", "data": {"petition": number}})).status_code == 201
    assert (await client.get(f"/petitions/{number}")).json()["regions"]["petitions"] == [{"id": number, "state": "closed"}]
    assert (await client.get(f"/petitions/{number}")).json()["state"] == "closed"


async def test_what_belongs_elsewhere_is_told_so(client: httpx2.AsyncClient, case: str) -> None:
    number = f"沪0199-2026-访-{next(_SERIAL)}"
    await client.post("/petitions", json={"number": number})
    wrong = await client.post(f"/petitions/{number}/entries", json={"kind": "fact", "type": "materials_received", "data": {}})
    assert (wrong.status_code, wrong.json()["errors"][0]["hint"]) == (422, "materials_received belongs to: case")
    wrong = await client.post(f"{case}/entries", json={"kind": "fact", "type": "staff_transferred", "data": {"staff": "Z"}})
    assert (wrong.status_code, wrong.json()["errors"][0]["hint"]) == (422, "staff_transferred belongs to: tenure")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "number"),
        ({"number": "沪0199-2026-执-1"}, "number"),
        ({"number": "沪0199-2026-访-1", "type": "petition_closed"}, "type"),
        ({"number": "沪0199-2026-访-1", "data": []}, "data"),
        ({"number": "沪0199-2026-访-1", "why": 1}, "why"),
        ({"number": "沪0199-2026-访-1", "data": {"colour": 1}}, "data.colour"),
    ],
)
async def test_a_malformed_opening_names_the_field(client: httpx2.AsyncClient, body: dict[str, Any], path: str) -> None:
    answer = await client.post("/petitions", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, path), answer.text


async def test_a_resumed_case_is_linked_to_the_case_before(client: httpx2.AsyncClient, case: str, filing: dict[str, Any]) -> None:
    before = (await client.get(case)).json()["number"]
    resumed = {**filing, "case_number": filing["case_number"].replace("执", "执恢"), "parent": before}
    answer = await client.post("/cases", json=resumed)
    assert answer.status_code == 201, answer.text
    for _ in range(100):
        if (await client.get(case)).json()["resumed_as"] is not None:
            break
        await asyncio.sleep(0.1)
    assert (await client.get(case)).json()["resumed_as"] == resumed["case_number"]
    child = f"/cases/{answer.json()['case_id']}"
    for _ in range(100):
        if (await client.get(child)).json()["parent_informed"]:
            break
        await asyncio.sleep(0.1)
    file = (await client.get(child)).json()
    assert (file["parent"], file["parent_informed"], file["kind"]) == (before, True, "执恢")


async def test_a_parent_must_be_known(client: httpx2.AsyncClient, filing: dict[str, Any]) -> None:
    for parent in ("（1999）沪0199执1号", "nonsense"):
        answer = await client.post("/cases", json={**filing, "parent": parent})
        assert (answer.status_code, answer.json()["errors"][0]["path"]) == (422, "data.parent"), answer.text
