"""The ports twice: in memory, and through the gateways to the stand-ins in a process of their own."""

import os
from collections.abc import Callable, Iterator
from typing import TypeVar

import httpx2
import pytest

from enforcement.gateways.http import SubsystemClient
from enforcement.gateways.subsystems import (
    DocumentsGateway,
    FundGateway,
    PersonnelGateway,
    QueryGateway,
    SuspenseGateway,
    bankruptcy_gateway,
    control_gateway,
    credit_gateway,
    fund_order_gateway,
    notices_gateway,
    publicity_gateway,
    risk_gateway,
    supervision_gateway,
    valuation_gateway,
)
from enforcement.ports.subsystems import (
    BankruptcyPort,
    ControlPort,
    CreditPort,
    DocumentsPort,
    FundOrderPort,
    FundPort,
    NoticePort,
    PersonnelPort,
    PublicityPort,
    QueryPort,
    RiskPort,
    SupervisionPort,
    SuspensePort,
    ValuationPort,
)
from tests.fakes.fund import FakeFund, FakeFundOrders, FakeSuspense
from tests.fakes.query import FakeControl, FakeQuery
from tests.fakes.subsystems import (
    FakeBankruptcy,
    FakeCredit,
    FakeDocuments,
    FakeNotices,
    FakePersonnel,
    FakePublicity,
    FakeRisks,
    FakeSupervision,
    FakeValuation,
)
from tests.stand_ins import stand_ins_at_work

_Fake = TypeVar("_Fake")
_Gateway = TypeVar("_Gateway")


@pytest.fixture(scope="session")
def stand_ins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The stand-ins, over HTTP; nobody takes their callbacks."""
    with stand_ins_at_work(tmp_path_factory.mktemp("subsystems")) as url:
        yield url


def client(stand_ins: str, name: str, credential: str = "credential") -> SubsystemClient:
    return SubsystemClient(name, f"{stand_ins}/{name}", credential)


def contractor(request: pytest.FixtureRequest, name: str) -> SubsystemClient:
    """The system that the contract is held against: the stand-in, or the one at CONTRACT_<NAME>_URL."""
    url = os.environ.get(f"CONTRACT_{name.upper()}_URL")
    if url is None:
        return client(request.getfixturevalue("stand_ins"), name)
    return SubsystemClient(name, url, os.environ.get("CONTRACT_CREDENTIAL", ""))


def at_the_door(stand_ins: str, name: str, door: str, body: dict[str, object]) -> None:
    """Tell a stand-in what is to happen in the world behind it."""
    answer = httpx2.post(f"{stand_ins}/{name}/admin/{door}", json=body, headers={"Authorization": "Bearer credential"})
    assert answer.is_success, answer.text


def over(
    request: pytest.FixtureRequest, name: str, fake: Callable[[], _Fake], gateway: Callable[[SubsystemClient], _Gateway]
) -> Iterator[_Fake | _Gateway]:
    """A port twice: in memory, and through its gateway to the system."""
    if request.param == "fake":
        yield fake()
        return
    http = contractor(request, name)
    yield gateway(http)
    http.close()


BOTH = ["fake", "gateway"]


@pytest.fixture(params=BOTH)
def query(request: pytest.FixtureRequest) -> Iterator[QueryPort]:
    yield from over(request, "query", FakeQuery, QueryGateway)


@pytest.fixture(params=BOTH)
def control(request: pytest.FixtureRequest) -> Iterator[ControlPort]:
    yield from over(request, "query", FakeControl, control_gateway)


@pytest.fixture(params=BOTH)
def documents(request: pytest.FixtureRequest) -> Iterator[DocumentsPort]:
    yield from over(request, "documents", FakeDocuments, DocumentsGateway)


@pytest.fixture(params=BOTH)
def fund(request: pytest.FixtureRequest) -> Iterator[FundPort]:
    yield from over(request, "fund", FakeFund, FundGateway)


@pytest.fixture(params=BOTH)
def credit(request: pytest.FixtureRequest) -> Iterator[CreditPort]:
    yield from over(request, "credit", FakeCredit, credit_gateway)


@pytest.fixture(params=BOTH)
def valuation(request: pytest.FixtureRequest) -> Iterator[ValuationPort]:
    yield from over(request, "valuation", FakeValuation, valuation_gateway)


@pytest.fixture(params=BOTH)
def notices(request: pytest.FixtureRequest) -> Iterator[NoticePort]:
    yield from over(request, "notices", FakeNotices, notices_gateway)


@pytest.fixture(params=BOTH)
def supervision(request: pytest.FixtureRequest) -> Iterator[SupervisionPort]:
    yield from over(request, "supervision", FakeSupervision, supervision_gateway)


@pytest.fixture(params=BOTH)
def risks(request: pytest.FixtureRequest) -> Iterator[RiskPort]:
    yield from over(request, "supervision", FakeRisks, risk_gateway)


@pytest.fixture(params=BOTH)
def publicity(request: pytest.FixtureRequest) -> Iterator[PublicityPort]:
    yield from over(request, "publicity", FakePublicity, publicity_gateway)


@pytest.fixture(params=BOTH)
def bankruptcy(request: pytest.FixtureRequest) -> Iterator[BankruptcyPort]:
    yield from over(request, "bankruptcy", FakeBankruptcy, bankruptcy_gateway)


@pytest.fixture(params=BOTH)
def fund_orders(request: pytest.FixtureRequest) -> Iterator[FundOrderPort]:
    yield from over(request, "fund", FakeFundOrders, fund_order_gateway)


@pytest.fixture(params=BOTH)
def suspense(request: pytest.FixtureRequest) -> Iterator[SuspensePort]:
    yield from over(request, "fund", FakeSuspense, SuspenseGateway)


@pytest.fixture(params=BOTH)
def personnel(request: pytest.FixtureRequest) -> Iterator[PersonnelPort]:
    yield from over(request, "personnel", FakePersonnel, PersonnelGateway)
