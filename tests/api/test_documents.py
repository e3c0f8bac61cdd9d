"""Papers over HTTP: issued, written, filed, read; seen before they are issued."""

import hashlib
import io
from typing import Any
from urllib.parse import quote

import httpx2
import pytest
from docx import Document
from pypdf import PdfReader
from sqlalchemy import Engine, text

from enforcement.documents.kinds import DocumentKind
from enforcement.ports.printing import DOCX, PDF
from enforcement.records.database import engine_for
from tests.api.test_entries import say
from tests.api.waiting import until

STATED: dict[str, Any] = {"states_account": True, "states_right_to_refuse": True, "states_12368": True}


async def listed(client: httpx2.AsyncClient, case: str) -> list[dict[str, Any]]:
    return (await client.get(f"{case}/documents")).json()  # type: ignore[no-any-return]


async def opened(client: httpx2.AsyncClient, case: str) -> None:
    """Wait for the account of the case."""
    await until(lambda: client.get(case), lambda answer: answer.json()["account"] is not None)


async def issue(client: httpx2.AsyncClient, case: str, document: str, kind: str = "执行通知书", **data: Any) -> dict[str, Any]:
    """Issue a document, and wait until it is in the e-file."""
    said = await say(client, case, kind="act", type="issue_document", data={"document": document, "kind": kind, **STATED, **data})
    assert said.status_code == 201, said.text
    rows = await until(lambda: listed(client, case), lambda rows: any(row["id"] == document and row["sha256"] for row in rows))
    return next(row for row in rows if row["id"] == document)


async def test_an_issued_document_is_read_as_it_was_filed(client: httpx2.AsyncClient, case: str) -> None:
    row = await issue(client, case, "执/1", addressee="D1")
    assert (row["paper"]["number"], row["paper"]["pdf"]) == (row["number"], row["sha256"])
    path = f"{case}/documents/{quote('执/1')}"
    pdf, docx = await client.get(path), await client.get(path, headers={"Accept": DOCX})
    assert (pdf.headers["content-type"], docx.headers["content-type"]) == (PDF, DOCX)
    assert hashlib.sha256(pdf.content).hexdigest() == row["sha256"] == pdf.headers["etag"].strip('"')
    assert hashlib.sha256(docx.content).hexdigest() == row["paper"]["docx"]
    assert (await client.get(path, params={"format": "docx"})).content == docx.content
    said = "".join("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages).split())
    for text_ in ("执行通知书", row["number"], "申请人甲", "被执行人乙", "12368", "人民币壹佰零壹万贰仟肆佰元整"):
        assert text_ in said
    assert any(row["number"] in paragraph.text for paragraph in Document(io.BytesIO(docx.content)).paragraphs)
    served = await until(lambda: listed(client, case), lambda rows: rows[0]["state"] == "served")
    assert served[0]["served_on"]


async def test_what_was_not_written_here_is_not_found(client: httpx2.AsyncClient, case: str) -> None:
    await issue(client, case, "C1", kind="传票")
    for name in ("C1", "nothing"):
        answer = await client.get(f"{case}/documents/{name}")
        assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (404, "unknown-paper")
    assert (await client.get("/cases/沪0199-2026-执-999999/documents/W1")).status_code == 404
    assert (await client.get(f"{case}/documents/C1", params={"format": "odt"})).status_code == 422


async def test_a_paper_that_was_changed_in_the_database_is_not_given_out(client: httpx2.AsyncClient, case: str, api_engine: Engine) -> None:
    row = await issue(client, case, "W1", days=9)
    owner = engine_for(api_engine.url.render_as_string(hide_password=False), restricted=False)
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE paper_contents DISABLE TRIGGER ALL"))
        connection.execute(text("UPDATE paper_contents SET content = 'other' WHERE sha256 = :sha"), {"sha": row["sha256"]})
        connection.execute(text("ALTER TABLE paper_contents ENABLE TRIGGER ALL"))
    owner.dispose()
    answer = await client.get(f"{case}/documents/W1")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (500, "spoiled")


async def preview(client: httpx2.AsyncClient, case: str, kind: str, **data: Any) -> httpx2.Response:
    params = {"format": data.pop("format")} if "format" in data else None
    return await client.post(f"{case}/documents/preview", json={"kind": kind, **STATED, **data}, params=params)


async def test_a_preview_is_marked_and_leaves_no_trace(client: httpx2.AsyncClient, case: str) -> None:
    await opened(client, case)
    answer = await preview(client, case, "执行通知书", days=7)
    assert (answer.status_code, answer.headers["content-type"], "refused-by" in answer.headers) == (200, PDF, False)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    assert all("预" in page for page in pages)
    docx = await preview(client, case, "执行通知书", format="docx")
    assert "预览" in Document(io.BytesIO(docx.content)).sections[0].header.paragraphs[0].text
    assert "issue_document" not in [row["type"] for row in (await client.get(f"{case}/entries")).json()]
    assert await listed(client, case) == []
    first = await issue(client, case, "W1")
    assert (await preview(client, case, "执行通知书", format="json")).json()["paper"]["number"] == f"{first['number']}之一"


async def test_a_preview_names_what_is_missing_and_who_would_refuse(client: httpx2.AsyncClient, case: str) -> None:
    await opened(client, case)
    answer = await preview(client, case, "财产报告令")
    assert (answer.status_code, [row["path"] for row in answer.json()["errors"]]) == (422, ["issue_document.days"])
    told = (await preview(client, case, "执行通知书", states_12368=False, format="json")).json()
    assert (told["paper"], [row["reported_by"] for row in told["missing"]]) == (None, ["issue_document.states_12368"])
    assert [refusal["guard"] for refusal in told["refusals"]] == ["R20-2"]


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"kind": "传票", **STATED}, "kind"),
        ({"kind": "执行通知书"}, "data.states_12368"),
        ({"kind": "函告", **STATED, "days": 0}, "data.days"),
    ],
)
async def test_a_preview_of_what_is_no_act_is_malformed(client: httpx2.AsyncClient, case: str, body: dict[str, Any], path: str) -> None:
    answer = await client.post(f"{case}/documents/preview", json=body)
    assert answer.status_code == 422
    assert path in [row["path"] for row in answer.json()["errors"]]
    assert all(kind in answer.text for kind in DocumentKind) or path != "kind"
