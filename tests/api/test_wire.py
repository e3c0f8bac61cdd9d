"""What Temporal keeps of a case that was spoken to over HTTP."""

import json
from typing import Any

import httpx2
from fastapi import FastAPI
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowHistory
from temporalio.converter import default

from enforcement.contracts.ids import case_workflow_id
from enforcement.secrecy.payloads import SEALED
from tests.api.waiting import until

MARKS = "标记甲", "6222999900001111", "标记的理由"


async def test_a_history_shows_labels_and_nothing_that_was_said(app: FastAPI, client: httpx2.AsyncClient, filing: dict[str, Any]) -> None:
    filing["parties"] = [{"id": "P1", "role": "applicant", "name": MARKS[0]}, *filing["parties"][1:]]
    filing["payee_account"] = {"number": MARKS[1], "confirmed": True}
    case_id = (await client.post("/cases", json=filing)).json()["case_id"]
    said = [
        {"kind": "fact", "type": "petition_received", "data": {"petition": "X1", "about": MARKS[2]}},
        {"kind": "act", "type": "restrict_consumption", "data": {"debtor": "D1", "ground": MARKS[2]}},
    ]
    answers = [(await client.post(f"/cases/{case_id}/entries", json=entry)).status_code for entry in said]
    assert answers == [201, 409]
    handle = (await app.state.services.client()).get_workflow_handle(case_workflow_id(case_id))
    history = await until(handle.fetch_history, lambda found: any(_labels(found)))
    raw = b"".join(event.SerializeToString() for event in history.events)
    # As it is, and as JSON writes it.
    assert [mark for mark in MARKS if mark.encode() in raw or json.dumps(mark)[1:-1].encode() in raw] == []
    assert SEALED in raw
    assert any("到期 20" in label for label in [(await default().decode([summary]))[0] for summary in _labels(history)])


def _labels(history: WorkflowHistory) -> list[Payload]:
    return [event.user_metadata.summary for event in history.events if event.HasField("timer_started_event_attributes")]
