"""Entries over HTTP: recorded, repeated, refused, malformed; escalations."""

import asyncio
import re
from collections.abc import Sequence
from typing import Any

import httpx2
import pytest

from enforcement import clock
from enforcement.docket.casefile import CaseFile
from enforcement.docket.correcting import Past
from enforcement.docket.decide import Decision, decide
from enforcement.docket.entries import Entry
from enforcement.docket.profile import Profile
from enforcement.records import case_records
from tests.api.waiting import until
from tests.docket.building import NOTICE


async def say(client: httpx2.AsyncClient, case: str, **entry: Any) -> httpx2.Response:
    return await client.post(f"{case}/entries", json=entry)


async def test_a_fact_is_recorded_once(client: httpx2.AsyncClient, case: str) -> None:
    entry = {"id": "p-1", "kind": "fact", "type": "petition_received", "by": "petition_staff", "data": {"petition": "X1"}}
    first, again = await say(client, case, **entry), await say(client, case, **entry)
    assert (first.status_code, first.json()["outcome"]) == (201, "recorded")
    assert (again.status_code, again.json()["outcome"]) == (200, "duplicate")
    assert {clock["rule"] for clock in first.json()["clocks"]} >= {"petition_enter_5wd", "petition_close_30wd"}
    other = await say(client, case, **{**entry, "data": {"petition": "X2"}})
    assert other.status_code == 409
    assert other.json()["type"].endswith("/conflict")


async def test_the_journal_keeps_who_sent_an_entry(client: httpx2.AsyncClient, case: str) -> None:
    await say(client, case, id="who", kind="fact", type="triaged", data={"track": "fast"})
    journal = {row["id"]: row for row in (await client.get(f"{case}/entries")).json()}
    filing = next(row for row in journal.values() if row["type"] == "file_case")
    assert (journal["who"]["by"], journal["who"]["actor"]["subject"], journal["who"]["actor"]["name"]) == ("handler", "tester", "测试员")
    assert "handler" in journal["who"]["actor"]["roles"]
    assert filing["actor"]["subject"] == "tester"


async def test_a_refused_act_names_every_guard_article_and_cure(client: httpx2.AsyncClient, case: str) -> None:
    answer = await say(
        client, case, id="n-1", kind="act", type="publish_auction_notice", data={**NOTICE, "platform": "别的平台", "bidding_hours": 3}
    )
    body = answer.json()
    assert answer.status_code == 409
    assert body["type"].endswith("/refused")
    assert [row["guard"] for row in body["refusals"]] == sorted(row["guard"] for row in body["refusals"])
    assert {"R14-1", "R16-3", "R18-2", "X-05"} <= {row["guard"] for row in body["refusals"]}
    assert all(row["article"] and row["message_zh"] and row["cure_en"] for row in body["refusals"])
    again = await say(
        client, case, id="n-1", kind="act", type="publish_auction_notice", data={**NOTICE, "platform": "别的平台", "bidding_hours": 3}
    )
    assert again.json()["refusals"] == body["refusals"]
    journal = (await client.get(f"{case}/entries")).json()
    assert [row["outcome"] for row in journal if row["id"] == "n-1"] == ["refused"]


async def test_the_query_runs_by_itself_when_the_file_arrives(client: httpx2.AsyncClient, case: str) -> None:
    await say(client, case, kind="fact", type="materials_received", data={})
    for _ in range(100):
        timeline = (await client.get(f"{case}/timeline")).json()
        kinds = {(line.get("rule"), line["kind"]) for line in timeline}
        if ("triage_after_feedback", "deadline_opened") in kinds:
            break
        await asyncio.sleep(0.1)
    assert ("query_launch_5wd", "deadline_met") in kinds
    assert ("control_online_immediate", "deadline_opened") in kinds
    file = (await client.get(case)).json()
    assert set(file["assets"]) == {"D1-总对总", "D1-点对点"}
    assert file["assets"]["D1-总对总"]["value"] == 80000


async def test_a_clock_that_expires_at_once_climbs_and_is_acknowledged(client: httpx2.AsyncClient, case: str) -> None:
    await say(client, case, kind="fact", type="supervision_order_received", data={"order": "O1", "answer_by": "2026-01-05"})

    async def raised() -> list[dict[str, Any]]:
        wanted: dict[str, Any] = {"court": "沪0199", "acknowledged": False, "limit": 200}
        listed = (await client.get("/supervision/escalations", params=wanted)).json()["items"]
        return [row for row in listed if row["case_id"] in case and row["rule"] == "supervision_answer"]

    assert [row["level"] for row in await raised()] == [5, 4, 3, 2, 1]
    mine = await until(raised, lambda rows: all(row["told_at"] for row in rows))
    then = clock.now().isoformat()
    path = f"/supervision/escalations/{mine[-1]['id']}/acknowledge"
    done = (await client.post(path, json={"by": "测试员", "note": "已督促承办人"})).json()
    assert (done["acknowledged_by"], done["note"]) == ("tester", "已督促承办人")
    assert (await client.post(path, json={"note": "再来"})).json() == done
    assert (await client.post(path, json={"by": "别人", "note": "再来"})).status_code == 422
    before: dict[str, Any] = {"as_known_at": then, "acknowledged": False, "limit": 200}
    assert mine[-1] in (await client.get("/supervision/escalations", params=before)).json()["items"]
    assert done not in (await client.get("/supervision/escalations", params={**before, "acknowledged": True})).json()["items"]
    nothing = await client.get("/supervision/escalations", params={"as_known_at": "2020-01-01T00:00:00+08:00"})
    assert nothing.json()["items"] == []
    assert (await client.post("/supervision/escalations/999999999/acknowledge", json={"note": "x"})).status_code == 404
    assert (await client.post(path, json={"note": 3, "x": 1})).status_code == 422


async def test_a_fact_about_something_unknown_is_recorded_and_flagged(client: httpx2.AsyncClient, case: str) -> None:
    answer = await say(client, case, kind="fact", type="seizure_released", data={"asset": "A77"})
    assert answer.status_code == 201
    assert [warning.split(":")[0] for warning in answer.json()["warnings"]] == ["unknown_asset"]


FACT = {"kind": "fact", "type": "funds_received", "data": {"receipt": "R1", "amount": 1}}


@pytest.mark.parametrize(
    ("entry", "path"),
    [
        ({**FACT, "data": {"receipt": "R1", "amount": True}}, "data.amount"),
        ({**FACT, "data": {"receipt": "R1", "amount": -1}}, "data.amount"),
        ({**FACT, "data": {"receipt": "R1", "amount": "0.001"}}, "data.amount"),
        ({**FACT, "data": {"receipt": "R1", "amount": "１００"}}, "data.amount"),
        ({**FACT, "data": {"receipt": "R\x00", "amount": 1}}, "data.receipt"),
        ({**FACT, "data": {"receipt": "x" * 100_000, "amount": 1}}, "data.receipt"),
        ({**FACT, "data": {"receipt": "R1", "amount": 1, "more": 1}}, "data.more"),
        ({**FACT, "data": {"receipt": "R1"}}, "data.amount"),
        ({**FACT, "data": None}, "data"),
        ({**FACT, "type": "nothing"}, "type"),
        ({**FACT, "kind": "rumour"}, "kind"),
        ({**FACT, "happened_at": "2099-01-01T00:00:00+08:00"}, "happened_at"),
        ({**FACT, "happened_at": "2026-01-05T00:00:00"}, "happened_at"),
        ({**FACT, "happened_at": "2026-02-30T00:00:00+08:00"}, "happened_at"),
        ({**FACT, "more": 1}, "more"),
        ({**FACT, "id": ""}, "id"),
        ({**FACT, "id": 7}, "id"),
    ],
)
async def test_a_malformed_entry_names_the_field_and_writes_nothing(
    client: httpx2.AsyncClient, case: str, entry: dict[str, Any], path: str
) -> None:
    before = (await client.get(f"{case}/entries")).json()
    answer = await say(client, case, **entry)
    body = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert path in [error["path"] for error in body["errors"]]
    assert all(error["expected"] and error["got"] for error in body["errors"])
    after = (await client.get(f"{case}/entries")).json()
    assert after[: len(before)] == before
    # The fund system's answer to the filing may come meanwhile.
    assert {row["type"] for row in after[len(before) :]} <= {"case_account_opened"}


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"{", 422),
        (b"", 422),
        (b"[]", 422),
        (b"\xff\xfe", 422),
        (b'{"kind": NaN}', 422),
        (b'{"kind": ' + b"9" * 5000 + b"}", 422),
        (b"[" * 100_000, 422),
        (b'{"kind": "' + b"x" * 1_000_000 + b'"}', 413),
    ],
    ids=["cut off", "empty", "a list", "no UTF-8", "NaN", "a huge number", "too deep", "a megabyte"],
)
async def test_what_is_no_small_json_object_is_refused(client: httpx2.AsyncClient, case: str, content: bytes, status: int) -> None:
    answer = await client.post(f"{case}/entries", content=content)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"case_number": "2026-101"}, "case_number"),
        ({"case_number": "（2026）沪0199刑101号"}, "case_number"),
        ({"court": "京0105"}, "court"),
        ({"claim": True}, "claim"),
        ({"claim": -5}, "claim"),
        ({"claim": "1.234"}, "claim"),
        ({"applied_on": "2026-02-30"}, "applied_on"),
        ({"parties": [{"id": "P1"}]}, "parties[0].role"),
        ({"parties": "all"}, "parties"),
        ({"payee_account": 3}, "payee_account"),
        ({"judge": "甲"}, "judge"),
    ],
)
async def test_a_malformed_filing_names_the_field(
    client: httpx2.AsyncClient, filing: dict[str, Any], change: dict[str, Any], path: str
) -> None:
    answer = await client.post("/cases", json={**filing, **change})
    assert answer.status_code == 422
    assert path in [error["path"] for error in answer.json()["errors"]]


async def test_entries_for_an_unknown_case_are_refused(client: httpx2.AsyncClient) -> None:
    assert (await say(client, "/cases/沪0199-2026-执-888888", **FACT)).status_code == 404


async def test_without_temporal_the_caller_is_asked_to_come_again(client: httpx2.AsyncClient, app: Any, case: str) -> None:
    services = app.state.services
    away = type(services)(services.engine, services.profile, services.callbacks, services.identity, "127.0.0.1:9", "default", services.keys)
    app.state.services = away
    try:
        answer = await say(client, case, **FACT)
        ready = await client.get("/health/ready")
    finally:
        app.state.services = services
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert ready.json() == {"status": "missing", "missing": ["temporal"]}


async def test_an_entry_over_which_the_docket_fails_is_told_and_listed(
    client: httpx2.AsyncClient, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(casefile: CaseFile, entry: Entry, profile: Profile, past: Sequence[Past]) -> Decision:
        if entry.id == "poison":
            raise ZeroDivisionError("a mistake of ours")
        return decide(casefile, entry, profile, past)

    entry = {"id": "poison", "kind": "fact", "type": "interference_contact", "by": "handler", "data": {"contact": "C9"}}
    with monkeypatch.context() as patched:
        patched.setattr(case_records, "decide", faulty)
        failed = await client.post(f"{case}/entries", json=entry)
    listed = [row for row in (await client.get("/supervision/stuck")).json()["items"] if row["about"] == "poison"]
    counted = (await client.get("/metrics")).text

    assert (failed.status_code, failed.json()["type"].rpartition("/")[2]) == (500, "undecidable")
    assert [(row["case_id"], row["times"]) for row in listed] == [(case.removeprefix("/cases/"), 1)]
    assert listed[0]["error"].startswith("ZeroDivisionError: a mistake of ours (test_entries.py:")
    assert re.search(r"^zhixing_stuck_cases [1-9]", counted, re.MULTILINE)
    assert (await client.post(f"{case}/entries", json=entry)).status_code == 201
    assert "poison" not in {row["about"] for row in (await client.get("/supervision/stuck")).json()["items"]}


async def test_a_wrong_entry_gets_a_next_version(client: httpx2.AsyncClient, case: str) -> None:
    await say(client, case, id="r-1", kind="fact", type="funds_received", data={"receipt": "R1", "amount": "10.50"})
    correction = {"entry": "r-1", "entry_type": "funds_received", "reason": "金额录错", "approved_by": "bureau_chief"}
    right = {**correction, "data": {"receipt": "R1", "amount": "11.50"}}
    answer = await say(client, case, id="c-1", kind="fact", type="entry_corrected", data=right)
    assert (answer.status_code, answer.json()["outcome"]) == (201, "recorded")
    assert (await client.get(case)).json()["receipts"]["R1"]["amount"] == 11.5
    journal = (await client.get(f"{case}/entries")).json()
    (versions,) = [row["versions"] for row in journal if row["versions"]]
    assert [(row["version"], row["data"]["amount"], row.get("reason")) for row in versions] == [(1, 10.5, None), (2, 11.5, "金额录错")]

    filing = next(row["id"] for row in journal if row["type"] == "file_case")
    refused = await say(client, case, id="c-2", kind="fact", type="entry_corrected", data={**correction, "entry": filing})
    assert refused.status_code == 422
    assert "close the case and file it anew" in refused.json()["errors"][0]["hint"]
