"""The gateways' HTTP: what is tried again and what is not; the stand-ins' own doors."""

import json
from collections.abc import Callable

import httpx2
import pytest

from enforcement.contracts.query import QueryFeedback, QueryOrder
from enforcement.gateways.callbacks import SUBSYSTEMS
from enforcement.gateways.http import SubsystemClient
from enforcement.gateways.subsystems import QueryGateway
from enforcement.ports.subsystems import SubsystemAway, SubsystemRejected
from tests.subsystems.conftest import client

NOTICE = {"notice": "N1", "case_id": "C1", "key": "Y1", "payment": "Y1", "receipt": "R1", "amount": 1, "payee_account": "6222"}
ORDER = QueryOrder("c:Q1:总对总", "c", "Q1", "总对总", ["D1"])


def gateway(answer: Callable[[httpx2.Request], httpx2.Response]) -> QueryGateway:
    """A gateway whose other side answers as told."""
    http = SubsystemClient("query", "http://query", "credential")
    http._client = httpx2.Client(base_url="http://query", transport=httpx2.MockTransport(answer))
    return QueryGateway(http)


def broken(_request: httpx2.Request) -> httpx2.Response:
    raise httpx2.ReadTimeout("too slow")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (lambda _: httpx2.Response(500), SubsystemAway),
        (lambda _: httpx2.Response(429, headers={"Retry-After": "7"}), SubsystemAway),
        (lambda _: httpx2.Response(200, content=b'{"order": "c:Q1'), SubsystemAway),
        (lambda _: httpx2.Response(200, json={"something": "else"}), SubsystemAway),
        (lambda _: httpx2.Response(200, json={"order": "c:Q1:总对总", "receipt_number": 7, "types": []}), SubsystemAway),
        (lambda _: httpx2.Response(200, json={"order": "c:Q2:总对总", "receipt_number": "1", "types": []}), SubsystemAway),
        (broken, SubsystemAway),
        (lambda _: httpx2.Response(422, json={"detail": "no such channel"}), SubsystemRejected),
        (lambda _: httpx2.Response(401), SubsystemRejected),
    ],
)
def test_faults_are_told_apart(answer: Callable[[httpx2.Request], httpx2.Response], error: type[Exception]) -> None:
    with pytest.raises(error):
        gateway(answer).launch(ORDER)


def test_the_wait_that_a_system_asks_for_is_kept() -> None:
    with pytest.raises(SubsystemAway) as caught:
        gateway(lambda _: httpx2.Response(503, headers={"Retry-After": "7"})).launch(ORDER)
    assert caught.value.retry_after == 7


def test_every_write_carries_its_key() -> None:
    seen: list[str] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.headers["Idempotency-Key"])
        return httpx2.Response(201, json={"order": ORDER.order, "receipt_number": "1", "types": []})

    gateway(answer).launch(ORDER)
    gateway(answer).launch(ORDER)
    assert seen == ["c%3AQ1%3A%E6%80%BB%E5%AF%B9%E6%80%BB"] * 2


def test_the_stand_ins_ask_for_a_credential(stand_ins: str) -> None:
    http = client(stand_ins, "query", credential="wrong")
    with pytest.raises(SubsystemRejected, match="401"):
        http.get("/orders/x/feedback", QueryFeedback)
    http.close()


@pytest.mark.parametrize(
    ("key", "body", "status", "detail"),
    [
        ("N1", b'{"notice": "N1"', 422, "JSON"),
        ("N1", b"{\xff}", 400, "body"),
        ("N1", b"{}", 422, "body.notice: Field required"),
        ("", b"{}", 422, "Idempotency-Key"),
        ("N1", json.dumps(NOTICE | {"amount": 2**70}).encode(), 422, "2^63"),
    ],
)
def test_what_a_stand_in_does_not_take_is_a_problem_that_says_why(stand_ins: str, key: str, body: bytes, status: int, detail: str) -> None:
    headers = {"Authorization": "Bearer credential", "Idempotency-Key": key, "Content-Type": "application/json"}
    answer = httpx2.post(f"{stand_ins}/fund/payment-notices", headers=headers, content=body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert detail in answer.json()["detail"]


def test_an_id_that_no_route_takes_is_unknown_like_any_other(stand_ins: str) -> None:
    answer = httpx2.get(f"{stand_ins}/fund/payment-notices/a%0Ab", headers={"Authorization": "Bearer credential"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("name", SUBSYSTEMS)
def test_every_stand_in_has_its_contract_and_page_without_the_internet(stand_ins: str, name: str) -> None:
    headers = {"Authorization": "Bearer credential"}
    document = httpx2.get(f"{stand_ins}/{name}/openapi.json", headers=headers).json()
    assert document["paths"]
    page = httpx2.get(f"{stand_ins}/{name}/docs", headers=headers).text
    assert "cdn" not in page
