"""The supervising systems: the contract, against the fake and the stand-in; what they report; who is told of a rung."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from enforcement import clock
from enforcement.contracts.messages import EscalationKey
from enforcement.contracts.receipts.supervision import settled
from enforcement.contracts.supervision import Desk, SupervisionOrder, SupervisionState
from enforcement.docket.entries import catalogue
from enforcement.docket.reading import read_entry
from enforcement.gateways.callbacks import Callbacks
from enforcement.gateways.supervisors import ReportedSupervisors
from enforcement.ports.subsystems import SubsystemAway, SubsystemRejected, SupervisionPort
from tests.fakes.line import BadLine, Distant
from tests.fakes.subsystems import FakeSupervision
from tests.stand_ins import SECRET
from tests.subsystems.conftest import at_the_door
from tests.subsystems.test_callbacks import AT, signed
from tests.subsystems.test_contract import until

CASE, PETITION, INSPECTION = "沪0199-2026-执-1", "沪0199-2026-访-3", "沪0199-2026-查-4"


def given(desk: Desk, about: str = "X1") -> SupervisionOrder:
    return SupervisionOrder(f"{CASE}:{uuid4().hex}:supervision", CASE, f"{desk}-{about}", desk, about, text="内容", answer_by="2026-05-01")


@pytest.mark.parametrize("desk", Desk)
def test_every_desk_takes_what_it_is_given_once_and_is_done_with_it(supervision: SupervisionPort, desk: Desk) -> None:
    order = given(desk)
    taken = supervision.order(order)
    done = until(lambda: supervision.state(order.order), lambda state: state.outcome != "taken")
    assert (done.outcome, done.said, done.receipt_number) == ("done", None, taken.receipt_number)
    with pytest.raises(SubsystemRejected):
        supervision.order(replace(order, text="别的内容"))
    with pytest.raises(SubsystemRejected):
        supervision.state(f"{CASE}:nothing:supervision")


@pytest.fixture
def refused_matter(request: pytest.FixtureRequest, supervision: SupervisionPort) -> str:
    """A matter that the other court sends back. The fake knows one by name; the stand-in is told."""
    if request.node.callspec.params["supervision"] == "gateway":
        stand_ins = request.getfixturevalue("stand_ins")
        at_the_door(stand_ins, "supervision", "returns", {"about": "M-退回", "reason": "材料不全"})
    return "M-退回"


def test_a_matter_comes_back_with_its_reason(supervision: SupervisionPort, refused_matter: str) -> None:
    order = given(Desk.MATTERS, refused_matter)
    supervision.order(order)
    back = until(lambda: supervision.state(order.order), lambda state: state.outcome != "taken")
    assert (back.outcome, back.said) == ("returned", "材料不全")
    fact = settled(order, back)
    assert fact is not None
    assert (fact.type, fact.data) == ("matter_returned", {"matter": refused_matter, "reason": "材料不全"})


def told(desk: Desk, outcome: str, said: str | None = None) -> dict[str, Any]:
    order = {"case_id": CASE, "key": f"{desk}-X1", "order": "O1"}
    return {**order, "desk": desk, "about": "X1", "outcome": outcome, "said": said}


@pytest.mark.parametrize(
    ("event", "data", "file", "name", "type_"),
    [
        ("settled", told(Desk.MATTERS, "done", "已冻结"), CASE, "supervision/matters-X1", "matter_completed"),
        ("settled", told(Desk.MATTERS, "returned"), CASE, "supervision/matters-X1", "matter_returned"),
        ("settled", told(Desk.PETITIONS, "done"), CASE, "supervision/petitions-X1", "petition_entered"),
        ("settled", told(Desk.INSPECTORATE, "done"), CASE, "supervision/inspectorate-X1", "discipline_consulted"),
        ("settled", told(Desk.PROCURATORATE, "done"), CASE, "supervision/procuratorate-X1", "suggestion_answer_received"),
        ("petition_received", {"case_id": PETITION, "petition": PETITION, "about": "拖延"}, PETITION, "opening", "petition_received"),
        ("petition_received", {"case_id": CASE, "petition": "访9"}, CASE, "petition/访9", "petition_received"),
        (
            "order_received",
            {"case_id": CASE, "order": "督1", "answer_by": "2026-04-01"},
            CASE,
            "supervision-order/督1",
            "supervision_order_received",
        ),
        (
            "suggestion_received",
            {"case_id": CASE, "suggestion": "检1", "answer_by": "2026-04-01"},
            CASE,
            "procuratorate/检1",
            "supervision_order_received",
        ),
        (
            "item_opened",
            {"case_id": INSPECTION, "item": INSPECTION, "finding": "案款滞留", "rectify_by": "2026-06-01"},
            INSPECTION,
            "opening",
            "inspection_item_opened",
        ),
    ],
)
def test_every_event_becomes_one_readable_fact_of_its_file(event: str, data: dict[str, Any], file: str, name: str, type_: str) -> None:
    fact = Callbacks(SECRET).fact("supervision", signed({"type": f"supervision.{event}", "timestamp": AT, "data": data})[1])
    assert fact is not None
    assert (fact.case_id, fact.id, fact.type, fact.happened_at) == (file, name, type_, AT)
    raw = {"id": fact.id, "kind": fact.kind, "type": fact.type, "by": fact.by, "data": fact.data, "happened_at": fact.happened_at}
    assert read_entry(raw, clock.now()).type == type_
    assert fact.by in catalogue().facts[type_].by


@pytest.mark.parametrize(("desk", "outcome"), [(Desk.SUPERIOR, "done"), (Desk.PETITIONS, "returned"), (Desk.INSPECTORATE, "returned")])
def test_what_is_no_fact_is_noted(desk: Desk, outcome: str) -> None:
    event = {"type": "supervision.settled", "timestamp": AT, "data": told(desk, outcome)}
    assert Callbacks(SECRET).fact("supervision", signed(event)[1]) is None
    assert settled(given(desk), SupervisionState("O1", "JD-1", outcome, "退回")) is None


class Within:
    """The court's own supervisors."""

    def __init__(self) -> None:
        self.told: list[EscalationKey] = []

    def tell(self, key: EscalationKey) -> None:
        self.told.append(key)


def test_the_court_above_hears_of_its_rungs_once_and_before_they_count_as_told() -> None:
    within, desk, line = Within(), FakeSupervision(), BadLine(lambda reason: SubsystemAway("supervision", reason))
    supervisors = ReportedSupervisors(within, Distant(desk, line, "desk"))
    own, above = EscalationKey(CASE, "query_launch_5wd", 3), EscalationKey(CASE, "query_launch_5wd", 4)
    supervisors.tell(own)
    assert (within.told, desk.orders) == ([own], {})

    line.be_away("desk", 1)
    line.lose_answers("desk", 1)
    for _ in range(2):
        with pytest.raises(SubsystemAway):
            supervisors.tell(above)
    assert within.told == [own]

    supervisors.tell(above)
    assert within.told == [own, above]
    assert [(order.desk, order.about, order.text) for order in desk.orders.values()] == [("superior", "query_launch_5wd", "4级")]
