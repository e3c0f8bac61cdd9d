"""The codec that Temporal's CLI and UI ask: for operators, and in browsers only from Temporal's UI."""

from dataclasses import replace

import httpx2
import pytest
from google.protobuf.json_format import MessageToDict, ParseDict
from temporalio.api.common.v1 import Payloads
from temporalio.converter import default

from enforcement.contracts.messages import EntryMessage
from enforcement.secrecy.payloads import SEALED, data_converter
from tests.keys import KEYS
from tests.tokens import ANYBODY, bearer

ENTRY = EntryMessage("沪0199-2026-执-9001", "e-1", "fact", "petition_received", "petition_staff", {"petition": "标记人"})
UI = "http://127.0.0.1:8233"


async def sealed() -> dict[str, object]:
    return dict(MessageToDict(Payloads(payloads=await data_converter(KEYS).encode([ENTRY]))))


async def test_what_is_sealed_is_opened_and_sealed_again(client: httpx2.AsyncClient) -> None:
    opened = (await client.post("/codec/decode", json=await sealed())).json()
    payload = ParseDict(opened, Payloads()).payloads[0]
    assert await default().decode([payload], [EntryMessage]) == [ENTRY]
    again = (await client.post("/codec/encode", json=opened)).json()
    assert ParseDict(again, Payloads()).payloads[0].metadata["encoding"] == SEALED
    assert (await client.post("/codec/decode", json=again)).json() == opened


@pytest.mark.parametrize("body", [{"payloads": 1}, {"payloads": [{"data": 5}]}, {"other": []}])
async def test_what_is_no_payload_is_malformed(client: httpx2.AsyncClient, body: dict[str, object]) -> None:
    assert (await client.post("/codec/decode", json=body)).status_code == 422


async def test_what_was_changed_does_not_open(client: httpx2.AsyncClient) -> None:
    broken = ParseDict(await sealed(), Payloads())
    broken.payloads[0].data = broken.payloads[0].data[:-1]
    answer = await client.post("/codec/decode", json=dict(MessageToDict(broken)))
    assert (answer.status_code, "标记人" in answer.text) == (422, False)


async def test_others_open_nothing(client: httpx2.AsyncClient) -> None:
    handler = bearer(replace(ANYBODY, roles=("handler",)))
    assert (await client.post("/codec/decode", json=await sealed(), headers=handler)).status_code == 403
    assert (await client.post("/codec/decode", json=await sealed(), headers={"Authorization": "Bearer no"})).status_code == 401


@pytest.mark.parametrize(("origin", "allowed"), [(UI, UI), ("https://elsewhere.example", None)])
async def test_a_browser_may_ask_from_the_pages_of_temporal_alone(client: httpx2.AsyncClient, origin: str, allowed: str | None) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,x-namespace"}
    before = await client.request("OPTIONS", "/codec/decode", headers=asked)
    assert before.headers.get("Access-Control-Allow-Origin") == allowed
    answer = await client.post("/codec/decode", json=await sealed(), headers={"Origin": origin})
    assert answer.headers.get("Access-Control-Allow-Origin") == allowed
    elsewhere = await client.get("/subsystems", headers={"Origin": UI})
    assert "Access-Control-Allow-Origin" not in elsewhere.headers
