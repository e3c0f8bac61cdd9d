"""The ports twice: in memory, and through the gateways to the stand-ins in a process of their own."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import httpx2
import pytest

from enforcement.gateways.http import SubsystemClient
from enforcement.gateways.subsystems import (
    DocumentsGateway,
    FundGateway,
    PersonnelGateway,
    QueryGateway,
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
    ValuationPort,
)
from tests.fakes.fund import FakeFund, FakeFundOrders
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
from zhixing.throwaway import free_port

SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="
ROOT = Path(__file__).parents[2]
_Fake = TypeVar("_Fake")
_Gateway = TypeVar("_Gateway")


@pytest.fixture(scope="session")
def stand_ins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The stand-ins, over HTTP; nobody takes their callbacks."""
    port = free_port()
    env = {
        "ZHIXING_DATA_DIR": str(tmp_path_factory.mktemp("subsystems")),
        "ZHIXING_CALLBACK_URL": "http://127.0.0.1:9",
        "ZHIXING_SUBSYSTEM_CREDENTIAL": "credential",
        "ZHIXING_WEBHOOK_SECRET": SECRET,
        "ZHIXING_SUBSYSTEM_PACE": "0.1",
    }
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        "--factory",
        "subsystems.app:from_environment",
        "--port",
        str(port),
        "--log-level",
        "warning",
    ]
    process = subprocess.Popen(command, env={**os.environ, **env}, cwd=ROOT)
    try:
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 30
        while True:
            try:
                urllib.request.urlopen(f"{url}/health", timeout=1).close()
                break
            except OSError:
                assert time.monotonic() < deadline, "the stand-ins did not start"
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(20)


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
def personnel(request: pytest.FixtureRequest) -> Iterator[PersonnelPort]:
    yield from over(request, "personnel", FakePersonnel, PersonnelGateway)
