"""Approvals where the court keeps them here: a refusal in the journal, an approval used once, the same again after a rebuild."""

from dataclasses import replace

from sqlalchemy import Engine
from sqlmodel import Session

from enforcement.contracts.messages import Actor, EntryMessage, RecordResult
from enforcement.docket.profile import Approvals, embedded_profile
from enforcement.records import queries
from enforcement.records.case_records import Records
from enforcement.records.rebuild import rebuild_case
from tests.records.casework import Casework

AT = "2026-10-09T10:00:00+08:00"
PROFILE = embedded_profile(Approvals.RECORDED)
HANDLER, PRESIDENT = Actor("h1", "张三", ["handler"]), Actor("p1", "院长", ["court_president"])


def order(case: Casework, name: str, actor: Actor | None = HANDLER) -> RecordResult:
    data = {"debtor": "D1", "ground": "x", "signed_by": "court_president"}
    return case.say(EntryMessage(case.id, name, "act", "restrict_consumption", "handler", {**data}, None, AT, actor))


def approve(case: Casework, name: str) -> None:
    data = {"approval": name, "act": "restrict_consumption", "about": "D1"}
    case.say(EntryMessage(case.id, name, "fact", "approval_given", "court_president", {**data}, None, AT, PRESIDENT))


def test_an_act_finds_its_approval_on_record_once(engine: Engine, records: Records) -> None:
    case = Casework(Records(engine, PROFILE), 9301)
    case.file()
    (refusal,) = order(case, "o1").refusals
    assert (refusal.guard, refusal.article) == ("R10-1", "10")
    assert refusal.cure_zh
    assert case.journal()[-1].refusals[0]["facts"]["missing"][0]["article"] == "5"
    assert order(case, "o1").refusals == [refusal], "asked again, it is refused in the same words"
    assert order(case, "no person", None).outcome == "accepted"
    approve(case, "S1")
    assert (order(case, "o2").outcome, order(case, "o3").outcome) == ("accepted", "refused")
    with Session(engine) as session:
        before = queries.case_file(session, case.id, PROFILE)
        rebuild_case(session, case.id, replace(PROFILE, approvals=Approvals.STATED))
        session.commit()
        assert queries.case_file(session, case.id, PROFILE) == before
    assert before.approvals["S1"].used
    assert before.approvals["S1"].approver == "p1"
