"""The papers of the example stories: whatever a story orders, its paper is built from the story's own case and printed."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pypdf import PdfReader

from enforcement.docket.casefile import empty_case
from enforcement.docket.decide import Outcome, decide, tick
from enforcement.docket.entries import Entry
from enforcement.docket.profile import embedded_profile
from enforcement.docket.reading import read_entry
from enforcement.docket.rehearsal import read_story
from enforcement.documents.building import build
from enforcement.documents.contents import Paper
from enforcement.documents.courts import court_names
from enforcement.documents.kinds import DocumentKind, kind_of
from enforcement.documents.record import CaseRecord
from enforcement.printing.press import Press
from tests.docket.test_stories import STORIES
from tests.documents.cases import STATED

# What an act of a story calls for, and the field that says what the paper is about.
PAPERS = {
    "freeze_account": (DocumentKind.FREEZING_RULING, "asset"),
    "seize_asset": (DocumentKind.SEIZURE_RULING, "asset"),
    "restrict_consumption": (DocumentKind.CONSUMPTION_RESTRICTION, "debtor"),
    "list_dishonest": (DocumentKind.DISHONEST_DECISION, "debtor"),
    "publish_auction_notice": (DocumentKind.AUCTION_NOTICE, "asset"),
    "send_payment_notice": (DocumentKind.PAYMENT_NOTICE, "payment"),
    "terminate_procedure": (DocumentKind.TERMINATION_RULING, ""),
}
# What a story leaves to the document system and to people.
TOLD: dict[str, Any] = {"reasons": "事由如卷", "property": "财产如卷", "signatories": ["审判员　甲某"]}


def papers(path: Path) -> Iterator[Paper]:
    """A paper for each act of a story that calls for one."""
    case, said = empty_case("沪0199-2026-执-101"), list[Entry]()
    for entry in read_story(json.loads(path.read_text(encoding="utf-8"))).entries:
        case = tick(case, entry.recorded_at).case
        decision = decide(case, entry, embedded_profile())
        case = decision.case
        if decision.outcome is Outcome.REFUSED:
            continue
        said.append(entry)
        if case.account is None:
            case = case.copy()
            case.account = "3100-0199-101"
        issue = _issue(entry)
        if issue is not None and case.filed_on is not None:
            kind = DocumentKind(issue.text("kind") or "")
            yield build(kind, CaseRecord(case, tuple(said)), issue, case.number, court_names())


def _issue(entry: Entry) -> Entry | None:
    if entry.type == "issue_document" and kind_of(entry.text("kind") or "") is not None:
        return entry
    if entry.type not in PAPERS or (entry.type == "publish_auction_notice" and entry.number("deposit") is None):
        return None
    kind, field = PAPERS[entry.type]
    about = {"about": entry.text(field)} if field else {}
    raw = {"id": "issue", "kind": "act", "type": "issue_document", "by": "handler"}
    return read_entry({**raw, "data": {"document": "W1", "kind": kind, **STATED, **TOLD, **about}}, entry.happened_at)


@pytest.fixture(scope="module")
def press() -> Press:
    return Press()


def test_the_stories_call_for_papers_of_most_kinds() -> None:
    kinds = {paper.kind for path in STORIES for paper in papers(path)}
    assert kinds >= {DocumentKind.EXECUTION_NOTICE, *(kind for kind, _ in PAPERS.values())} - {DocumentKind.AUCTION_NOTICE}


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_the_papers_of_a_story_are_printed_and_open(press: Press, path: Path) -> None:
    for paper in papers(path):
        printed = press.print(paper)
        text = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(printed.pdf)).pages)
        assert paper.number in text
        assert paper.applicants in text
        assert Document(io.BytesIO(printed.docx)).paragraphs
