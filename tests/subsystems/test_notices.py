"""The channels to the parties: the contract, against the fake and the stand-in, and what 12368 reports."""

from dataclasses import replace
from uuid import uuid4

import pytest

from enforcement import clock
from enforcement.contracts.notices import Channel, NoticeOrder
from enforcement.contracts.receipts.notices import asset_pushed, node_pushed
from enforcement.docket.reading import read_entry
from enforcement.gateways.callbacks import Callbacks
from enforcement.ports.subsystems import NoticePort, SubsystemRejected
from tests.stand_ins import SECRET
from tests.subsystems.conftest import at_the_door, client
from tests.subsystems.test_callbacks import AT, signed
from tests.subsystems.test_contract import until

CASE = "沪0199-2026-执-1"


def message(party: str, channel: Channel = Channel.SMS) -> NoticeOrder:
    return NoticeOrder(
        f"{CASE}:{uuid4().hex}:{party}:{channel}", CASE, "filed", party, channel, "立案", "（2026）沪0199执1号一案已立案执行。"
    )


@pytest.mark.parametrize("channel", Channel)
def test_a_message_is_delivered_with_a_receipt(notices: NoticePort, channel: Channel) -> None:
    order = message("P1", channel)
    assert notices.order(order).order == notices.order(order).order == order.order
    done = until(lambda: notices.state(order.order), lambda state: state.delivery != "sent")
    assert (done.delivery, done.reason) == ("delivered", None)
    with pytest.raises(SubsystemRejected):
        notices.order(replace(order, text="别的内容"))
    with pytest.raises(SubsystemRejected):
        notices.state(f"{CASE}:nothing:P1")


@pytest.fixture
def dead_line(request: pytest.FixtureRequest, notices: NoticePort) -> str:
    """A party without a telephone. The fake knows one by name; the stand-in is told."""
    if request.node.callspec.params["notices"] == "gateway":
        at_the_door(request.getfixturevalue("stand_ins"), "notices", "dead-lines", {"party": "空号", "channel": "sms"})
    return "空号"


def test_a_message_that_cannot_be_delivered_says_why(notices: NoticePort, dead_line: str) -> None:
    order = message(dead_line)
    notices.order(order)
    done = until(lambda: notices.state(order.order), lambda state: state.delivery != "sent")
    assert (done.delivery, bool(done.reason)) == ("undeliverable", True)
    other = message(dead_line, Channel.APP)
    notices.order(other)
    assert until(lambda: notices.state(other.order), lambda state: state.delivery != "sent").delivery == "delivered"


def test_a_channel_that_does_not_exist_is_refused(stand_ins: str) -> None:
    http = client(stand_ins, "notices")
    with pytest.raises(SubsystemRejected, match="channel: expected one of sms"):
        http.post("/orders", "k", replace(message("P1"), channel="鸽子"), object)
    http.close()


def test_a_complaint_becomes_a_candidate_for_the_inspectorate() -> None:
    body = {"type": "notices.reported", "timestamp": AT, "data": {"case_id": CASE, "report": "HX-7"}}
    fact = Callbacks(SECRET).fact("notices", signed(body)[1])
    assert fact is not None
    assert (fact.case_id, fact.id, fact.type, fact.data) == (CASE, "12368/HX-7", "discipline_issue_found", {"issue": "12368-HX-7"})


@pytest.mark.parametrize("unreached", [[], ["D1"]])
def test_what_is_reported_can_be_read(unreached: list[str]) -> None:
    for fact in (node_pushed(CASE, "filed", unreached), asset_pushed(CASE, "asset-A1", "A1", unreached)):
        entry = read_entry({"id": fact.id, "kind": fact.kind, "type": fact.type, "by": fact.by, "data": fact.data}, clock.now())
        assert entry.texts("unreached") == tuple(unreached)
