"""Approvals on record (arts 9, 10): asked for, given by another person, used once; and what an act that lacks one is told."""

from dataclasses import replace
from typing import Any

import pytest

from enforcement.contracts.messages import Actor
from enforcement.docket.approvals import approvers, requirements
from enforcement.docket.casefile import CaseFile
from enforcement.docket.decide import Decision, decide
from enforcement.docket.entries import FieldType, catalogue
from enforcement.docket.profile import Approvals
from enforcement.docket.reading import read_entry
from enforcement.law.statutes import statute_book
from tests.docket.building import LIST, PROFILE, Life, moment

RECORDED = replace(PROFILE, approvals=Approvals.RECORDED)
HANDLER, CHIEF, PRESIDENT = (Actor(role, role, [role]) for role in ("handler", "bureau_chief", "court_president"))
ORDER = {"debtor": "D1", "ground": "x", "signed_by": "court_president"}


class Desk:
    """A case to which persons speak, one after another."""

    def __init__(self) -> None:
        self.case: CaseFile = Life().file().case
        self.said = 0

    def say(self, actor: Actor | None, kind: str, name: str, profile: Any = RECORDED, by: str = "", **data: Any) -> Decision:
        self.said += 1
        raw = {"id": f"said{self.said}", "kind": kind, "type": name, "by": by or (actor.roles[0] if actor else "handler"), "data": data}
        entry = replace(read_entry(raw, moment("2026-04-15T09:00")), actor=actor)
        decision = decide(self.case, entry, profile)
        self.case = decision.case
        return decision

    def order(self, actor: Actor | None = HANDLER, profile: Any = RECORDED, **more: Any) -> list[str]:
        decision = self.say(actor, "act", "restrict_consumption", profile, "handler", **{**ORDER, **more})
        return [ground.guard.id for ground in decision.refusals]

    def approve(self, actor: Actor = PRESIDENT, name: str = "S1", **more: Any) -> None:
        data = {"act": "restrict_consumption", "about": "D1", **more}
        self.say(actor, "fact", "approval_given", approval=name, **{key: value for key, value in data.items() if value is not None})


def test_an_act_whose_approval_is_not_on_record_is_refused_with_who_and_the_article() -> None:
    decision = Desk().say(HANDLER, "act", "restrict_consumption", **ORDER)
    (ground,) = decision.refusals
    assert ground.guard.id == "R10-1"
    assert ground.facts["missing"] == [
        {"by": "court_president", "about": "D1", "law": "法释〔2015〕17号", "article": "5", "text": "限制消费令由人民法院院长签发"}
    ]


def test_an_approval_holds_once_for_its_act_and_subject() -> None:
    desk = Desk()
    desk.approve(about="D2")
    desk.approve(name="S2", act="list_dishonest")
    assert desk.order() == ["R10-1"]
    desk.approve(name="S3")
    assert desk.order() == []
    assert desk.case.approvals["S3"].used
    assert desk.order() == ["R10-1"]


def test_a_leader_of_another_role_approves_nothing() -> None:
    desk = Desk()
    desk.approve(CHIEF)
    assert desk.order() == ["R10-1"]


def test_nobody_approves_what_they_asked_for_or_do_themselves() -> None:
    asker = Actor("asker", "甲", ["handler", "court_president"])
    desk = Desk()
    desk.say(asker, "fact", "approval_requested", by="handler", approval="S1", act="restrict_consumption", about="D1")
    desk.say(asker, "fact", "approval_given", by="court_president", approval="S1", act="restrict_consumption", about="D1")
    assert desk.order() == ["R10-1"]
    desk.approve(Actor("handler", "某甲", ["court_president"]), name="S2")
    assert desk.order() == ["R10-1"]
    desk.approve(name="S3")
    assert desk.order() == []


def test_what_was_withheld_is_not_given() -> None:
    desk = Desk()
    desk.say(PRESIDENT, "fact", "approval_withheld", approval="S1", act="restrict_consumption", about="D1", reason="理由不足")
    desk.approve()
    assert desk.order() == ["R10-1"]


def test_who_holds_the_role_himself_needs_no_other() -> None:
    assert Desk().order(Actor("p", "院长", ["handler", "court_president"])) == []


def test_what_no_person_sent_needs_nothing_on_record() -> None:
    assert Desk().order(None) == []


def test_where_approvals_are_kept_elsewhere_the_act_is_taken_at_its_word_with_a_warning() -> None:
    desk = Desk()
    decision = desk.say(HANDLER, "act", "restrict_consumption", PROFILE, **ORDER)
    assert (decision.outcome.value, decision.warnings) == ("accepted", ("approval_not_on_record: restrict_consumption by court_president",))
    desk.approve()
    assert desk.say(HANDLER, "act", "restrict_consumption", PROFILE, **ORDER).warnings == ()


def missing(decision: Decision) -> list[str]:
    """Whose approval an act was told to lack."""
    facts: list[Any] = [dict(ground.facts) for ground in decision.refusals if ground.guard.id == "R10-1"]
    return [row["by"] for found in facts for row in found["missing"]]


def panel(desk: Desk, members: list[str], name: str = "P1") -> None:
    data: dict[str, Any] = {"approval": name, "act": "terminate_procedure", "members": members, "minutes": "评议笔录1号"}
    desk.say(Actor("j", "审判长", ["panel"]), "fact", "panel_decided", **data)


def test_a_termination_needs_a_panel_of_three_and_the_president() -> None:
    data: dict[str, Any] = {
        "reason": "无财产",
        "panel": True,
        "president_approved": True,
        "applicant_heard": True,
        "checklist_complete": True,
    }

    def lacks(desk: Desk) -> list[str]:
        return missing(desk.say(HANDLER, "act", "terminate_procedure", **data))

    desk = Desk()
    assert lacks(desk) == ["panel", "court_president"]
    panel(desk, ["甲", "乙", "乙"])
    assert lacks(desk) == ["panel", "court_president"]
    panel(desk, ["甲", "乙", "丙"], "P2")
    assert lacks(desk) == ["court_president"]
    desk.approve(act="terminate_procedure", about=None)
    assert lacks(desk) == []


def test_each_leader_whom_a_payment_notice_names_is_on_record() -> None:
    data: dict[str, Any] = {
        "payment": "Y1",
        "receipt": "R1",
        "amount": 1,
        "payee_account": "6222",
        "approvals": ["handler", "bureau_chief", "court_president"],
    }

    def lacks(desk: Desk) -> list[str]:
        return missing(desk.say(HANDLER, "act", "send_payment_notice", **data))

    desk = Desk()
    assert lacks(desk) == ["bureau_chief", "court_president"]
    desk.approve(CHIEF, act="send_payment_notice", about="Y1")
    assert lacks(desk) == ["court_president"]


def test_the_starting_price_needs_a_panel_though_no_field_claims_it() -> None:
    (requirement,) = approvers("publish_auction_notice")
    assert (requirement.by, requirement.claim) == (("panel",), None)


@pytest.mark.parametrize("requirement", requirements(), ids=lambda one: f"{one.act}-{one.claim}")
def test_a_requirement_points_at_fields_of_its_act_and_its_guard_is_asked(requirement: Any) -> None:
    fields = catalogue().acts[requirement.act].fields
    assert requirement.about is None or fields[requirement.about].type is FieldType.STRING
    assert requirement.claim is None or requirement.claim in fields
    assert requirement.act in statute_book().guards["R10-1"][-1].on_acts
    assert requirement.text


def test_the_guard_is_asked_of_nothing_else() -> None:
    assert set(statute_book().guards["R10-1"][-1].on_acts) == {requirement.act for requirement in requirements()}


def test_a_listing_is_approved_for_its_debtor() -> None:
    desk = Desk()
    lack = desk.say(HANDLER, "act", "list_dishonest", **LIST)
    assert [ground.guard.id for ground in lack.refusals] == ["R10-1"]
    desk.approve(act="list_dishonest")
    assert desk.say(HANDLER, "act", "list_dishonest", **LIST).outcome.value == "accepted"
