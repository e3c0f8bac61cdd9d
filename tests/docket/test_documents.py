"""Documents in the docket: what is still to be done with a paper, and what a second report of the same thing changes."""

from typing import Any

from enforcement.docket.particulars.papers import Document
from enforcement.docket.procedures import procedures_of
from tests.docket.building import Life

NOTICE: dict[str, Any] = {
    "document": "W1",
    "kind": "执行通知书",
    "states_account": True,
    "states_right_to_refuse": True,
    "states_12368": True,
}
FILED: dict[str, Any] = {"document": "W1", "number": "（2026）沪0199执101号-001", "sha256": "ab" * 32, "page": 1}


def issued(**more: Any) -> Life:
    life = Life().file()
    life.act("2026-01-06T09:00", "issue_document", {**NOTICE, **more})
    return life


def needs(life: Life) -> list[str]:
    return [start.key for start in procedures_of(life.case) if start.kind == "document"]


def document(life: Life) -> Document:
    return life.case.documents["W1"]


def test_a_document_is_needed_until_it_is_filed_and_served() -> None:
    life = issued(addressee="D1")
    (start,) = [start for start in procedures_of(life.case) if start.kind == "document"]
    assert start.data == {
        "document": "W1",
        "document_kind": "执行通知书",
        "case_number": "（2026）沪0199执101号",
        "court": "沪0199",
        "parties": [{"id": "P1", "role": "applicant", "name": "申请人甲"}, {"id": "D1", "role": "debtor", "name": "被执行人乙"}],
        "statements": ["account", "right_to_refuse", "12368"],
        "particulars": [],
        "addressee": "D1",
        "received": False,
    }
    life.say("2026-01-06T09:01", "document_filed", **FILED)
    assert needs(life) == ["W1-1"]
    life.say("2026-01-06T09:02", "document_served", document="W1", addressee="D1")
    assert (needs(life), document(life).page) == ([], 1)


def test_a_second_service_changes_nothing_whoever_reports_it() -> None:
    life = issued(addressee="D1")
    life.say("2026-01-07T09:00", "document_served", document="W1")
    first, clocks = document(life), life.case.clocks
    life.say("2026-01-08T09:00", "document_served", document="W1", addressee="D1")
    life.say("2026-01-09T09:00", "document_undelivered", document="W1", reason="查无此人")
    assert (document(life), life.case.clocks) == (first, clocks)
    assert life.of("execution_notice_10d")[-1] == ("2026-01-07T09:00", "deadline_met")
    assert needs(life) == ["W1-1"], "it still belongs in the e-file"


def test_a_service_that_overtakes_the_filing_spoils_nothing() -> None:
    life = issued(addressee="D1")
    life.say("2026-01-06T10:00", "document_served", document="W1", addressee="D1")
    life.say("2026-01-06T10:01", "document_filed", happened="2026-01-06T09:30", **FILED)
    assert (document(life).number, str(document(life).served_on), needs(life)) == (FILED["number"], "2026-01-06", [])


def test_a_document_that_is_issued_again_is_another_paper() -> None:
    life = issued()
    life.say("2026-01-06T09:01", "document_filed", **FILED)
    assert needs(life) == []
    life.act("2026-01-07T09:00", "issue_document", {**NOTICE, "kind": "风险告知书"})
    assert (needs(life), document(life).filed_on) == (["W1-2"], None)
