"""Documents on the engine: what a person issues is sealed, filed and served by itself, and every receipt has its paper (arts 12, 20)."""

import hashlib
from base64 import b64decode
from dataclasses import replace

import pytest

from activities.documents import TRIES
from enforcement.contracts.messages import Json
from enforcement.contracts.procedures import ProcedureInput
from enforcement.docket.regions import regions
from tests.workflows.court import Court
from tests.workflows.test_procedures import Trouble
from workflows.documents import document_order

RIGHTS: dict[str, Json] = {"states_account": True, "states_right_to_refuse": True, "states_12368": True}


def away(court: Court) -> None:
    court.line.be_away("document", 3)


def answers_lost(court: Court) -> None:
    court.line.lose_answers("document", 2)


def slow(court: Court) -> None:
    court.documents.unready = 5


TROUBLES: list[Trouble] = [lambda court: None, away, answers_lost, slow]
NAMES = ["no trouble", "away", "answers lost", "slow"]


def states(court: Court) -> dict[str, str]:
    return {part.id: part.state for part in regions(court.case_file).get("documents", ())}


async def issue(court: Court, **more: Json) -> None:
    await court.courtroom.file()
    issued = await court.courtroom.act("issue_document", document="W1", kind="执行通知书", **RIGHTS, **more)
    assert issued.outcome == "accepted"


@pytest.mark.parametrize("trouble", TROUBLES, ids=NAMES)
async def test_an_execution_notice_is_filed_and_served_by_itself(court: Court, trouble: Trouble) -> None:
    trouble(court)

    await issue(court, addressee="D1")

    await court.quiet()
    assert ("execution_notice_10d", "deadline_met") in court.happened()
    (order,) = court.documents.orders.values()
    assert (order.kind, [party.name for party in order.parties], len(order.statements)) == ("执行通知书", ["申请人甲", "被执行人乙"], 3)
    document = court.case_file.documents["W1"]
    (sha256,) = court.papers.papers
    assert (document.number, document.sha256, document.page, states(court)) == (court.case_file.number, sha256, 1, {"W1": "served"})
    assert hashlib.sha256(b64decode(order.content)).hexdigest() == order.sha256 == sha256


async def test_a_document_without_an_addressee_is_a_persons_to_serve(court: Court) -> None:
    await issue(court)
    await court.quiet()
    assert (states(court), "execution_notice_10d" in [rule for rule, kind in court.happened() if kind == "deadline_met"]) == (
        {"W1": "filed"},
        False,
    )
    await court.courtroom.say("document_served", document="W1")
    assert states(court) == {"W1": "served"}


async def test_what_cannot_be_served_waits_for_a_person(court: Court) -> None:
    await issue(court, addressee="D9")
    await court.quiet()
    assert states(court) == {"W1": "undelivered"}
    assert court.case_file.documents["W1"].undelivered == "受送达人信息不明"
    await court.courtroom.say("document_served", document="W1")
    assert states(court) == {"W1": "served"}


async def test_a_paper_that_waits_for_a_value_is_written_once_it_is_there(court: Court) -> None:
    court.papers.incomplete = TRIES - 1
    await issue(court)
    await court.quiet()
    assert states(court) == {"W1": "filed"}


async def test_a_paper_whose_value_never_comes_is_a_persons_matter_and_is_written_when_he_repeats_it(court: Court) -> None:
    court.papers.incomplete = TRIES
    await issue(court)
    await court.kinds(("procedure_failure_answer", "deadline_opened"))
    (failed,) = court.docket.entries(court.courtroom.case_id, "procedure_failed")
    assert "案件专用账户 (case_account_opened.account)" in str(failed.data["reason"])
    await court.courtroom.say("procedure_repeated", procedure=failed.data["procedure"])
    await court.quiet()
    assert states(court) == {"W1": "filed"}


async def test_a_kind_without_a_template_is_written_by_the_document_system(court: Court) -> None:
    await court.courtroom.file()
    await court.courtroom.act("issue_document", document="W1", kind="传票", **RIGHTS)
    await court.quiet()
    (order,) = court.documents.orders.values()
    assert (order.sha256, order.content, court.case_file.documents["W1"].sha256) == ("", "", "ab" * 32)


async def test_another_paper_in_the_e_file_is_a_persons_matter(court: Court) -> None:
    court.documents.swapped = "cd" * 32
    await issue(court)
    await court.kinds(("procedure_failure_answer", "deadline_opened"))
    (failed,) = court.docket.entries(court.courtroom.case_id, "procedure_failed")
    assert "in the e-file, got cdcd" in str(failed.data["reason"])
    assert court.case_file.documents["W1"].sha256 is None


async def test_a_procedure_of_before_goes_on_with_the_order_it_has() -> None:
    """What continues as new tells that its paper was, or was not, written here."""
    procedure = ProcedureInput("沪0199-2026-执-1", "document", "W1-1", {"document": "W1", "document_kind": "执行通知书", "sha256": ""})
    assert document_order(procedure).sha256 == ""
    assert document_order(replace(procedure, data={**procedure.data, "number": "1", "sha256": "ab"})).sha256 == "ab"


async def test_the_receipt_of_a_freeze_is_filed_as_its_evidence(court: Court) -> None:
    await court.courtroom.file()
    await court.courtroom.act("freeze_account", asset="B1", amount=80000)
    await court.quiet()
    (order,) = court.documents.orders.values()
    assert (order.received, order.document, order.addressee) == (True, court.case_file.assets["B1"].evidence, None)
    assert "金额（元）：80000" in order.particulars
    assert states(court) == {"回执-freeze-B1-1": "filed"}
