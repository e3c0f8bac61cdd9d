"""The ports twice: in memory, and through the gateways to the stand-ins in a process of their own."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from enforcement.gateways.http import SubsystemClient
from enforcement.gateways.subsystems import CreditGateway, FundGateway, QueryGateway, ValuationGateway
from enforcement.ports.subsystems import CreditPort, FundPort, QueryPort, ValuationPort
from tests.fakes.subsystems import FakeCredit, FakeFund, FakeQuery, FakeValuation
from zhixing.throwaway import free_port

SECRET = "whsec_" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo="
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def stand_ins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The stand-ins, over HTTP; nobody takes their callbacks."""
    port = free_port()
    env = {
        "ZHIXING_DATA_DIR": str(tmp_path_factory.mktemp("subsystems")),
        "ZHIXING_CALLBACK_URL": "http://127.0.0.1:9",
        "ZHIXING_SUBSYSTEM_CREDENTIAL": "credential",
        "ZHIXING_WEBHOOK_SECRET": SECRET,
        "ZHIXING_SUBSYSTEM_PACE": "0.01",
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


@pytest.fixture(params=["fake", "gateway"])
def query(request: pytest.FixtureRequest) -> Iterator[QueryPort]:
    if request.param == "fake":
        yield FakeQuery()
        return
    http = client(request.getfixturevalue("stand_ins"), "query")
    yield QueryGateway(http)
    http.close()


@pytest.fixture(params=["fake", "gateway"])
def fund(request: pytest.FixtureRequest) -> Iterator[FundPort]:
    if request.param == "fake":
        yield FakeFund()
        return
    http = client(request.getfixturevalue("stand_ins"), "fund")
    yield FundGateway(http)
    http.close()


@pytest.fixture(params=["fake", "gateway"])
def credit(request: pytest.FixtureRequest) -> Iterator[CreditPort]:
    if request.param == "fake":
        yield FakeCredit()
        return
    http = client(request.getfixturevalue("stand_ins"), "credit")
    yield CreditGateway(http)
    http.close()


@pytest.fixture(params=["fake", "gateway"])
def valuation(request: pytest.FixtureRequest) -> Iterator[ValuationPort]:
    if request.param == "fake":
        yield FakeValuation()
        return
    http = client(request.getfixturevalue("stand_ins"), "valuation")
    yield ValuationGateway(http)
    http.close()
