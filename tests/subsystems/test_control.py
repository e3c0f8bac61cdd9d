"""What a control system must do, held against the fake and the gateway with the stand-in; and what the stand-in alone can be told."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from enforcement.contracts.control import ControlMeasure, ControlOrder, ControlState, ControlStatus, Rank
from enforcement.contracts.documents import DocumentOrder, DocumentState
from enforcement.contracts.messages import EntryMessage
from enforcement.contracts.receipts.control import control_answered, waiting_ended
from enforcement.docket.reading import read_entry
from enforcement.gateways.callbacks import Callbacks, UnreadableCallback
from enforcement.gateways.subsystems import control_gateway
from enforcement.ports.subsystems import ControlPort, SubsystemRejected
from tests.stand_ins import SECRET
from tests.subsystems.conftest import client
from tests.subsystems.test_callbacks import AT, signed
from tests.subsystems.test_contract import control_order, until


def answered(control: ControlPort, order: ControlOrder) -> ControlState:
    control.order(order)
    return until(lambda: control.state(order.order), lambda state: state.status is not ControlStatus.RUNNING)


@pytest.mark.parametrize("online", [True, False])
@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (ControlMeasure.FREEZE, ControlStatus.EFFECTIVE),
        (ControlMeasure.SEIZE, ControlStatus.EFFECTIVE),
        (ControlMeasure.RENEW, ControlStatus.RENEWED),
        (ControlMeasure.RELEASE, ControlStatus.RELEASED),
        (ControlMeasure.DEDUCT, ControlStatus.DEDUCTED),
    ],
)
def test_a_measure_is_answered_with_a_receipt_that_does_not_change(
    control: ControlPort, kind: ControlMeasure, status: ControlStatus, online: bool
) -> None:
    order = control_order(kind, online=online)
    done = answered(control, order)
    assert (done.status, bool(done.receipt_number), done.rank, done.reason) == (status, True, Rank.FIRST, None)
    assert done.amount == (8_000_000 if status in (ControlStatus.EFFECTIVE, ControlStatus.DEDUCTED) else None)
    assert (done.expires_on is not None) is (status in (ControlStatus.EFFECTIVE, ControlStatus.RENEWED))
    assert answered(control, order) == done
    with pytest.raises(SubsystemRejected):
        control.order(replace(order, amount=1))
    with pytest.raises(SubsystemRejected):
        control.state("沪0199-2026-执-1:nothing/here:control")


# -- the stand-in -------------------------------------------------------------------------------------------------


@pytest.fixture
def network(stand_ins: str) -> Iterator[ControlPort]:
    http = client(stand_ins, "query")
    yield control_gateway(http)
    http.close()


def call(url: str, method: str = "GET", body: object = None) -> Any:
    headers = {"Authorization": "Bearer credential", "Content-Type": "application/json"}
    content = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, content, headers, method=method), timeout=5) as answer:
        return json.loads(answer.read() or b"null")


def tell(stand_ins: str, case_id: str, **scenario: Any) -> None:
    call(f"{stand_ins}/query/admin/controls", "PUT", {"case_id": case_id, "asset": "B1", **scenario})


def ledger(stand_ins: str, service: str, case_id: str) -> list[tuple[str, int | None]]:
    rows = call(f"{stand_ins}/{service}/admin/ledger?case_id={quote(case_id)}")
    return [(row["kind"], row["amount"]) for row in rows]


def test_a_freeze_takes_what_there_is_and_the_next_one_what_is_left(stand_ins: str, network: ControlPort) -> None:
    case_id = f"C-{uuid4().hex[:8]}"
    tell(stand_ins, case_id, balance=10_000_000)
    first = answered(network, control_order(ControlMeasure.FREEZE, case_id=case_id, asset="B1"))
    second = answered(network, control_order(ControlMeasure.FREEZE, case_id=case_id, asset="B1"))
    third = answered(network, control_order(ControlMeasure.FREEZE, case_id=case_id, asset="B1"))
    assert [(state.status, state.amount, state.left) for state in (first, second)] == [
        (ControlStatus.EFFECTIVE, 8_000_000, 2_000_000),
        (ControlStatus.EFFECTIVE, 2_000_000, 0),
    ]
    assert (third.status, third.reason, third.left) == (ControlStatus.FAILED, "账户无可供冻结的余额", 0)
    answered(network, control_order(ControlMeasure.DEDUCT, case_id=case_id, asset="B1", amount=3_000_000))
    answered(network, control_order(ControlMeasure.RELEASE, case_id=case_id, asset="B1", amount=None))
    assert answered(network, control_order(ControlMeasure.FREEZE, case_id=case_id, asset="B1")).amount == 7_000_000
    assert ledger(stand_ins, "query", case_id) == [
        ("query.frozen", 8_000_000),
        ("query.frozen", 2_000_000),
        ("query.deducted", 3_000_000),
        ("query.released", None),
        ("query.frozen", 7_000_000),
    ]


def test_a_deduction_reaches_the_case_account_once(stand_ins: str, network: ControlPort) -> None:
    case_id = f"C-{uuid4().hex[:8]}"
    order = control_order(ControlMeasure.DEDUCT, case_id=case_id, asset="B1", amount=3_000_000)
    for _ in range(3):
        answered(network, order)
    assert ledger(stand_ins, "fund", case_id) == [("fund.credited", 3_000_000)]


def test_a_registrar_refuses_and_another_court_was_first(stand_ins: str, network: ControlPort) -> None:
    case_id = f"C-{uuid4().hex[:8]}"
    tell(stand_ins, case_id, refuses={"seize": "权利人与登记不一致"})
    refused = answered(network, control_order(ControlMeasure.SEIZE, online=False, case_id=case_id, asset="B1"))
    assert (refused.status, refused.reason) == (ControlStatus.FAILED, "权利人与登记不一致")
    tell(stand_ins, case_id, waits=20)
    order = control_order(ControlMeasure.SEIZE, online=False, case_id=case_id, asset="B1")
    waiting = answered(network, order)
    first = until(lambda: network.state(order.order), lambda state: state.first_at is not None)
    assert (waiting.rank, first.rank) == (Rank.WAITING, Rank.WAITING), "a receipt does not change"
    assert str(first.first_at) > str(first.effective_at)
    answered(network, control_order(ControlMeasure.RELEASE, online=False, case_id=case_id, asset="B1", amount=None))
    assert network.state(order.order).ended_at is not None
    assert ledger(stand_ins, "query", case_id) == [("query.seized", 8_000_000), ("query.released", None)]


def test_a_freeze_without_an_amount_is_refused(network: ControlPort) -> None:
    with pytest.raises(SubsystemRejected, match="amount"):
        network.order(control_order(ControlMeasure.FREEZE, amount=None))


# -- callbacks ----------------------------------------------------------------------------------------------------


def told(subsystem: str, event: str, order: ControlOrder | DocumentOrder, state: ControlState | DocumentState) -> EntryMessage:
    """The fact of a callback about an order."""
    data = {"case_id": order.case_id, "key": order.key, "order": asdict(order), "state": asdict(state)}
    fact = Callbacks(SECRET).fact(subsystem, signed({"type": event, "timestamp": AT, "data": data})[1])
    assert fact is not None
    return fact


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (ControlMeasure.FREEZE, ControlState("o", ControlStatus.EFFECTIVE, "XZ1", AT, Rank.FIRST, 5_000_000, 1, "2027-03-01")),
        (ControlMeasure.SEIZE, ControlState("o", ControlStatus.EFFECTIVE, "XZ1", AT, Rank.WAITING)),
        (ControlMeasure.RENEW, ControlState("o", ControlStatus.RENEWED, "XZ1", AT, expires_on="2028-03-01")),
        (ControlMeasure.RELEASE, ControlState("o", ControlStatus.RELEASED, "XZ1", AT)),
        (ControlMeasure.DEDUCT, ControlState("o", ControlStatus.DEDUCTED, "XZ1", AT, amount=1)),
        (ControlMeasure.FREEZE, ControlState("o", ControlStatus.FAILED, "XZ1", AT, reason="账户已销户")),
    ],
)
def test_a_callback_makes_the_fact_that_polling_makes(kind: ControlMeasure, state: ControlState) -> None:
    order = control_order(kind)
    fact = told("query", f"control.{state.status}", order, state)
    assert fact == control_answered(order, state)
    later = replace(state, first_at="2026-05-01T09:00:00+08:00", ended_at="2026-06-01T09:00:00+08:00")
    assert control_answered(order, later) == fact, "what happens to a seizure later does not change its receipt"
    raw = {"id": fact.id, "kind": fact.kind, "type": fact.type, "by": fact.by, "data": fact.data, "happened_at": AT}
    entry = read_entry(raw, datetime.fromisoformat("2026-07-01T09:00:00+08:00"))
    assert (entry.type, entry.happened_at.isoformat()) == (fact.type, AT)


def test_a_waiting_seizure_is_told_to_take_effect() -> None:
    order = control_order(ControlMeasure.SEIZE, online=False)
    state = ControlState("o", ControlStatus.EFFECTIVE, "XZ1", AT, Rank.WAITING, first_at="2026-05-01T09:00:00+08:00")
    fact = told("query", "control.waiting_ended", order, state)
    assert fact == waiting_ended(order, state)
    assert (fact.type, fact.happened_at) == ("waiting_seizure_effective", "2026-05-01T09:00:00+08:00")


def test_a_measure_that_is_running_is_no_receipt() -> None:
    with pytest.raises(UnreadableCallback, match="running"):
        told("query", "control.effective", control_order(ControlMeasure.FREEZE), ControlState("o"))
