"""What a document system must do, held against the fake and the gateway with the stand-in: paper, hash, page, service."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from urllib.parse import quote
from uuid import uuid4

import httpx2
import pytest

from enforcement.contracts.documents import DocumentOrder, DocumentState, DocumentStatus
from enforcement.contracts.receipts.documents import document_delivered, document_filed
from enforcement.docket.reading import read_entry
from enforcement.gateways.callbacks import UnreadableCallback
from enforcement.gateways.http import SubsystemClient
from enforcement.gateways.subsystems import DocumentsGateway
from enforcement.ports.subsystems import DocumentsPort, SubsystemAway, SubsystemRejected
from tests.subsystems.test_contract import document_order, until
from tests.subsystems.test_control import told

AT, LATER = "2026-03-02T09:00:00+08:00", "2026-03-02T09:05:00+08:00"


def came_to(documents: DocumentsPort, order: DocumentOrder, status: DocumentStatus) -> DocumentState:
    documents.order(order)
    return until(lambda: documents.state(order.order), lambda state: state.status is status)


def test_a_document_is_numbered_filed_and_served_once(documents: DocumentsPort) -> None:
    order = document_order()
    served = came_to(documents, order, DocumentStatus.SERVED)
    assert (bool(served.number), len(served.sha256), served.page > 0, served.reason) == (True, 64, True, None)
    documents.order(order)
    assert documents.state(order.order) == served
    with pytest.raises(SubsystemRejected):
        documents.order(replace(order, addressee="P1"))
    with pytest.raises(SubsystemRejected):
        documents.state("沪0199-2026-执-1:nothing/here:document")


def test_a_document_without_an_addressee_is_filed_and_a_stranger_is_not_served(documents: DocumentsPort) -> None:
    filed = came_to(documents, document_order(None), DocumentStatus.FILED)
    stranger = came_to(documents, document_order("D9"), DocumentStatus.UNDELIVERED)
    assert (filed.served_at, filed.reason) == (None, None)
    assert (bool(stranger.sha256), bool(stranger.reason)) == (True, True)


def test_a_received_paper_has_a_page_and_no_number(documents: DocumentsPort) -> None:
    received = replace(document_order(None), received=True, particulars=["回执编号：XZ1"], statements=[])
    filed = came_to(documents, received, DocumentStatus.FILED)
    assert (filed.number, filed.page > 0, len(filed.sha256)) == ("", True, 64)


def test_a_paper_that_the_court_has_written_is_filed_under_its_number_and_hash(documents: DocumentsPort) -> None:
    paper = b"%PDF the paper"
    order = replace(
        document_order(), number="（2026）沪0199执1号之一", sha256=hashlib.sha256(paper).hexdigest(), content=b64encode(paper).decode()
    )
    filed = came_to(documents, order, DocumentStatus.SERVED)
    assert (filed.number, filed.sha256, filed.page > 0) == (order.number, order.sha256, True)
    documents.order(order)
    with pytest.raises(SubsystemRejected):
        documents.order(replace(order, number="（2026）沪0199执1号之二"))


# -- the stand-in -------------------------------------------------------------------------------------------------


@pytest.fixture
def archive(stand_ins: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=f"{stand_ins}/documents", headers={"Authorization": "Bearer credential"}) as archive:
        yield archive


@pytest.fixture
def gateway(stand_ins: str) -> Iterator[DocumentsGateway]:
    http = SubsystemClient("documents", f"{stand_ins}/documents", "credential")
    yield DocumentsGateway(http)
    http.close()


def test_the_paper_says_what_it_must_and_its_hash_is_that_of_the_receipt(archive: httpx2.Client, gateway: DocumentsGateway) -> None:
    order = document_order(case_id=f"C-{uuid4().hex[:8]}", document="执/1")
    served = came_to(gateway, order, DocumentStatus.SERVED)
    content = archive.get(f"/documents/{quote(order.order, safe='')}/content").content
    assert hashlib.sha256(content).hexdigest() == served.sha256
    text = content.decode()
    for said in ("执行通知书", served.number, "（2026）沪0199执1号", "申请人甲", "被执行人乙", "专用账户", "有权拒绝", "12368", "电子签章"):
        assert said in text


def test_the_e_file_is_read_page_by_page(archive: httpx2.Client, gateway: DocumentsGateway) -> None:
    case_id = f"C-{uuid4().hex[:8]}"
    for n in range(5):
        came_to(gateway, document_order(None, case_id=case_id, document=f"W{n}"), DocumentStatus.FILED)
    first = archive.get(f"/e-files/{case_id}", params={"limit": 3}).json()
    rest = archive.get(f"/e-files/{case_id}", params={"limit": 3, "after": first[-1]["page"]}).json()
    assert [(row["page"], row["document"]) for row in first + rest] == [(n + 1, f"W{n}") for n in range(5)]


def test_a_party_who_is_silent_is_not_served(archive: httpx2.Client, gateway: DocumentsGateway) -> None:
    case_id = f"C-{uuid4().hex[:8]}"
    archive.put("/admin/silent", json={"case_id": case_id, "party": "D1"}).raise_for_status()
    assert came_to(gateway, document_order(case_id=case_id), DocumentStatus.UNDELIVERED).reason
    kinds = [row["kind"] for row in archive.get("/admin/ledger", params={"case_id": case_id}).json()]
    assert kinds == ["documents.filed"]


def test_a_paper_that_is_not_the_one_that_was_filed_is_no_receipt(stand_ins: str) -> None:
    def answer(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("/content"):
            return httpx2.Response(200, content="另一份文书".encode())
        return httpx2.Response(200, json=asdict(DocumentState("O1", DocumentStatus.FILED, "1", "ab" * 32, 1, AT)))

    http = SubsystemClient("documents", stand_ins, "credential")
    http._client = httpx2.Client(base_url="http://documents", transport=httpx2.MockTransport(answer))
    with pytest.raises(SubsystemAway, match="not the one that was filed"):
        DocumentsGateway(http).state("O1")


def test_the_paper_of_the_court_is_what_is_read(archive: httpx2.Client, gateway: DocumentsGateway) -> None:
    paper = b"%PDF \xff the paper"
    order = replace(document_order(None), number="1", sha256=hashlib.sha256(paper).hexdigest(), content=b64encode(paper).decode())
    came_to(gateway, order, DocumentStatus.FILED)
    answer = archive.get(f"/documents/{quote(order.order, safe='')}/content")
    assert (answer.content, answer.headers["content-type"]) == (paper, "application/pdf")
    for wrong in ("bm90IHRoZSBwYXBlcg==", "no base64"):
        with pytest.raises(SubsystemRejected):
            gateway.order(replace(document_order(None), sha256="ab" * 32, content=wrong))


# -- callbacks ----------------------------------------------------------------------------------------------------


FILED = DocumentState("o", DocumentStatus.FILED, "1", "ab" * 32, 1, AT)
SERVED = replace(FILED, status=DocumentStatus.SERVED, served_at=LATER)


def test_a_callback_makes_the_fact_that_polling_makes() -> None:
    order = document_order()
    undelivered = replace(SERVED, status=DocumentStatus.UNDELIVERED, reason="查无此人")
    assert told("documents", "documents.filed", order, FILED) == document_filed(order, FILED) == document_filed(order, SERVED)
    assert told("documents", "documents.served", order, SERVED) == document_delivered(order, SERVED)
    assert told("documents", "documents.undelivered", order, undelivered) == document_delivered(order, undelivered)
    for fact in (document_filed(order, FILED), document_delivered(order, SERVED), document_delivered(order, undelivered)):
        raw = {"id": fact.id, "kind": fact.kind, "type": fact.type, "by": fact.by, "data": fact.data, "happened_at": fact.happened_at}
        assert read_entry(raw, datetime.fromisoformat("2026-07-01T09:00:00+08:00")).type == fact.type
    with pytest.raises(UnreadableCallback, match="another hash"):
        told("documents", "documents.filed", replace(order, sha256="cd" * 32), FILED)
    with pytest.raises(UnreadableCallback, match="not filed"):
        told("documents", "documents.filed", order, DocumentState("o"))
