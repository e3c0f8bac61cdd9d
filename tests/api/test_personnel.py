"""The files of tenure, from the personnel register's events and from reading all of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import httpx2
from fastapi import FastAPI
from sqlalchemy import Engine

from enforcement import clock
from enforcement.contracts.personnel import StaffRecord
from enforcement.contracts.receipts.personnel import appointed
from enforcement.temporal import CaseStart
from tests.subsystems.test_callbacks import AT, signed
from zhixing.personnel import missing, record_all

RECORD = StaffRecord("沪0199-2026-任-7701", "某", "执行局长", True, "2021-01-05")


async def appoint(client: httpx2.AsyncClient) -> None:
    """The register tells of an appointment."""
    data = {"case_id": RECORD.case_id, "name": "某", "post": "执行局长", "leading": True, "since": "2021-01-05"}
    headers, body = signed({"type": "personnel.appointed", "timestamp": AT, "data": data}, event_id="staff-7701")
    assert (await client.post("/hooks/personnel", content=body, headers=headers)).status_code == 202
    for _ in range(100):
        if (await client.get(f"/tenures/{RECORD.case_id}")).status_code == 200:
            return
        await asyncio.sleep(0.1)


async def test_what_events_missed_is_found_by_reading_the_register(app: FastAPI, client: httpx2.AsyncClient, api_engine: Engine) -> None:
    await appoint(client)
    temporal, start = await app.state.services.client(), CaseStart()
    assert missing(api_engine, RECORD) == []
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    assert missing(api_engine, replace(RECORD, left_on=tomorrow)) == [], "what is announced has not happened"

    left, other = replace(RECORD, left_on="2026-02-01"), replace(RECORD, case_id="沪0199-2026-任-7702")
    entries = [*missing(api_engine, left), *missing(api_engine, other)]
    assert [(entry.case_id, entry.type) for entry in entries] == [(left.case_id, "staff_transferred"), (other.case_id, "staff_appointed")]
    assert await record_all(temporal, entries, start) == 0
    assert (await client.get(f"/tenures/{left.case_id}")).json()["state"] == "closed"
    assert missing(api_engine, left) == missing(api_engine, other) == []

    wrong = appointed(replace(RECORD, case_id="沪0199-2026-任-7703", since="无"))
    assert await record_all(temporal, [wrong], start) == 1
