"""Integrity risk control: the contract, against the fake and the stand-in."""

from dataclasses import replace
from uuid import uuid4

import httpx2
import pytest

from enforcement.contracts.risks import RiskNotice
from enforcement.gateways.plausibility import risk
from enforcement.ports.subsystems import RiskPort, SubsystemRejected

CASE = "沪0199-2026-执-1"


def notice(case_id: str = CASE) -> RiskNotice:
    order = f"{case_id}:{uuid4().hex}:risk"
    return RiskNotice(order, case_id, 7, ["refused", "out_of_hours"], "freeze_account", "2026-03-02T23:00:00+08:00", "handler", ["g1"])


def test_a_risk_is_taken_once_and_known_afterwards(risks: RiskPort) -> None:
    told = notice()
    taken = risks.order(told)
    assert (taken.order, risk(taken)) == (told.order, None)
    assert risks.order(told) == taken == risks.state(told.order)
    with pytest.raises(SubsystemRejected):
        risks.order(replace(told, type="pay_out"))
    with pytest.raises(SubsystemRejected):
        risks.state(f"{CASE}:nothing:risk")


@pytest.mark.parametrize("risks", ["gateway"], indirect=True)
def test_the_stand_in_knows_the_kinds_and_notes_each_risk_once(risks: RiskPort, stand_ins: str) -> None:
    told = notice(f"沪0199-2026-执-{uuid4().int % 10_000_000}")
    with pytest.raises(SubsystemRejected, match="kinds: expected one of"):
        risks.order(replace(told, kinds=["strange"]))
    for _ in range(3):
        risks.order(told)
    answer = httpx2.get(
        f"{stand_ins}/supervision/admin/ledger", params={"case_id": told.case_id}, headers={"Authorization": "Bearer credential"}
    )
    assert [(row["kind"], row["key"], row["about"], row["asked"]) for row in answer.json()] == [
        ("supervision.risk_noted", told.order, "freeze_account:7", 3)
    ]
