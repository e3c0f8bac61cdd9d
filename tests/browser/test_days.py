"""A day of each role, in the browser: log in, read, be warned of a refusal before sending, send, acknowledge, log out."""

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.api.pages.test_supervising import FILING_TEXTS
from tests.api.test_calendars import NOTICE
from tests.browser.conftest import Visitors
from tests.stack.conftest import System

EXAMPLE = "沪0199-2026-执-101"
NUMBER = "（2026）沪0199执101号"


def order(name: str) -> dict[str, Any]:
    """A supervision order whose day of answer has passed."""
    return {"kind": "fact", "type": "supervision_order_received", "data": {"order": name, "answer_by": "2026-11-10"}}


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways but tables in their frames."""
    found: bool = page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    return found


def test_an_officer_sees_the_day_and_is_warned_before_sending(visit: Visitors, pictures: Path) -> None:
    page = visit("li")
    expect(page).to_have_title("今日 · 执行")
    page.select_option("#officer", "")
    page.click("text=查看")
    page.screenshot(path=pictures / "today.png")
    page.click(f"text={NUMBER} >> nth=0")
    expect(page.locator("svg.timeline")).to_be_visible()
    page.click("summary:has-text('这一天是怎么算出来的') >> nth=0")
    expect(page.locator("details[open] p").first).to_contain_text("工作日历")
    page.screenshot(path=pictures / "case.png")
    page.click("summary:has-text('措施')")
    page.click("a:has-text('冻结存款')")
    page.fill("#asset", "B1")
    page.press("#asset", "Tab")
    warned = page.locator("#foreseen .note.bad", has_text="R15-2")
    expect(warned).to_contain_text("将被拦截")
    expect(warned).to_contain_text("第15条")
    expect(warned).to_contain_text("补正")
    page.screenshot(path=pictures / "refusal.png", full_page=True)
    page.fill("#amount", "1000")
    page.press("#amount", "Tab")
    expect(warned).to_have_count(0)


def test_what_is_sent_is_recorded_and_a_refusal_keeps_the_form(visit: Visitors) -> None:
    form = f"/desk/cases/{EXAMPLE}/say/act/freeze_account"
    visit.expected.add(form)
    page = visit("li", form)
    page.fill("#asset", "B<2>")
    page.click("button:has-text('提交')")
    expect(page.locator(".note.bad", has_text="R15-2")).to_be_visible()
    expect(page.locator("#asset")).to_have_value("B<2>")
    page.goto(f"/desk/cases/{EXAMPLE}/say/fact/interference_contact")
    page.fill("#contact", "接触1")
    page.click("button:has-text('提交')")
    expect(page.locator("[role=status]")).to_contain_text("已登记")


def test_a_page_freshens_by_itself(visit: Visitors, system: System) -> None:
    page = visit("li", f"/desk/cases/{EXAMPLE}")
    expect(page.locator("#clocks")).to_be_visible()
    page.wait_for_timeout(2500)
    assert system.post(f"/cases/{EXAMPLE}/entries", order("督新"))[0] == 201
    expect(page.locator("#live")).to_contain_text("督新", timeout=20_000)


def test_a_supervisor_acknowledges(visit: Visitors, system: System, pictures: Path) -> None:
    assert system.post(f"/cases/{EXAMPLE}/entries", order("督1"))[0] in (200, 201)
    page = visit("sun", "/desk/supervision")
    row = page.locator("tr", has=page.locator("form"), has_text="第1级").first
    page.screenshot(path=pictures / "supervision.png", full_page=True)
    before = page.locator("tr form").count()
    row.locator("input[name=note]").fill("已督促承办人")
    row.locator("button").click()
    expect(page.locator("tr form")).to_have_count(before - 1)


def test_the_court_above_reads_what_lies_below_and_another_court_does_not(visit: Visitors) -> None:
    page = visit("feng", "/desk/supervision")
    expect(page.locator("table.heat")).to_contain_text("沪0199")
    visit.expected.add(f"/desk/cases/{EXAMPLE}")
    other = visit("zheng", "/desk/cases")
    expect(other.locator("main")).not_to_contain_text(NUMBER)
    answer = other.goto(f"/desk/cases/{EXAMPLE}")
    assert answer is not None
    assert answer.status == 404
    expect(other.locator("[role=alert]")).to_contain_text(EXAMPLE)


def test_a_filing_clerk_files_a_case(visit: Visitors, pictures: Path) -> None:
    page = visit("zhang", "/desk/file")
    for name, value in {**FILING_TEXTS, "case_number": "（2026）沪0199执771号"}.items():
        page.fill(f'[name="{name}"]', value)
    page.select_option('[name="payee_account.confirmed"]', "true")
    page.screenshot(path=pictures / "filing.png", full_page=True)
    page.click("main button:has-text('立案')")
    expect(page.locator("[role=status]")).to_contain_text("立案")
    expect(page.locator("h1")).to_contain_text("（2026）沪0199执771号")


def test_two_people_of_the_calendar_office_publish_a_notice(visit: Visitors, tmp_path: Path) -> None:
    notice = tmp_path / "2027.json"
    notice.write_text(json.dumps(NOTICE), encoding="utf-8")
    first = visit("wei", "/desk/calendars")
    first.set_input_files("#notice", notice)
    first.click("button:has-text('提交')")
    expect(first.locator("h2", has_text="公布后的影响")).to_be_visible()
    visit.expected.add("/desk/calendars/2027-1/approve")
    first.click("button:has-text('审批并公布')")
    expect(first.locator("[role=alert]")).to_contain_text("second person")
    second = visit("chen", "/desk/calendars")
    second.click("text=预览与审批")
    second.click("button:has-text('审批并公布')")
    expect(second.locator("h2", has_text="执行报告")).to_be_visible()


def test_finance_and_a_party_see_what_is_theirs(visit: Visitors, pictures: Path) -> None:
    finance = visit("qian", "/desk/finance")
    expect(finance.locator("h1")).to_have_text("案款")
    party = visit("shen", "/desk/mine")
    party.click(f"text={NUMBER}")
    expect(party.locator("h2")).to_have_text("案件进展")
    expect(party.locator("main")).not_to_contain_text("被执行人乙")
    party.screenshot(path=pictures / "party.png", full_page=True)


def test_pages_are_read_without_javascript(visit: Visitors) -> None:
    page = visit("li", "/desk/cases", java_script_enabled=False)
    page.click(f"text={NUMBER}")
    expect(page.locator("svg.timeline")).to_be_visible()
    page.goto(f"/desk/cases/{EXAMPLE}/say/act/freeze_account")
    page.fill("#asset", "B1")
    page.click("text=先检查")
    expect(page.locator(".note.bad").first).to_contain_text("将被拦截")


def test_the_keyboard_is_enough(visit: Visitors) -> None:
    page = visit("li", f"/desk/cases/{EXAMPLE}")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    focused = page.evaluate("[document.activeElement.tagName, getComputedStyle(document.activeElement).outlineStyle]")
    assert focused[0] in ("A", "SUMMARY", "BUTTON")
    assert focused[1] == "solid", "one sees where one is"


def test_a_narrow_screen_is_enough(visit: Visitors, pictures: Path) -> None:
    page = visit("li", "/desk", viewport={"width": 390, "height": 800})
    for path in ("/desk", "/desk/cases", f"/desk/cases/{EXAMPLE}", f"/desk/cases/{EXAMPLE}/say/fact/query_feedback_received", "/desk/law"):
        page.goto(path)
        assert fits(page), path
    page.goto(f"/desk/cases/{EXAMPLE}")
    page.screenshot(path=pictures / "narrow.png")


def test_english_is_one_click_away_and_stays(visit: Visitors) -> None:
    page = visit("li")
    page.click("text=English")
    expect(page.locator("h1")).to_contain_text("Today")
    page.goto("/desk/cases")
    expect(page.locator("h1")).to_have_text("Cases")


def test_after_logging_out_pages_lead_to_the_log_in(visit: Visitors) -> None:
    page = visit("li")
    page.click("text=退出")
    page.wait_for_url("**/")
    page.goto("/desk")
    assert re.search("/identity/authorize", page.url)
