"""Supervisors, the calendar office, finance and parties on their pages; everybody sees what is theirs."""

import json
import re
from datetime import date

import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.pages.supervision import WEEKS, heat_rows, trends
from enforcement.records.workload import Heat
from tests.api.test_authority import speaking
from tests.api.test_calendars import NOTICE

ORDER = {"kind": "fact", "type": "supervision_order_received", "data": {"order": "督9", "answer_by": "2026-11-10"}}
SUPERVISORS = "special_supervisor bureau_chief"


@pytest_asyncio.fixture(loop_scope="session")
async def late(client: httpx2.AsyncClient, case: str) -> str:
    """A case with a supervision order that expired at once, and with a refused act."""
    assert (await client.post(f"{case}/entries", json=ORDER)).status_code == 201
    freeze = {"kind": "act", "type": "freeze_account", "data": {"asset": "B1"}}
    assert (await client.post(f"{case}/entries", json=freeze)).status_code == 409
    return case.removeprefix("/cases/")


def test_the_heat_map_puts_what_is_missed_most_first() -> None:
    cells = [
        Heat("沪0101", "query_launch_5wd", 3, 1, 1),
        Heat("沪0199", "payout_pay_5wd", 9, 7, 3),
        Heat("沪0199", "query_launch_5wd", 2, 0, 0),
    ]
    rows = heat_rows(cells, ["沪0101", "沪0199"])
    assert [(row.rule.id, [cell.missed if cell else None for cell in row.cells]) for row in rows] == [
        ("payout_pay_5wd", [None, 7]),
        ("query_launch_5wd", [1, 0]),
    ]


def test_misses_are_laid_out_by_week() -> None:
    first = date(2026, 9, 7)
    counts = [(first, "payout_pay_5wd", 2), (date(2026, 9, 21), "payout_pay_5wd", 1), (date(2026, 8, 31), "payout_pay_5wd", 5)]
    (found,) = trends(counts, first)
    assert (found.total, found.weeks[:4], len(found.weeks)) == (3, [2, 0, 1, 0], WEEKS)


async def test_a_supervisor_sees_and_acknowledges(app: FastAPI, late: str) -> None:
    async with speaking(app, SUPERVISORS) as supervisor:
        page = await supervisor.get("/desk/supervision")
        assert page.status_code == 200
        assert late in page.text
        assert "R15-2" in page.text
        row = next(row for row in page.text.split("<tr>") if late in row and "第1级" in row)
        path = re.findall(r'action="(/desk/supervision/escalations/[0-9]+)"', row)[0]
        answer = await supervisor.post(path, data={"note": "已督促"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/supervision")
        assert path not in (await supervisor.get("/desk/supervision")).text
        assert (await supervisor.post(path, data={"note": ""})).status_code == 422


async def test_another_courts_supervisor_sees_nothing_of_it(app: FastAPI, late: str) -> None:
    async with speaking(app, SUPERVISORS, "京0105") as stranger:
        page = await stranger.get("/desk/supervision")
        assert page.status_code == 200
        assert late not in page.text
        assert "沪0199" not in page.text
        assert (await stranger.get(f"/desk/cases/{late}")).status_code == 404


async def test_the_court_above_narrows_to_a_court_below(app: FastAPI, late: str) -> None:
    async with speaking(app, "superior_court", "沪01") as above:
        assert late in (await above.get("/desk/supervision", params={"court": "沪0199"})).text
        assert late not in (await above.get("/desk/supervision", params={"court": "沪0101"})).text


@pytest.mark.parametrize("path", ["/desk/supervision", "/desk/finance", "/desk/mine"])
async def test_a_handler_does_not_get_to_pages_of_others(app: FastAPI, path: str) -> None:
    async with speaking(app, "handler") as handler:
        denied = await handler.get(path, headers={"Accept": "text/html"})
        assert (denied.status_code, denied.headers["content-type"]) == (403, "text/html; charset=utf-8")
        assert "可办理的角色" in denied.text
        assert f'href="{path}"' not in (await handler.get("/desk")).text, "nor is he led there"


async def test_a_party_reads_its_own_cases_as_they_are_public(app: FastAPI, case: str) -> None:
    name = case.removeprefix("/cases/")
    async with speaking(app, "applicant", name="申请人甲", files=[name]) as party:
        mine = await party.get("/desk/mine")
        assert f'href="/desk/mine/{name}"' in mine.text
        page = (await party.get(f"/desk/mine/{name}")).text
        assert "案件进展" in page
        assert "申请人甲" in page
        assert "被执行人乙" not in page, "the others are masked"
        assert (await party.get("/desk/mine/沪0199-2026-执-5000")).status_code == 404
        assert (await party.get(f"/desk/cases/{name}")).status_code == 403


async def test_finance_sees_what_is_to_be_paid(app: FastAPI, client: httpx2.AsyncClient, case: str) -> None:
    money = {"kind": "fact", "type": "funds_received", "data": {"receipt": "R1", "amount": 300, "ready": True}}
    assert (await client.post(f"{case}/entries", json=money)).status_code == 201
    async with speaking(app, "finance") as finance:
        page = await finance.get("/desk/finance")
    assert page.status_code == 200
    assert case.removeprefix("/cases/").split("-")[-1] in page.text
    assert "payout_notice_10wd" in page.text


async def test_a_notice_is_submitted_previewed_and_approved_by_a_second_person(app: FastAPI) -> None:
    content = json.dumps(NOTICE).encode()
    async with speaking(app, "calendar_office", name="甲") as office:
        wrong = await office.post("/desk/calendars", files={"notice": ("notice.json", b"{}")}, data={"reason": ""})
        assert wrong.status_code == 422
        assert "holiday" in wrong.text or "year" in wrong.text
        assert (await office.post("/desk/calendars", files={"notice": ("notice.exe", content)})).status_code == 422
        sent = await office.post("/desk/calendars", files={"notice": ("notice.json", content)})
        page = await office.get(sent.headers["location"])
        assert "公布后的影响" in page.text
        refused = await office.post(f"{sent.headers['location']}/approve")
        assert refused.status_code == 409
        assert "second person" in refused.text


FILING_TEXTS = {
    "court": "沪0199",
    "applied_on": "2026-11-20",
    "claim": "50000.50",
    "parties.0.id": "P1",
    "parties.0.role": "applicant",
    "parties.0.name": "申请人戊",
    "parties.1.id": "D1",
    "parties.1.role": "debtor",
    "parties.1.name": "被执行人己",
    "payee_account.number": "6222000077",
}
FILING_FORM = {**FILING_TEXTS, "payee_account.confirmed": "true"}


async def test_a_filing_clerk_files_a_case_once(app: FastAPI) -> None:
    filing = {**FILING_FORM, "case_number": "（2026）沪0199执6771号"}
    async with speaking(app, "filing_clerk") as clerk:
        assert "立案" in (await clerk.get("/desk/file")).text
        first, again = [await clerk.post("/desk/file", data=filing) for _ in range(2)]
        assert first.status_code == again.status_code == 303
        assert first.headers["location"] == again.headers["location"]
        other = await clerk.post("/desk/file", data={**filing, "claim": "1"})
        assert other.status_code == 409
        assert "was filed before" in other.text


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"case_number": "执1"}, 422, "case_number-error"),
        ({"case_number": "（2026）京0105执6772号"}, 422, "court-error"),
        ({"claim": "viel"}, 422, "claim-error"),
        ({"payee_account.confirmed": "false"}, 409, "R20-1"),
    ],
)
async def test_what_cannot_be_filed_comes_back_with_the_reason(app: FastAPI, change: dict[str, str], status: int, said: str) -> None:
    async with speaking(app, "filing_clerk") as clerk:
        page = await clerk.post("/desk/file", data={**FILING_FORM, "case_number": "（2026）沪0199执6773号", **change})
    assert (page.status_code, said in page.text, "申请人戊" in page.text) == (status, True, True)
