"""Every fault of a stand-in against every gateway, over HTTP: nothing wrong is accepted, nothing is lost, nothing is done twice.

A new subsystem joins with one row in SERVICES.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import httpx2
import pytest

from enforcement import clock
from enforcement.contracts.control import ControlMeasure, ControlStatus
from enforcement.contracts.documents import DocumentStatus
from enforcement.contracts.query import CHANNELS
from enforcement.contracts.supervision import Desk
from enforcement.gateways.http import SubsystemClient
from enforcement.gateways.subsystems import (
    DocumentsGateway,
    FundGateway,
    QueryGateway,
    auction_gateway,
    bankruptcy_gateway,
    control_gateway,
    credit_gateway,
    fund_order_gateway,
    notices_gateway,
    publicity_gateway,
    supervision_gateway,
    valuation_gateway,
)
from enforcement.ports.subsystems import SubsystemAway
from subsystems.app import SERVICES as STAND_INS
from subsystems.faults import RequestFault
from tests.subsystems.conftest import client
from tests.subsystems.test_auction import round_of
from tests.subsystems.test_bankruptcy import transfer
from tests.subsystems.test_contract import (
    control_order,
    credit_order,
    document_order,
    fund_order,
    notice,
    publication_order,
    query_order,
    until,
    valuation_order,
)
from tests.subsystems.test_notices import message
from tests.subsystems.test_supervision import given

RESETS = {RequestFault.RESET_BEFORE_WORK, RequestFault.RESET_AFTER_WORK, RequestFault.TIMEOUT_AFTER_WORK}
BEFORE_WORK = {RequestFault.SERVER_ERROR, RequestFault.BUSY, RequestFault.RESET_BEFORE_WORK}


@dataclass(frozen=True, slots=True)
class Service:
    """How one subsystem is asked: an order made, placed, and followed until it is done; and what it then has done."""

    name: str
    effect: str
    make: Callable[[], Any]
    place: Callable[[SubsystemClient, Any], Any]
    ask: Callable[[SubsystemClient, str], Any]
    done: Callable[[Any], bool]
    key: str = "order"

    def id_of(self, order: Any) -> str:
        return str(getattr(order, self.key))


SERVICES = (
    Service(
        "query",
        "query.launched",
        lambda: query_order(CHANNELS[0]),
        lambda http, order: QueryGateway(http).launch(order),
        lambda http, order: QueryGateway(http).feedback(order),
        lambda state: state.complete,
    ),
    Service(
        "query",
        "query.frozen",
        lambda: control_order(ControlMeasure.FREEZE),
        lambda http, order: control_gateway(http).order(order),
        lambda http, order: control_gateway(http).state(order),
        lambda state: state.status is ControlStatus.EFFECTIVE,
    ),
    Service(
        "documents",
        "documents.filed",
        lambda: document_order(addressee=None),
        lambda http, order: DocumentsGateway(http).order(order),
        lambda http, order: DocumentsGateway(http).state(order),
        lambda state: state.status is DocumentStatus.FILED,
    ),
    Service(
        "fund",
        "fund.paid",
        notice,
        lambda http, order: FundGateway(http).send_payment_notice(order),
        lambda http, order: FundGateway(http).payment(order),
        lambda state: state.paid > 0,
        key="notice",
    ),
    Service(
        "fund",
        "fund.held",
        fund_order,
        lambda http, order: fund_order_gateway(http).order(order),
        lambda http, order: fund_order_gateway(http).state(order),
        lambda state: state.done,
    ),
    Service(
        "credit",
        "credit.in_force",
        lambda: credit_order("restrict"),
        lambda http, order: credit_gateway(http).order(order),
        lambda http, order: credit_gateway(http).state(order),
        lambda state: state.complete,
    ),
    Service(
        "valuation",
        "valuation.done",
        lambda: valuation_order("网络询价"),
        lambda http, order: valuation_gateway(http).order(order),
        lambda http, order: valuation_gateway(http).state(order),
        lambda state: state.outcome != "running",
    ),
    Service(
        "publicity",
        "publicity.published",
        publication_order,
        lambda http, order: publicity_gateway(http).order(order),
        lambda http, order: publicity_gateway(http).state(order),
        lambda state: state.done,
    ),
    Service(
        "notices",
        "notices.delivered",
        lambda: message("P1"),
        lambda http, order: notices_gateway(http).order(order),
        lambda http, order: notices_gateway(http).state(order),
        lambda state: state.delivery != "sent",
    ),
    Service(
        "supervision",
        "supervision.settled",
        lambda: given(Desk.PETITIONS),
        lambda http, order: supervision_gateway(http).order(order),
        lambda http, order: supervision_gateway(http).state(order),
        lambda state: state.outcome != "taken",
    ),
    Service(
        "auction",
        "auction.ordered",
        lambda: round_of(number=2),
        lambda http, order: auction_gateway(http).order(order),
        lambda http, order: auction_gateway(http).state(order),
        lambda state: state.ended,
    ),
    Service(
        "bankruptcy",
        "bankruptcy.received",
        lambda: transfer("D1"),
        lambda http, order: bankruptcy_gateway(http).order(order),
        lambda http, order: bankruptcy_gateway(http).state(order),
        lambda state: state.ruling != "pending",
    ),
)
every_service = pytest.mark.parametrize("service", SERVICES, ids=[service.name for service in SERVICES])
every_fault = pytest.mark.parametrize("fault", [fault for fault in RequestFault if fault is not RequestFault.SLOW])


def test_every_stand_in_is_held_to_its_faults() -> None:
    # The personnel register takes no orders.
    assert {service.name for service in SERVICES} == set(STAND_INS) - {"personnel"}


def plan(admin: httpx2.Client, service: str, **planned: object) -> None:
    """Let things go wrong."""
    admin.put(f"/{service}/admin/faults", json=planned).raise_for_status()


def injected(admin: httpx2.Client, service: str) -> dict[str, int]:
    answer = admin.get(f"/{service}/admin/faults").json()
    return dict(answer["injected"])


def ledger(admin: httpx2.Client, service: str, key: str) -> list[dict[str, Any]]:
    rows = admin.get(f"/{service}/admin/ledger", params={"limit": 1000}).json()
    return [row for row in rows if row["key"] == key]


@pytest.fixture(scope="module")
def admin(stand_ins: str) -> Iterator[httpx2.Client]:
    """The doors of the stand-ins that are no part of their contracts."""
    with httpx2.Client(base_url=stand_ins, headers={"Authorization": "Bearer credential"}) as admin:
        yield admin


@pytest.fixture
def http(admin: httpx2.Client, stand_ins: str, service: Service) -> Iterator[SubsystemClient]:
    """A client that does not wait long, of a service in which only what a header tells goes wrong."""
    plan(admin, service.name, slow=0.05, hold=0.3, retry_after=7)
    http = client(stand_ins, service.name)
    http._client.timeout = httpx2.Timeout(1.0)
    yield http
    http.close()
    admin.delete(f"/{service.name}/admin/faults").raise_for_status()


class Wrong:
    """Lets everything that a client asks go wrong, while it lasts."""

    def __init__(self, http: SubsystemClient, fault: RequestFault) -> None:
        self._headers, self._fault = http._client.headers, fault

    def __enter__(self) -> None:
        self._headers["X-Fault"] = self._fault

    def __exit__(self, *_: object) -> None:
        del self._headers["X-Fault"]


def settled(admin: httpx2.Client, service: Service, http: SubsystemClient, order: Any) -> Any:
    """The final state of an order, once its effect is in the ledger: exactly one row."""
    state = until(lambda: service.ask(http, service.id_of(order)), service.done)
    rows = until(lambda: ledger(admin, service.name, service.id_of(order)), lambda rows: len(rows) > 0)
    assert [row["kind"] for row in rows] == [service.effect]
    return state


@every_service
@every_fault
def test_an_order_that_went_wrong_is_placed_once(
    admin: httpx2.Client, service: Service, http: SubsystemClient, fault: RequestFault
) -> None:
    order = service.make()
    with Wrong(http, fault), pytest.raises(SubsystemAway) as caught:
        service.place(http, order)
    # A reset that meets the request on its way out is read as a disconnection.
    assert any(word in str(caught.value) for word in ("reset", "disconnected")) == (fault in RESETS)
    assert caught.value.retry_after == (7 if fault is RequestFault.BUSY else None)

    answer = service.place(http, order)
    assert service.id_of(answer) == service.id_of(order)
    settled(admin, service, http, order)
    asked = ledger(admin, service.name, service.id_of(order))[0]["asked"]
    assert asked == (1 if fault in BEFORE_WORK else 2)


@every_service
@every_fault
def test_a_question_that_went_wrong_has_the_right_answer_later(
    admin: httpx2.Client, service: Service, http: SubsystemClient, fault: RequestFault
) -> None:
    order = service.make()
    service.place(http, order)
    right = settled(admin, service, http, order)
    with Wrong(http, fault), pytest.raises(SubsystemAway):
        service.ask(http, service.id_of(order))
    assert service.ask(http, service.id_of(order)) == right
    assert injected(admin, service.name) == {fault: 1}


@every_service
def test_a_slow_answer_is_right_and_one_that_is_too_slow_is_none(admin: httpx2.Client, service: Service, http: SubsystemClient) -> None:
    order = service.make()
    with Wrong(http, RequestFault.SLOW):
        assert service.id_of(service.place(http, order)) == service.id_of(order)
        http._client.timeout = httpx2.Timeout(0.02)
        with pytest.raises(SubsystemAway, match="Timeout"):
            service.place(http, order)
    plan(admin, service.name, hold=30)
    http._client.timeout = httpx2.Timeout(0.3)
    with Wrong(http, RequestFault.TIMEOUT_AFTER_WORK), pytest.raises(SubsystemAway, match="Timeout"):
        service.place(http, order)
    http._client.timeout = httpx2.Timeout(1.0)
    settled(admin, service, http, order)


@every_service
def test_an_outage_refuses_everything_and_ends(admin: httpx2.Client, service: Service, http: SubsystemClient) -> None:
    begins = clock.now()
    plan(admin, service.name, outages=[{"begins": begins.isoformat(), "ends": (begins + timedelta(hours=1)).isoformat()}])
    order = service.make()
    for _ in range(2):
        with pytest.raises(SubsystemAway, match="503"):
            service.place(http, order)
    assert ledger(admin, service.name, service.id_of(order)) == []
    assert injected(admin, service.name)["outage"] == 2

    ends = clock.now() + timedelta(seconds=0.2)
    plan(admin, service.name, outages=[{"begins": begins.isoformat(), "ends": ends.isoformat()}])
    while (asked := clock.now()) < ends:
        with suppress(SubsystemAway):
            service.place(http, order)
            assert clock.now() >= ends, f"it answered what was asked at {asked}, before its outage ended"
        time.sleep(0.02)
    service.place(http, order)
    settled(admin, service, http, order)


@every_service
def test_under_all_faults_at_once_every_order_is_done_once(admin: httpx2.Client, service: Service, http: SubsystemClient) -> None:
    plan(admin, service.name, seed=11, requests=dict.fromkeys(RequestFault, 0.05), slow=0.01, hold=0.05)
    orders = [service.make() for _ in range(12)]
    for order in orders:
        answer = _insist(partial(service.place, http, order))
        assert service.id_of(answer) == service.id_of(order)
    for order in orders:
        until(partial(_insist, partial(service.ask, http, service.id_of(order))), service.done)
    assert len(injected(admin, service.name)) > 3
    admin.delete(f"/{service.name}/admin/faults").raise_for_status()
    for order in orders:
        settled(admin, service, http, order)


def _insist(call: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 20
    while True:
        try:
            return call()
        except SubsystemAway:
            assert time.monotonic() < deadline, "it never came to an answer"


@pytest.mark.parametrize("service", SERVICES[:1], ids=["query"])
def test_a_fault_that_there_is_not_is_named(admin: httpx2.Client, http: SubsystemClient) -> None:
    url = "/query/types?channel=x"
    answer = admin.get(url, headers={"X-Fault": "gremlins"})
    assert (answer.status_code, "timeout-after-work" in answer.text) == (400, True)
    admin.delete("/query/admin/faults")
    # Without a plan the header says nothing.
    assert admin.get(url, headers={"X-Fault": "server-error"}).status_code == 200
