"""Texts that mean no harm to whoever takes them for texts: what was taken in comes back sign by sign, and stands escaped in every page."""

import json
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from lxml import etree

from api.bodies import read_json
from api.identity.claims import ClaimError, ClaimNames
from enforcement.docket.entries import MAX_NAME, EntryType, FieldType, catalogue
from enforcement.docket.reading import EntryError, read_entry
from tests.api.conftest import http
from tests.docket.building import moment
from tests.fuzz.corpus import MARK, SAYABLE, TEXTS, UNSAYABLE, WRITTEN

NOW = moment("2026-09-17T09:00")
NAMES = [text for text in SAYABLE.values() if len(text) <= MAX_NAME]
TYPES = [*catalogue().facts.values(), *catalogue().acts.values()]


@pytest.mark.parametrize("entry_type", TYPES, ids=lambda entry_type: entry_type.type)
def test_every_text_of_every_entry_is_read_as_it_came_or_refused_by_name(entry_type: EntryType) -> None:
    for name, field in entry_type.fields.items():
        for text in TEXTS.values():
            wrong, data = read(entry_type, {name: text})
            if field.type is not FieldType.STRING:
                continue
            told = {error.path for error in wrong}
            sayable = text in SAYABLE.values() and len(text) <= field.longest
            assert (f"data.{name}" not in told) is sayable, (name, text[:40])
            assert not data or data[name] == text


@pytest.mark.parametrize("name", WRITTEN)
def test_every_value_of_json_is_read_or_refused(name: str) -> None:
    try:
        value = read_json(WRITTEN[name])
    except (ValueError, RecursionError):
        return
    for entry_type in TYPES:
        for field in entry_type.fields:
            read(entry_type, {field: value})
    read(TYPES[0], value)


def read(entry_type: EntryType, data: object) -> tuple[Any, dict[str, Any]]:
    """What is wrong with an entry, and its data if nothing is."""
    raw = {"id": "e", "kind": entry_type.kind.value, "type": entry_type.type, "by": "handler", "data": data}
    try:
        return (), dict(read_entry(raw, NOW).data)
    except EntryError as error:
        json.dumps([error.args, [(wrong.path, wrong.got) for wrong in error.errors]])
        return error.errors, {}


async def say(client: httpx2.AsyncClient, case: str, entry_id: str, receipt: str) -> httpx2.Response:
    entry = {"id": entry_id, "kind": "fact", "type": "funds_received", "data": {"receipt": receipt, "amount": 1}}
    return await client.post(f"{case}/entries", content=json.dumps(entry), headers={"Content-Type": "application/json"})


async def test_what_was_said_comes_back_as_it_came_and_is_shown_as_text(app: FastAPI, case: str) -> None:
    async with http(app) as client:
        for number, text in enumerate(NAMES):
            answer = await say(client, case, f"e{number}", text)
            assert answer.status_code == 201, (text, answer.text)
        found = (await client.get(case)).json()
        assert set(NAMES) <= set(found["receipts"])
        for path in (f"/desk{case}", f"/desk{case}/say/fact/funds_received", f"/desk{case}/say/act/distribute_funds"):
            page = await client.get(path)
            assert page.status_code in (200, 404), path
            assert f"<script>{MARK}" not in page.text
            assert f"onerror={MARK}" not in page.text.replace("&lt;img src=x onerror=", "")
            assert "49{{ config" not in page.text, "a template within a text was rendered"
        for path in (f"{case}/process.svg", f"{case}/process.bpmn"):
            drawn = await client.get(path)
            assert drawn.status_code == 200, path
            parsed = etree.fromstring(drawn.content)
            assert not parsed.xpath("//*[local-name()='script' or local-name()='img']")


async def test_what_cannot_be_said_is_named_and_nothing_was_written(app: FastAPI, case: str) -> None:
    async with http(app) as client:
        for name, text in UNSAYABLE.items():
            for answer in (await say(client, case, f"u-{name}", text), await say(client, case, text, "R1")):
                assert answer.status_code == (413 if name == "too long" else 422), (name, answer.text[:200])
                assert answer.headers["content-type"] == "application/problem+json"
        ids = {row["id"] for row in (await client.get(f"{case}/entries")).json()}
        assert not ids & {*UNSAYABLE.values(), *(f"u-{name}" for name in UNSAYABLE)}


@pytest.mark.parametrize(
    "body", [{"type": []}, {"type": {}}, {"number": []}, {"data": []}, {"number": "沪0199-2026-访-1", "by": []}], ids=str
)
async def test_a_file_is_not_opened_with_values_of_another_kind(client: httpx2.AsyncClient, body: dict[str, Any]) -> None:
    assert (await client.post("/petitions", json=body)).status_code == 422


@pytest.mark.parametrize(
    "name",
    ["assets.999999999.asset", "assets.²³.asset", "assets.", "assets.x.asset", "assets.-1.asset", f"assets.{'9' * 5000}.asset", "assets"],
)
async def test_a_form_may_have_fields_of_any_name(client: httpx2.AsyncClient, case: str, name: str) -> None:
    for path in (f"/desk{case}/say/fact/query_feedback_received", f"/desk{case}/say/fact/query_feedback_received/check"):
        answer = await client.post(path, data={name: "x"})
        assert answer.status_code in (200, 409, 422), answer.text[:200]
        assert len(answer.content) < 200_000


async def test_every_form_takes_any_text_for_a_text(app: FastAPI, case: str) -> None:
    texts = [*SAYABLE.values(), "--5", "²", "a\x00b", "1e400"]
    async with http(app) as client:
        for number, entry_type in enumerate(one for one in TYPES if "case" in one.registers and one.fields):
            text = texts[number % len(texts)]
            answer = await client.post(
                f"/desk{case}/say/{entry_type.kind.value}/{entry_type.type}/check", data=dict.fromkeys(entry_type.fields, text)
            )
            assert answer.status_code == 200, (entry_type.type, text, answer.text[:200])
            assert f"<script>{MARK}" not in answer.text


@pytest.mark.parametrize("claim", ["sub", "name", "court", "roles", "files"])
def test_a_token_that_claims_what_nobody_can_say_is_worth_nothing(claim: str) -> None:
    claims: dict[str, Any] = {"sub": "u", "name": "某甲", "court": "沪0199", "roles": ["handler"]}
    for text in UNSAYABLE.values():
        if text.strip():
            with pytest.raises(ClaimError):
                ClaimNames().caller({**claims, claim: [text] if claim in ("roles", "files") else text})


async def test_a_filing_with_a_number_beyond_every_double_is_malformed(client: httpx2.AsyncClient, filing: dict[str, Any]) -> None:
    assert (await client.post("/cases", json={**filing, "parties": [{"id": 2**60}]})).status_code == 422
