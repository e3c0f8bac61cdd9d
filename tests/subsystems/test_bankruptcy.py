"""The bankruptcy case system: the contract, against the fake and the stand-in, and what it reports."""

from dataclasses import replace
from uuid import uuid4

import pytest

from enforcement.contracts.bankruptcy import BankruptcyOrder
from enforcement.contracts.receipts.bankruptcy import transfer_received
from enforcement.gateways.callbacks import Callbacks
from enforcement.ports.subsystems import BankruptcyPort, SubsystemRejected
from tests.stand_ins import SECRET
from tests.subsystems.conftest import at_the_door
from tests.subsystems.test_callbacks import AT, signed
from tests.subsystems.test_contract import until

CASE = "沪0199-2026-执-1"
HEALTHY = "D-有清偿能力"


def transfer(debtor: str) -> BankruptcyOrder:
    return BankruptcyOrder(f"{CASE}:{uuid4().hex}:bankruptcy", CASE, f"{debtor}-1", debtor, "沪03", "P1", "court_president")


@pytest.fixture
def rejected(request: pytest.FixtureRequest, bankruptcy: BankruptcyPort) -> str:
    """A debtor whose bankruptcy is not accepted. The fake knows one by name; the stand-in is told."""
    if request.node.callspec.params["bankruptcy"] == "gateway":
        at_the_door(request.getfixturevalue("stand_ins"), "bankruptcy", "rejections", {"debtor": HEALTHY})
    return HEALTHY


def test_a_transfer_comes_to_a_ruling(bankruptcy: BankruptcyPort, rejected: str) -> None:
    for debtor, ruling in (("D1", "accepted"), (rejected, "rejected")):
        order = transfer(debtor)
        bankruptcy.order(order)
        done = until(lambda order=order: bankruptcy.state(order.order), lambda state: state.ruling != "pending")  # type: ignore[misc]
        assert (done.ruling, bool(done.receipt_number)) == (ruling, True)
        with pytest.raises(SubsystemRejected):
            bankruptcy.order(replace(order, to_court="京01"))
    with pytest.raises(SubsystemRejected):
        bankruptcy.state(f"{CASE}:nothing:bankruptcy")


def test_only_the_receipt_is_taken_from_a_callback() -> None:
    data = {"case_id": CASE, "key": "D1-1", "order": "O1", "debtor": "D1"}
    received, ruled = ({"type": f"bankruptcy.{what}", "timestamp": AT, "data": data} for what in ("received", "ruled"))
    assert Callbacks(SECRET).fact("bankruptcy", signed(received)[1]) == transfer_received(CASE, "D1-1", "D1", AT)
    assert Callbacks(SECRET).fact("bankruptcy", signed(ruled)[1]) is None
