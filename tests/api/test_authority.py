"""Who may do what, over HTTP: other courts' cases, other people's words, restricted matters, the parties' view."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from subsystems.signing import Person
from tests.api.conftest import http

HOUSE = "沪0199"


@asynccontextmanager
async def speaking(app: FastAPI, roles: str, court: str = HOUSE, name: str = "某甲", files: list[str] | None = None) -> AsyncIterator[Any]:
    person = Person(f"{roles}@{court}", name, court, roles.split(), files or ())
    async with http(app, person) as client:
        yield client


def kind(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rsplit("/", 1)[-1]


@pytest.mark.parametrize("path", ["", "/timeline", "/clocks", "/documents", "/entries", "/public"])
async def test_another_courts_case_is_answered_as_one_that_there_is_not(app: FastAPI, case: str, path: str) -> None:
    async with speaking(app, "handler", "京0105") as stranger:
        other = await stranger.get(case + path)
        nothing = await stranger.get("/cases/京0105-2026-执-99999999" + path)
    assert kind(other) == kind(nothing) == (404, "unknown-case")
    assert other.text.replace(case.removeprefix("/cases/"), "京0105-2026-执-99999999") == nothing.text


async def test_another_courts_case_takes_no_entries_and_is_on_no_list(app: FastAPI, case: str) -> None:
    entry = {"kind": "fact", "type": "triaged", "data": {"track": "fast"}}
    async with speaking(app, "handler", "京0105") as stranger:
        assert kind(await stranger.post(f"{case}/entries", json=entry)) == (404, "unknown-case")
        listed = (await stranger.get("/cases", params={"court": HOUSE, "limit": 200})).json()["items"]
        known_then = (await stranger.get("/cases", params={"as_known_at": "2030-01-01T00:00:00+08:00", "limit": 200})).json()["items"]
    assert listed == known_then == []


async def test_the_court_above_reads_and_the_court_beside_does_not(app: FastAPI, case: str) -> None:
    for roles, court, status in (
        ("superior_court", "沪01", 200),
        ("bureau_chief", "沪", 200),
        ("handler", "沪01", 404),
        ("bureau_chief", "沪02", 404),
    ):
        async with speaking(app, roles, court) as somebody:
            assert (await somebody.get(case)).status_code == status, (roles, court)


async def test_a_handler_is_not_taken_for_the_president(app: FastAPI, case: str) -> None:
    for by, name, data in (
        ("court_president", "restrict_consumption", {"debtor": "D1", "ground": "x", "signed_by": "court_president"}),
        ("bureau_chief", "assign_reviewers", {"objection": "O1", "reviewers": ["甲"]}),
        (None, "assign_reviewers", {"objection": "O1", "reviewers": ["甲"]}),
    ):
        said = {"kind": "act", "type": name, "data": data, **({"by": by} if by else {})}
        async with speaking(app, "handler") as handler:
            answer = await handler.post(f"{case}/entries", json=said)
        assert kind(answer) == (403, "not-authorized")
        assert answer.json()["article"]
        assert answer.json()["allowed"]


async def test_a_handler_writes_down_what_others_said_and_systems_only_their_own(
    app: FastAPI, client: httpx2.AsyncClient, case: str
) -> None:
    clue = {"clue": "C1", "clear": True, "specific": True, "urgent": False}
    async with speaking(app, "handler") as handler:
        said = await handler.post(
            f"{case}/entries", json={"id": "c1", "kind": "fact", "type": "clue_received", "by": "applicant", "data": clue}
        )
    assert (said.status_code, said.json()["outcome"]) == (201, "recorded")
    async with speaking(app, "query_system", "最高法") as system:
        fed = await system.post(
            f"{case}/entries", json={"id": "q1", "kind": "fact", "type": "query_feedback_received", "data": {"assets": []}}
        )
        money = await system.post(
            f"{case}/entries", json={"kind": "fact", "type": "funds_received", "data": {"receipt": "R1", "amount": 1}}
        )
        assert kind(await system.get(case)) == (403, "not-authorized")
    assert (fed.status_code, fed.json()["clocks"]) == (201, [])
    assert kind(money) == (403, "not-authorized")
    assert [role["role"] for role in money.json()["allowed"]] == ["finance", "finance_head", "fund_system"]
    by = {row["id"]: row["by"] for row in (await client.get(f"{case}/entries")).json()}
    assert (by["c1"], by["q1"]) == ("applicant", "query_system")


async def test_a_case_is_filed_in_ones_own_court_alone(app: FastAPI, filing: dict[str, Any]) -> None:
    async with speaking(app, "filing_clerk", "京0105") as clerk:
        assert kind(await clerk.post("/cases", json=filing)) == (403, "not-authorized")
    async with speaking(app, "handler") as handler:
        assert kind(await handler.post("/cases", json=filing)) == (403, "not-authorized")
    async with speaking(app, "filing_clerk") as clerk:
        assert (await clerk.post("/cases", json=filing)).status_code == 201


async def test_discipline_is_read_by_the_inspectorate_the_president_and_the_court_above(app: FastAPI, case: str) -> None:
    found = {"kind": "fact", "type": "discipline_issue_found", "data": {"issue": "I1", "person": "某甲"}}
    async with speaking(app, "bureau_chief") as chief:
        reported = await chief.post(f"{case}/entries", json=found)
    assert reported.status_code == 201
    assert "doublecheck_consult_prompt" not in {row["rule"] for row in reported.json()["clocks"]}
    for roles, court, seen in (
        ("inspector", HOUSE, True),
        ("court_president", HOUSE, True),
        ("superior_court", "沪01", True),
        ("auditor", "京", True),
        ("bureau_chief", HOUSE, False),
        ("handler", HOUSE, False),
        ("special_supervisor", HOUSE, False),
    ):
        async with speaking(app, roles, court) as reader:
            file, lines = (await reader.get(case)).json(), (await reader.get(f"{case}/timeline")).json()
            clocks, entries = (await reader.get(f"{case}/clocks")).json(), (await reader.get(f"{case}/entries")).json()
            told = (await reader.get(f"{case}/timeline", params={"explain": True})).json()
        where = {
            "fields": "double_checks" in file and "issues" in file,
            "regions": "double_checks" in file["regions"],
            "timeline": "doublecheck_consult_prompt" in {line.get("rule") for line in lines},
            "explained": "doublecheck_consult_prompt" in {line.get("rule") for line in told},
            "entries": "discipline_issue_found" in {row["type"] for row in entries},
        }
        assert set(where.values()) == {seen}, (roles, where)
        # The consultation follows by itself, and ends the clock.
        assert seen or "doublecheck_consult_prompt" not in {row["rule"] for row in clocks}


async def test_parties_read_public_nodes_of_their_own_file_and_nothing_else(app: FastAPI, client: httpx2.AsyncClient, case: str) -> None:
    file = case.removeprefix("/cases/")
    names = {party["role"]: party["name"] for party in (await client.get(case)).json()["parties"]}
    clue = {"kind": "fact", "type": "clue_received", "data": {"clue": "C9", "clear": True, "specific": True, "urgent": False}}
    async with speaking(app, "applicant", name=names["applicant"], files=[file]) as applicant:
        told = (await applicant.get(f"{case}/public")).json()
        reported = await applicant.post(f"{case}/entries", json=clue)
        for path in ("", "/timeline", "/clocks", "/documents", "/entries"):
            assert kind(await applicant.get(case + path)) == (403, "not-authorized")
        assert kind(await applicant.get("/cases")) == (403, "not-authorized")
    assert (reported.status_code, reported.json()["clocks"]) == (201, [])
    assert "filed" in {node["node"] for node in told["nodes"]}
    shown = {party["role"]: party["name"] for party in told["parties"]}
    assert shown["applicant"] == names["applicant"]
    assert shown["debtor"] == names["debtor"][0] + "*" * (len(names["debtor"]) - 1)
    async with speaking(app, "applicant", files=["沪0199-2026-执-1"]) as other:
        assert kind(await other.get(f"{case}/public")) == (404, "unknown-case")
        assert kind(await other.post(f"{case}/entries", json=clue)) == (404, "unknown-case")


async def test_a_rung_is_acknowledged_by_whom_it_speaks_to_and_never_by_who_handles_the_case(
    app: FastAPI, client: httpx2.AsyncClient, case: str
) -> None:
    entries = f"{case}/entries"
    late = {"kind": "fact", "type": "supervision_order_received", "data": {"order": "O1", "answer_by": "2026-01-05"}}
    await client.post(entries, json=late)
    await client.post(entries, json={"kind": "fact", "type": "officer_assigned", "data": {"officer": "张三"}})
    rungs = {}
    for row in (await client.get("/supervision/escalations", params={"court": HOUSE, "limit": 200})).json()["items"]:
        if row["case_id"] in case:
            rungs[row["role"]] = f"/supervision/escalations/{row['id']}/acknowledge"
    note = {"note": "已督促"}
    async with speaking(app, "special_supervisor", name="张三") as officer:
        own = await officer.post(rungs["special_supervisor"], json=note)
        higher = await officer.post(rungs["bureau_chief"], json=note)
        assert kind(await officer.post(rungs["double_check"], json=note)) == (404, "unknown-escalation")
    assert kind(own) == kind(higher) == (403, "not-authorized")
    assert (own.json()["article"], higher.json()["article"]) == ("8", "10")
    assert [role["role"] for role in higher.json()["allowed"]] == ["bureau_chief"]
    async with speaking(app, "bureau_chief", "京0105") as stranger:
        assert kind(await stranger.post(rungs["bureau_chief"], json=note)) == (404, "unknown-escalation")
    for roles, court in (("special_supervisor", HOUSE), ("bureau_chief", HOUSE), ("superior_court", "沪01")):
        async with speaking(app, roles, court, name="李四") as addressed:
            done = await addressed.post(rungs[roles], json=note)
        assert (done.status_code, done.json()["acknowledged_by"]) == (200, f"{roles}@{court}"), done.text
    async with speaking(app, "inspector") as inspector:
        assert (await inspector.post(rungs["double_check"], json=note)).status_code == 200


@pytest.mark.usefixtures("fund_system")
async def test_finance_of_another_court_sees_no_money_of_this_one(app: FastAPI, case: str) -> None:
    match = {"court": HOUSE, "credit": "V1", "case_id": case.removeprefix("/cases/")}
    async with speaking(app, "finance", "京0105") as stranger:
        assert (await stranger.get("/finance/suspense", params={"court": HOUSE})).json() == {"items": [], "cursor": None}
        assert kind(await stranger.post("/finance/suspense/matches", json=match)) == (404, "unknown-case")
        assert (await stranger.get("/finance/reconciliations", params={"court": HOUSE})).json() == {"items": []}


async def test_who_reads_a_restricted_matter_is_written_down(app: FastAPI, case: str) -> None:
    file = case.removeprefix("/cases/")
    async with speaking(app, "inspector") as inspector:
        await inspector.get(case)
        assert (await inspector.get("/audit/readings", params={"case_id": file})).json()["items"] == []
    async with speaking(app, "bureau_chief") as chief:
        await chief.post(
            f"{case}/entries", json={"kind": "fact", "type": "discipline_issue_found", "data": {"issue": "I1", "person": "某甲"}}
        )
        await chief.get(case)
        assert kind(await chief.get("/audit/readings")) == (403, "not-authorized")
    async with speaking(app, "inspector", name="督察员") as inspector:
        await inspector.get(f"{case}/timeline", params={"explain": True})
        await inspector.get(f"/desk{case}")
    async with speaking(app, "auditor", "京") as auditor:
        items = (await auditor.get("/audit/readings", params={"case_id": file})).json()["items"]
    assert [(row["name"], row["matter"], row["request"]) for row in items] == [
        ("督察员", "double_check", f"GET /desk{case}"),
        ("督察员", "double_check", f"GET {case}/timeline?explain=true"),
    ]
    async with speaking(app, "inspector", "京0105") as elsewhere:
        assert (await elsewhere.get("/audit/readings", params={"case_id": file})).json()["items"] == []


async def test_an_approval_is_given_by_whom_the_law_names_and_not_by_who_asked(app: FastAPI, case: str) -> None:
    entries, about = f"{case}/entries", {"act": "restrict_consumption", "about": "D1"}
    order = {"kind": "act", "type": "restrict_consumption", "data": {"debtor": "D1", "ground": "x", "signed_by": "court_president"}}
    given: dict[str, Any] = {"kind": "fact", "type": "approval_given", "data": {"approval": "S1", **about}}
    panel: dict[str, Any] = {
        "kind": "fact",
        "type": "panel_decided",
        "data": {"approval": "P1", "act": "publish_auction_notice", "about": "A1"},
    }
    async with speaking(app, "handler") as handler:
        taken_at_its_word = await handler.post(entries, json=order)
        assert kind(await handler.post(entries, json=given)) == (403, "not-authorized")
    assert taken_at_its_word.json()["warnings"] == ["approval_not_on_record: restrict_consumption by court_president"]
    async with speaking(app, "handler court_president", name="兼任者") as both:
        asked = {"kind": "fact", "type": "approval_requested", "data": {"approval": "S1", **about}}
        assert (await both.post(entries, json=asked)).status_code == 201
        own = await both.post(entries, json={**given, "by": "court_president"})
    assert (kind(own), own.json()["article"]) == ((403, "not-authorized"), "5")
    async with speaking(app, "bureau_chief") as chief:
        lower = await chief.post(entries, json=given)
    assert kind(lower) == (403, "not-authorized")
    assert [role["role"] for role in lower.json()["allowed"]] == ["court_president"]
    async with speaking(app, "court_president") as president:
        assert kind(await president.post(entries, json={**given, "data": {**given["data"], "about": "D2"}})) == (422, "malformed")
        assert kind(await president.post(entries, json={**given, "data": {**given["data"], "act": "freeze_account"}})) == (422, "malformed")
        assert (await president.post(entries, json=given)).status_code == 201
    async with speaking(app, "panel") as judges:
        two = {**panel, "data": {**panel["data"], "members": ["甲", "乙", "乙"], "minutes": "笔录1号"}}
        assert kind(await judges.post(entries, json=two)) == (422, "malformed")
        three = {**panel, "data": {**panel["data"], "members": ["甲", "乙", "丙"], "minutes": "笔录1号"}}
        assert (await judges.post(entries, json=three)).status_code == 201
    async with speaking(app, "handler") as handler:
        approved = await handler.post(entries, json=order)
        file = (await handler.get(case)).json()
    assert (approved.status_code, approved.json()["warnings"]) == (201, [])
    assert (file["approvals"]["S1"]["used"], file["approvals"]["P1"]["used"]) == (True, False)
