"""Filing and reading cases over HTTP, with the real engine behind."""

from typing import Any

import httpx2
import pytest

from enforcement import clock
from tests.docket.building import moment


async def test_filing_gives_the_case_and_its_clocks(client: httpx2.AsyncClient, filing: dict[str, Any]) -> None:
    answer = await client.post("/cases", json=filing, headers={"Idempotency-Key": "k1"})
    body = answer.json()
    assert answer.status_code == 201
    assert body["workflow_id"] == f"case/{body['case_id']}"
    assert {clock["rule"] for clock in body["clocks"]} >= {"six_month_no_execution"}
    again = await client.post("/cases", json=filing, headers={"Idempotency-Key": "k1"})
    assert (again.status_code, again.json()) == (201, body)


async def test_a_key_or_a_number_with_another_body_is_a_conflict(client: httpx2.AsyncClient, filing: dict[str, Any]) -> None:
    first = await client.post("/cases", json=filing, headers={"Idempotency-Key": "k2"})
    assert first.status_code == 201
    other = {**filing, "claim": 5}
    for headers in ({"Idempotency-Key": "k2"}, {"Idempotency-Key": "k3"}, {}):
        answer = await client.post("/cases", json=other, headers=headers)
        assert answer.status_code == 409, answer.text
        assert answer.json()["type"].endswith("/conflict")
    same = await client.post("/cases", json=filing)
    assert (same.status_code, same.json()["case_id"]) == (200, first.json()["case_id"])


async def test_a_filing_without_a_confirmed_account_is_refused_and_can_be_mended(
    client: httpx2.AsyncClient, filing: dict[str, Any]
) -> None:
    refused = await client.post("/cases", json={**filing, "payee_account": {"number": "1", "confirmed": False}})
    assert refused.status_code == 409
    assert [row["guard"] for row in refused.json()["refusals"]] == ["R20-1"]
    assert (await client.post("/cases", json=filing)).status_code == 201


async def test_a_case_is_taken_over_with_the_day_of_its_filing(client: httpx2.AsyncClient, filing: dict[str, Any]) -> None:
    filed = {"filed_at": "2026-02-02T10:00:00+08:00"}
    answer = await client.post("/cases", json=filing, params=filed)
    assert answer.status_code == 201
    case = answer.json()["case_id"]
    assert (await client.get(f"/cases/{case}")).json()["filed_on"] == "2026-02-02"
    assert (await client.post("/cases", json=filing, params=filed)).status_code == 200
    assert (await client.post("/cases", json=filing)).status_code == 409


async def test_nothing_is_filed_in_the_future(client: httpx2.AsyncClient, filing: dict[str, Any]) -> None:
    wrong = await client.post("/cases", json=filing, params={"filed_at": "2099-01-01T00:00:00+08:00"})
    assert (wrong.status_code, [row["path"] for row in wrong.json()["errors"]]) == (422, ["happened_at"])


async def test_the_case_file_timeline_and_clocks(client: httpx2.AsyncClient, case: str) -> None:
    await client.post(
        f"{case}/entries", json={"kind": "fact", "type": "supervision_order_received", "data": {"order": "O1", "answer_by": "2026-12-31"}}
    )
    file = (await client.get(case)).json()
    assert (file["claim"], file["state"], file["state_zh"]) == (1000000, "filed", "已立案")
    timeline = (await client.get(f"{case}/timeline")).json()
    assert timeline[0]["kind"] == "accepted"
    clocks = {row["rule"]: row for row in (await client.get(f"{case}/clocks")).json()}
    order = clocks["supervision_answer"]
    assert (order["due"], order["article"], order["provisional"]) == ("2026-12-31", "11", True)
    assert order["working_days_left"] > 0
    assert "2026-12-31" in order["explanation"]["zh"]
    known_before = await client.get(f"{case}/clocks", params={"as_known_at": moment("2020-01-01T00:00").isoformat()})
    assert known_before.status_code == 404


async def test_lists_are_narrowed_and_paged(client: httpx2.AsyncClient, case: str) -> None:
    number = (await client.get(case)).json()["number"]
    found = (await client.get("/cases", params={"q": number, "court": "沪0199", "limit": 1})).json()
    assert [row["number"] for row in found["items"]] == [number]
    assert (await client.get("/cases", params={"court": "京01"})).json() == {"items": [], "cursor": None}
    assert (await client.get("/cases", params={"limit": 0})).status_code == 422


MISSING = ["/cases/沪0199-2026-执-999999", "/cases/nothing", "/cases/沪0199-2026-执-999999/timeline", "/nowhere"]


@pytest.mark.parametrize("path", [*MISSING, "/statutes/rules/none", "/statutes/guards/none"])
async def test_what_is_not_there_is_a_problem(client: httpx2.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_words_are_found_and_the_list_says_where(client: httpx2.AsyncClient, case: str) -> None:
    name = case.removeprefix("/cases/")
    (row,) = (await client.get("/cases", params={"q": f"{name} 申请人甲"})).json()["items"]
    assert (row["case_id"], row["matched"]) == (name, ["number", "party"])
    page = (await client.get("/desk/cases", params={"q": f"{name} 申请人甲"})).text
    assert ">当事人</span>" in page
    assert (await client.get("/cases", params={"q": f"{name} 无此人"})).json()["items"] == []


async def test_provisions_show_law_text_and_nature(client: httpx2.AsyncClient) -> None:
    rule = (await client.get("/statutes/rules/control_online_immediate")).json()
    assert (rule["nature_zh"], rule["article"]) == ("内部管理时限", "13")
    assert "应当立即采取控制措施" in rule["article_text_zh"]
    guard = (await client.get("/statutes/guards/R15-2")).json()
    assert guard["versions"][0]["message_zh"].startswith("冻结银行存款应当明确具体冻结数额")
    assert len((await client.get("/statutes/rules")).json()) >= 66
    assert any(row["type"] == "freeze_account" for row in (await client.get("/statutes/entries")).json())


async def test_probes_metrics_home_and_offline_docs(client: httpx2.AsyncClient, case: str) -> None:
    assert (await client.get("/health/live")).json() == {"status": "ok"}
    assert (await client.get("/health/ready")).json() == {"status": "ok", "missing": []}
    assert 'zhixing_cases{state="filed"}' in (await client.get("/metrics")).text
    home = await client.get("/")
    assert "执行" in home.text
    assert home.headers["x-content-type-options"] == "nosniff"
    docs = (await client.get("/docs")).text
    assert "https://" not in docs.replace("https://fastapi.tiangolo.com/img/favicon.png", "")
    assert (await client.get("/openapi.json")).json()["paths"]["/cases"]["post"]["requestBody"]


async def test_a_list_as_it_was_known(client: httpx2.AsyncClient, case: str) -> None:
    number = (await client.get(case)).json()["number"]
    then = clock.now()
    await client.post(f"{case}/entries", json={"kind": "fact", "type": "materials_received", "data": {}})
    (now,) = (await client.get("/cases", params={"q": number})).json()["items"]
    (before,) = (await client.get("/cases", params={"q": number, "as_known_at": then.isoformat()})).json()["items"]
    assert (before["state"], now["state"]) == ("filed", "handed_over")
    assert before.keys() == now.keys()
    nothing = await client.get("/cases", params={"q": number, "as_known_at": "2020-01-01T00:00:00+08:00"})
    assert nothing.json() == {"items": [], "cursor": None}
    wrong = await client.get("/cases", params={"state": "filed", "as_known_at": then.isoformat()})
    assert (wrong.status_code, wrong.json()["errors"][0]["path"]) == (422, "state")
    (first,) = (await client.get("/cases", params={"as_known_at": clock.now().isoformat(), "limit": 1})).json()["items"]
    following = (await client.get("/cases", params={"as_known_at": clock.now().isoformat(), "limit": 1})).json()["cursor"]
    assert following in (first["case_id"], None)


async def test_a_timeline_with_its_reasons(client: httpx2.AsyncClient, case: str) -> None:
    await client.post(f"{case}/entries", json={"kind": "act", "type": "freeze_account", "data": {"asset": "B1"}})
    plain = (await client.get(f"{case}/timeline")).json()
    told = (await client.get(f"{case}/timeline", params={"explain": True})).json()
    assert [{name: value for name, value in line.items() if name != "explanation"} for line in told] == plain
    (refused,) = [line["explanation"] for line in told if line["kind"] == "refused"]
    assert "第15条" in refused["zh"]
    assert "Cure" in refused["en"]


async def test_the_cases_of_an_officer_are_listed(client: httpx2.AsyncClient, case: str) -> None:
    assigned = await client.post(f"{case}/entries", json={"kind": "fact", "type": "officer_assigned", "data": {"officer": "执行员戊"}})
    assert assigned.status_code == 201

    listed = (await client.get("/cases", params={"officer": "执行员戊"})).json()["items"]
    assert [f"/cases/{row['case_id']}" for row in listed] == [case]
    assert (await client.get(case)).json()["officer"] == "执行员戊"
