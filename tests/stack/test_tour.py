"""The tour: the example stories on the whole running system, and the states that the handbook promises."""

import time
from collections import Counter
from typing import Any

import pytest

from enforcement import clock
from tests.installation import zhixing
from tests.keys import KEY_SETTINGS
from tests.stack.conftest import System
from zhixing.tour import read_book

PATIENCE = 600
YEAR = clock.now().year
STATES = {
    "（{year}）沪0199执501号": "filed",
    "（{year}）沪0199执502号": "investigation",
    "（{year}）沪0199执503号": "control",
    "（{year}）沪0199执507号": "disposal",
    "（{year}）沪0199执508号": "disposal",
    "（{year}）沪0199执509号": "funds",
    "（{year}）沪0199执511号": "funds",
    "（{year}）沪0199执514号": "terminated",
    "（{year}）沪0199执515号": "resumed",
    "（{year}）沪0199执520号": "stayed",
    "（{year}）沪0199执521号": "deferred",
    "（{year}）沪0199执522号": "settlement",
    "（{year}）沪0199执523号": "bankruptcy_review",
}
FORMS = {"执行完毕": 513, "终结本次执行程序": 514, "终结执行": 516, "不予执行": 517, "驳回申请": 518, "销案": 519}


def number_of(case: int) -> str:
    return f"沪0199-{YEAR}-执-{case}"


@pytest.fixture(scope="module")
def told(system: System) -> System:
    """The system, once the tour has ended by itself."""
    system.start("--tour")
    log, deadline = system.data_dir / "logs" / "tour.log", time.monotonic() + PATIENCE
    while "tour:" not in (said := log.read_text(encoding="utf-8")):
        assert time.monotonic() < deadline, said
        time.sleep(0.5)
    assert "entries told now" in said, said
    return system


def file_of(system: System, case: int) -> Any:
    return system.get(f"/cases/{number_of(case)}")


def clocks_of(system: System, case: int) -> dict[str, Any]:
    return {row["rule"]: row for row in system.get(f"/cases/{number_of(case)}/clocks")}


def test_every_file_of_the_book_is_there(told: System) -> None:
    files = [file for story in read_book(clock.now().date()).stories for file in story]
    found = {register: told.get(f"{register}?limit=200")["items"] for register in {file.collection for file in files}}
    there = {row["case_id"] for rows in found.values() for row in rows}
    assert {file.case_id for file in files} <= there
    assert Counter(file.collection for file in files)["/cases"] >= 30


def test_cases_stand_where_the_handbook_says(told: System) -> None:
    states = {row["number"]: row["state"] for row in told.get("/cases?limit=200")["items"]}
    assert {number: states.get(number.format(year=YEAR)) for number in STATES} == STATES


def test_every_closing_form_is_there(told: System) -> None:
    assert {form: file_of(told, case)["closing_form"] for form, case in FORMS.items()} == {form: form for form in FORMS}


def test_debtors_auctions_money_and_clocks_are_as_promised(told: System) -> None:
    assert [file_of(told, case)["debtors"][f"D0199-{case}"][what] for case, what in ((524, "listed"), (525, "restricted"))] == [True, True]
    assert [round_["outcome"] for round_ in file_of(told, 507)["auctions"].values()] == ["published"]
    assert [round_["outcome"] for round_ in file_of(told, 508)["auctions"].values()] == ["failed"]
    assert "payout_notice_10wd" in clocks_of(told, 511)
    assert "unidentified_money_match" in clocks_of(told, 512)
    assert clocks_of(told, 526)["supervision_answer"]["level"] >= 4
    assert clocks_of(told, 520)["refprice_start_30d"]["status"] == "paused"
    assert any(row["provisional"] for row in clocks_of(told, 506).values())
    assert "outsider_objection_15d" in clocks_of(told, 527)


def test_refusals_of_many_articles_are_there(told: System) -> None:
    cases = (503, 504, 507, 510, 511, 514, 523, 524, 528, 529)
    rows = [row for case in cases for row in told.get(f"/cases/{number_of(case)}/entries")]
    articles = {refusal["article"] for row in rows for refusal in row["refusals"]}
    assert {"3", "5", "6", "15", "17", "18", "22", "23", "24"} <= articles


def test_each_officer_has_a_day_of_their_own(told: System) -> None:
    officers = Counter(row["officer"] for row in told.get("/cases?limit=200")["items"])
    assert min(officers[name] for name in ("李执行", "吕执行")) >= 8


def test_other_registers_have_open_and_closed_files(told: System) -> None:
    states = {row["case_id"]: row["state"] for name in ("petitions", "inspections") for row in told.get(f"/{name}")["items"]}
    assert Counter(states.values()) == {"open": 2, "closed": 2}
    assert [told.get(f"/{name}")["items"][0]["state"] for name in ("disputes", "tenures")] == ["open", "open"]


def test_a_second_tour_finds_everything_told(told: System) -> None:
    again = zhixing("tour", **{name: value for name, value in told.env.items() if name not in KEY_SETTINGS})
    assert (again.returncode, again.stderr) == (0, "")
    assert "0 entries told now" in again.stdout
