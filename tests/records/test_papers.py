"""Papers in the record: written once, numbered without a gap, kept under their hash, never changed."""

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from enforcement.contracts.documents import DocumentOrder
from enforcement.contracts.messages import EntryMessage, Json
from enforcement.docket.particulars.papers import Document
from enforcement.docket.profile import Profile
from enforcement.documents.courts import court_names
from enforcement.documents.needs import DocumentIncomplete
from enforcement.errors import SpoiledPaper, UnknownPaper
from enforcement.printing.press import Press
from enforcement.records.database import transaction
from enforcement.records.paper_tables import PaperContentRow, PaperRow
from enforcement.records.papers import KeptPapers, case_record, content, paper_of
from enforcement.records.queries import case_file
from tests.fakes.documents import FakePrinter, FakeSeal
from tests.records.casework import RECEIVED_AT, Casework

STATED: dict[str, Any] = {"states_account": True, "states_right_to_refuse": True, "states_12368": True}


@pytest.fixture(scope="module")
def papers(engine: Engine, profile: Profile) -> KeptPapers:
    return KeptPapers(engine, profile, court_names(), FakePrinter(), FakeSeal())


@pytest.fixture
def open_case(case: Casework) -> Casework:
    """A case with its account."""
    case.file()
    case.say(EntryMessage(case.id, "account", "fact", "case_account_opened", "fund_system", {"account": "3100"}, recorded_at=RECEIVED_AT))
    return case


def issued(case: Casework, document: str, kind: str = "执行通知书", **data: Any) -> DocumentOrder:
    """The order of a document that was issued."""
    act = EntryMessage(
        case.id, f"issue-{document}-{len(data)}", "act", "issue_document", "handler", {"document": document, "kind": kind, **STATED, **data},
        recorded_at=RECEIVED_AT,
    )  # fmt: skip
    assert case.say(act).outcome == "accepted"
    with transaction(case.records.engine) as session:
        round_ = case_file(session, case.id, case.records.profile).documents[document].round
    return DocumentOrder(
        f"{case.id}:{document}-{round_}:document", case.id, f"{document}-{round_}", document, kind, case.number, case.court
    )


def test_a_paper_is_written_once_and_kept_under_its_hash(open_case: Casework, papers: KeptPapers) -> None:
    order = issued(open_case, "W1")
    written = papers.write(order)
    assert (written.number, len(written.sha256)) == (open_case.number, 64)
    assert papers.write(order) == written
    with transaction(open_case.records.engine) as session:
        document, row = Document("W1", "执行通知书", date(2026, 9, 18), round=1), session.get_one(PaperRow, order.order)
        assert paper_of(session, open_case.id, document) == row
        assert paper_of(session, open_case.id, document, row.written_at - timedelta(seconds=1)) is None
    paper = papers.content(open_case.id, written.sha256)
    assert hashlib.sha256(paper).hexdigest() == written.sha256
    with transaction(open_case.records.engine) as session:
        kept = session.get_one(PaperContentRow, written.sha256).content
    assert kept.startswith(b"sealed:")
    assert "申请人甲".encode() in paper
    assert "申请人甲".encode() not in kept
    assert FakeSeal().check(paper).holds


def test_rulings_of_a_case_are_numbered_in_one_series_and_notices_in_theirs(open_case: Casework, papers: KeptPapers) -> None:
    open_case.say(
        EntryMessage(open_case.id, "officer", "fact", "officer_assigned", "bureau_chief", {"officer": "丁某"}, recorded_at=RECEIVED_AT)
    )
    for n in (1, 2, 3):
        act: dict[str, Json] = {"asset": f"B{n}", "amount": 1000 * n}
        open_case.say(EntryMessage(open_case.id, f"freeze-{n}", "act", "freeze_account", "handler", act, recorded_at=RECEIVED_AT))
    orders = [issued(open_case, f"C{n}", "冻结裁定", about=f"B{n}") for n in (1, 2, 3)]
    notice = issued(open_case, "W1")
    assert [papers.write(order).number.removeprefix(open_case.number) for order in (*orders, notice)] == ["", "之一", "之二", ""]


def test_a_document_that_is_issued_again_is_the_next_paper(open_case: Casework, papers: KeptPapers) -> None:
    first = papers.write(issued(open_case, "W1"))
    again = papers.write(issued(open_case, "W1", days=7))
    assert (again.number, again.sha256 != first.sha256) == (f"{first.number}之一", True)


def test_what_cannot_be_written_takes_no_number(open_case: Casework, papers: KeptPapers) -> None:
    broken = issued(open_case, "F1", "财产报告令")
    with pytest.raises(DocumentIncomplete, match=r"issue_document\.days"):
        papers.write(broken)
    assert papers.write(issued(open_case, "F2", "财产报告令", days=5)).number == open_case.number


def test_papers_written_at_once_have_numbers_without_a_gap(open_case: Casework, papers: KeptPapers) -> None:
    orders = [issued(open_case, f"W{n}") for n in range(8)]
    with ThreadPoolExecutor(8) as threads:
        numbers = [written.number for written in threads.map(papers.write, [*orders, *orders])]
    assert numbers[:8] == numbers[8:]
    tails = ["", *(f"之{n}" for n in "一二三四五六七")]
    assert sorted(numbers[:8]) == sorted(f"{open_case.number}{tail}" for tail in tails)


def test_what_is_received_or_of_another_kind_is_not_written_here(open_case: Casework, papers: KeptPapers) -> None:
    order = issued(open_case, "W1")
    for elsewhere in (replace(order, received=True), replace(order, kind="传票")):
        assert papers.write(elsewhere) == elsewhere
    with pytest.raises(UnknownPaper):
        papers.content(open_case.id, "ab" * 32)
    with pytest.raises(UnknownPaper):
        papers.write(replace(order, order="nobody", document="nobody"))


def test_a_paper_that_was_changed_is_told_apart(open_case: Casework, papers: KeptPapers, engine: Engine) -> None:
    with transaction(engine) as session:
        session.add(PaperContentRow(sha256="cd" * 32, media_type="application/pdf", content=b"something else"))
    with transaction(engine) as session, pytest.raises(SpoiledPaper):
        content(session, open_case.id, "cd" * 32)


@pytest.mark.parametrize("table", ["papers", "paper_contents"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {}"])
def test_nobody_changes_a_paper(
    open_case: Casework, papers: KeptPapers, engine: Engine, administrator: Engine, table: str, change: str
) -> None:
    papers.write(issued(open_case, "W1"))
    with pytest.raises(DBAPIError, match="permission denied"), engine.begin() as connection:
        connection.execute(text(change.format(table)))
    with pytest.raises(DBAPIError, match="append-only"), administrator.begin() as connection:
        connection.execute(text(change.format(table)))


def test_a_paper_is_written_from_entries_as_they_stand_corrected(open_case: Casework, engine: Engine, profile: Profile) -> None:
    found: dict[str, Json] = {"assets": [{"asset": "A1", "kind": "不动产", "online": False, "description": "一号房"}]}
    open_case.say(EntryMessage(open_case.id, "q", "fact", "query_feedback_received", "query_system", found, recorded_at=RECEIVED_AT))
    right: dict[str, Json] = {
        "entry": "q",
        "entry_type": "query_feedback_received",
        "data": {"assets": [{"asset": "A1", "kind": "不动产", "online": False, "description": "二号房"}]},
        "reason": "录入有误",
        "approved_by": "bureau_chief",
    }
    open_case.say(EntryMessage(open_case.id, "c", "fact", "entry_corrected", "handler", right, recorded_at=RECEIVED_AT))
    with transaction(engine) as session:
        record = case_record(session, open_case.id, profile)
    assert record.found("A1")["description"] == "二号房"


def test_the_real_paper_is_read_from_the_record(open_case: Casework, engine: Engine, profile: Profile) -> None:
    papers = KeptPapers(engine, profile, court_names(), Press(), FakeSeal())
    written = papers.write(issued(open_case, "W1"))
    said = "".join(page.extract_text() for page in PdfReader(io.BytesIO(papers.content(open_case.id, written.sha256))).pages)
    assert "人民币壹佰零壹万贰仟肆佰元零伍角" in "".join(said.split())
