"""The officer's pages over HTTP: the day, the list, a case, and forms whose refusals are seen before anything is sent."""

import re
from typing import Any

import httpx2
import pytest

from tests.docket.building import ALL

FREEZE = "say/act/freeze_account"


@pytest.fixture
def desk(case: str) -> str:
    """The page of a filed case."""
    return f"/desk{case}"


async def entries(client: httpx2.AsyncClient, case: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get(f"{case}/entries")).json()
    return found


async def test_the_day_shows_what_is_missed_and_links_to_what_would_meet_it(
    client: httpx2.AsyncClient, case: str, filing: dict[str, Any]
) -> None:
    number = filing["case_number"]
    page = await client.get("/desk")
    assert page.status_code == 200
    assert number in page.text
    assert re.search(rf'href="/desk{case}/say/fact/document_served\?clock=execution_notice_10d"', page.text)
    assert "逾期" in page.text


async def test_the_list_of_cases_is_narrowed(client: httpx2.AsyncClient, case: str, filing: dict[str, Any]) -> None:
    number = filing["case_number"]
    link = f'<a href="/desk{case}">{number}</a>'
    assert link in (await client.get("/desk/cases", params={"q": number})).text
    assert link not in (await client.get("/desk/cases", params={"q": number, "state": "closed"})).text
    everything = (await client.get("/desk/cases")).text
    assert everything.count("<tr>") <= 51, "a page at a time"


async def test_a_case_page_tells_where_it_stands_and_why(client: httpx2.AsyncClient, desk: str) -> None:
    page = (await client.get(desk)).text
    assert "这一天是怎么算出来的" in page
    assert '<svg class="timeline"' in page
    assert "申请人甲" in page
    assert "工作日历" in page, "the derivation names its calendar"


async def test_a_refusal_with_article_and_cure_is_seen_before_sending(client: httpx2.AsyncClient, desk: str, case: str) -> None:
    before = len(await entries(client, case))
    check = await client.post(f"{desk}/{FREEZE}/check", data={"asset": "B1"})
    assert check.status_code == 200
    assert "将被拦截" in check.text
    assert "R15-2" in check.text
    assert "第15条" in check.text
    assert "补正" in check.text
    assert len([row for row in await entries(client, case) if row["type"] == "freeze_account"]) == 0
    assert before <= len(await entries(client, case)), "nothing was written but what the procedures report"


async def test_a_check_tells_what_would_follow(client: httpx2.AsyncClient, desk: str) -> None:
    check = await client.post(f"{desk}/say/fact/materials_received/check", data={})
    assert "期限开始" in check.text
    assert "将被拦截" not in check.text


async def test_a_refused_act_brings_the_form_back_with_what_was_filled_in(client: httpx2.AsyncClient, desk: str) -> None:
    page = await client.post(f"{desk}/{FREEZE}", data={"id": "mine", "asset": "B<1>"})
    assert page.status_code == 409
    assert 'value="B&lt;1&gt;"' in page.text
    assert "R15-2" in page.text


async def test_a_malformed_form_names_the_field(client: httpx2.AsyncClient, desk: str) -> None:
    page = await client.post(f"{desk}/say/fact/query_feedback_received", data={"id": "f", "assets.0.asset": "A1"})
    assert page.status_code == 422
    assert 'aria-describedby="assets.0.kind-error"' in page.text
    assert 'id="assets.0.kind-error"' in page.text


async def test_what_is_sent_is_recorded_once(client: httpx2.AsyncClient, desk: str, case: str) -> None:
    sent = [await client.post(f"{desk}/say/fact/materials_received", data={"id": "once"}) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [303, 303]
    page = await client.get(sent[0].headers["location"])
    assert "已登记：执行部门收到案件材料" in page.text
    assert len([row for row in await entries(client, case) if row["id"] == "once"]) == 1


async def test_a_form_knows_the_clock_it_comes_from(client: httpx2.AsyncClient, desk: str, case: str) -> None:
    order = {"kind": "fact", "type": "supervision_order_received", "data": {"order": "督7", "answer_by": "2026-11-10"}}
    assert (await client.post(f"{case}/entries", json=order)).status_code == 201
    form = await client.get(f"{desk}/say/fact/supervision_order_answered", params={"clock": "supervision_answer:督7"})
    assert 'value="督7"' in form.text


@pytest.mark.parametrize("path", ["say/act/no_such_act", "say/tick/freeze_account", "say/fact/freeze_account"])
async def test_what_is_not_in_the_catalogue_has_no_form(client: httpx2.AsyncClient, desk: str, path: str) -> None:
    assert (await client.get(f"{desk}/{path}")).status_code == 404


async def test_pages_of_unknown_cases_are_not_there(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/desk/cases/沪0199-2026-执-99999")).status_code == 404
    assert (await client.get("/desk/cases/沪0199-2026-执-99999/say/act/freeze_account")).status_code == 404


async def test_everything_is_said_in_english_too(client: httpx2.AsyncClient, desk: str) -> None:
    page = await client.get(desk, params={"lang": "en"})
    assert '<html lang="en">' in page.text
    assert "How this day came about" in page.text
    assert page.cookies["zhixing-language"] == "en"


async def test_the_law_is_one_click_away(client: httpx2.AsyncClient) -> None:
    assert "query_launch_5wd" in (await client.get("/desk/law")).text
    assert "5个工作日" in (await client.get("/desk/law/rules/query_launch_5wd")).text
    assert "R15-2" in (await client.get("/desk/law/guards/R15-2")).text
    assert (await client.get("/desk/law/rules/none")).status_code == 404
    assert (await client.get("/desk/law/guards/none")).status_code == 404


async def test_pages_ask_for_nothing_outside(client: httpx2.AsyncClient, desk: str) -> None:
    for path in ("/desk", "/desk/cases", desk, f"{desk}/{FREEZE}", "/desk/law"):
        page = (await client.get(path)).text
        assert re.findall(r'(?:src|href|action)="(?:https?:)?//', page) == []
        assert "<script>" not in page
        assert " style=" not in page
        assert " on" not in re.sub(r">[^<]*<", "><", page).replace(" one", ""), "no handler in a tag"
        for name in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
            assert (await client.get(name)).status_code == 200


async def test_a_query_that_was_launched_shows_on_the_page(client: httpx2.AsyncClient, desk: str, case: str) -> None:
    for kind, name, data in (("fact", "materials_received", {}), ("fact", "query_launched", ALL)):
        assert (await client.post(f"{case}/entries", json={"kind": kind, "type": name, "data": data})).status_code == 201
    assert "按期完成" in (await client.get(desk)).text


async def test_help_is_one_click_away_and_leads_to_documents_here(client: httpx2.AsyncClient, desk: str) -> None:
    assert 'href="/desk/help#案件页"' in (await client.get(desk)).text
    handbook = (await client.get("/desk/help")).text
    assert '<h3 id="案件页">' in handbook
    assert 'href="/desk/help/recovery.md#a-case-is-stuck"' in handbook
    assert 'id="a-case-is-stuck"' in (await client.get("/desk/help/recovery.md")).text
    picture = await client.get("/desk/help/screenshots/today.png")
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    for path in ("nothing.md", "../pyproject.toml", "%2e%2e/pyproject.toml"):
        assert (await client.get(f"/desk/help/{path}")).status_code == 404
