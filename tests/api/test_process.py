"""The process over HTTP: public as a whole, and with its place for each case."""

import re
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from lxml import etree

from enforcement.process.bpmn import ZHIXING, whole_document
from subsystems.signing import Person
from tests.api.conftest import http
from tests.process.test_bpmn import SCHEMA

VENDOR = Path("api/static/vendor/bpmn-js")


async def test_the_whole_is_public_like_the_law(app: FastAPI) -> None:
    async with http(app, None) as nobody:
        document = await nobody.get("/statutes/process.bpmn")
        assert (document.status_code, document.content) == (200, whole_document())
        assert "process.bpmn" in document.headers["Content-Disposition"]
        picture = await nobody.get("/statutes/process.svg", params={"part": "phase_query"})
        assert picture.headers["Content-Type"] == "image/svg+xml"
        assert "网络查控已发起" in picture.text
        assert (await nobody.get("/process")).status_code == 200


async def test_an_unknown_part_is_not_found_and_the_known_ones_are_named(client: httpx2.AsyncClient) -> None:
    for path in ("/statutes/process.svg", "/process"):
        answer = await client.get(path, params={"part": "phase_nowhere"})
        assert answer.status_code == 404
        assert "phase_query" in answer.json()["detail"]


async def test_a_case_has_its_place(client: httpx2.AsyncClient, case: str) -> None:
    told = await client.post(
        f"{case}/entries", json={"kind": "fact", "type": "petition_received", "data": {"petition": "F1", "about": "进度"}}
    )
    assert told.status_code == 201, told.text
    shown: dict[str, Any] = (await client.get(f"{case}/process")).json()
    assert (shown["state"], shown["phases"]) == ("filed", ["phase_filing"])
    assert shown["elements"]["act_file_case"]["status"] == "done"
    petition = shown["elements"]["clock_petition_enter_5wd"]
    (clock,) = [row for row in (await client.get(f"{case}/clocks")).json() if row["rule"] == "petition_enter_5wd"]
    assert (petition["status"], petition["due"]) == ("open", clock["due"])
    document = await client.get(f"{case}/process.bpmn")
    root = etree.fromstring(document.content)
    SCHEMA.assertValid(root)
    assert clock["clock"] in {element.get("id") for element in root.iter(f"{{{ZHIXING}}}clock")}
    picture = await client.get(f"{case}/process.svg", params={"part": "phase_supervision"})
    assert 'fill="#dbe7fb"' in picture.text


async def test_an_unknown_case_has_no_process(client: httpx2.AsyncClient) -> None:
    for end in ("process", "process.bpmn", "process.svg", "process/view"):
        assert (await client.get(f"/cases/沪0199-2026-执-9999999/{end}")).status_code == 404


async def test_a_refused_act_is_not_done(client: httpx2.AsyncClient, case: str) -> None:
    refused = await client.post(f"{case}/entries", json={"kind": "act", "type": "close_case", "data": {"form": "终结本次执行程序"}})
    assert refused.status_code == 409
    assert (await client.get(f"{case}/process")).json()["elements"].get("act_close_case", {}).get("status") != "done"


@pytest.mark.parametrize("end", ["/process", "/process/view"])
async def test_pages_read_without_scripts_and_let_in_nothing_from_elsewhere(client: httpx2.AsyncClient, case: str, end: str) -> None:
    answer = await client.get(end if end == "/process" else case + end)
    page, policy = answer.text, answer.headers["Content-Security-Policy"]
    assert "<svg" in page
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert not re.findall(r"<script(?![^>]* src=)|<style| style=| on\w+=", page)
    for address in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert address.startswith(("/", "?", "#")), address
    for address in set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page)):
        assert (await client.get(address)).status_code == 200, address


async def test_every_part_has_a_page(client: httpx2.AsyncClient) -> None:
    page = (await client.get("/process")).text
    parts = re.findall(r'href="/process\?part=(\w+)"', page)
    assert {"process", "phase_query", "ladder_court", "phase_tenure"} <= set(parts)
    for part in parts:
        assert f'data-part="{part}"' in (await client.get("/process", params={"part": part})).text


def test_the_viewer_lies_here_with_its_licence_and_is_small() -> None:
    assert "watermark must stay fully visible" in (VENDOR / "LICENSE").read_text(encoding="utf-8")
    assert sum(path.stat().st_size for path in VENDOR.iterdir()) <= 300_000
    assert ".bjs-powered-by" in Path("api/static/process.css").read_text(encoding="utf-8")


async def test_discipline_is_left_out_for_whoever_may_not_read_of_it(app: FastAPI, client: httpx2.AsyncClient, case: str) -> None:
    found = {"kind": "fact", "type": "discipline_issue_found", "by": "bureau_chief", "data": {"issue": "I1"}}
    told = await client.post(f"{case}/entries", json=found)
    assert told.status_code == 201, told.text
    clock = "clock_doublecheck_consult_prompt"
    for role, may in (("inspector", True), ("handler", False)):
        async with http(app, Person(f"{role}-1", "甲", "沪0199", [role])) as reader:
            assert (clock in (await reader.get(f"{case}/process")).json()["elements"]) is may
            assert (b' rule="doublecheck_consult_prompt"' in (await reader.get(f"{case}/process.bpmn")).content) is may


async def test_a_party_does_not_see_what_is_kept_from_the_parties(app: FastAPI, case: str) -> None:
    party = Person("applicant-1", "申请人甲", "沪0199", ["applicant"], [case.removeprefix("/cases/")])
    async with http(app, party) as reader:
        for end in ("process", "process.bpmn", "process.svg", "process/view"):
            assert (await reader.get(f"{case}/{end}")).status_code == 403
