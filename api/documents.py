"""The papers of a case: read as they were filed, and seen before they are issued."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Response
from fastapi.responses import JSONResponse

from api.bodies import json_object
from api.dependencies import CaseId, ServicesHere, SessionHere
from api.examples import PROBLEMS, data_schema
from api.problems import malformed
from enforcement import clock
from enforcement.docket.entries import Entry, catalogue
from enforcement.docket.guards import refusals
from enforcement.docket.reading import FieldError, read_entry
from enforcement.docket.standing import refusal_of
from enforcement.documents.kinds import DocumentKind, kind_of
from enforcement.documents.needs import DocumentIncomplete
from enforcement.errors import SpoiledPaper, UnknownPaper
from enforcement.ports.printing import DOCX, PDF
from enforcement.records import papers, queries

router = APIRouter(prefix="/cases/{case_id}/documents", tags=["documents"], responses=PROBLEMS)
_JSON = "application/json"
_FORMATS = {"pdf": PDF, "docx": DOCX, "json": _JSON}
_ISSUE = "issue_document"
Format = Annotated[
    str | None, Query(alias="format", pattern="^(pdf|docx|json)$", description="pdf (the default), docx; a preview also json")
]
Accept = Annotated[str, Header(include_in_schema=False)]


@router.post(
    "/preview",
    summary="A document as an act would issue it now, marked 预览; nothing is kept",
    response_class=Response,
    openapi_extra={"requestBody": {"required": True, "content": {_JSON: {"schema": data_schema(catalogue().acts[_ISSUE])}}}},
)
def preview(
    case_id: CaseId,
    services: ServicesHere,
    session: SessionHere,
    said: Annotated[dict[str, Any], Depends(json_object)],
    wanted: Format = None,
    accept: Accept = PDF,
) -> Response:
    """The paper, and in `Refused-By` the guards that would refuse to issue it. As JSON: what it says, or every value that is missing."""
    issue, kind = _issue(said)
    case = queries.case_file(session, case_id, services.profile)
    refused = [refusal_of(ground) for ground in refusals(case, issue, services.profile)]
    headers = {"Refused-By": ", ".join(refusal.guard for refusal in refused)} if refused else {}
    media = _media(wanted, accept)
    try:
        paper = papers.drafted(session, case_id, services.profile, services.courts, kind, issue)
    except DocumentIncomplete as error:
        if media != _JSON:
            raise
        return _told({"paper": None, "missing": [asdict(missing) for missing in error.missing], "refusals": refused}, headers)
    if media == _JSON:
        return _told({"paper": asdict(paper), "missing": [], "refusals": refused}, headers)
    printed = services.printer.print(paper, preview=True)
    return Response(printed.docx if media == DOCX else printed.pdf, media_type=media, headers=headers)


@router.get("/{document:path}", summary="The paper of a document, as it was sealed and filed", response_class=Response)
def read_document(
    case_id: CaseId, document: str, services: ServicesHere, session: SessionHere, wanted: Format = None, accept: Accept = PDF
) -> Response:
    """The sealed PDF, or the .docx from which it was set; the hash of what is given must be the one that was filed."""
    known = queries.case_file(session, case_id, services.profile).documents.get(document)
    paper = None if known is None else papers.paper_of(session, case_id, known)
    if known is None or paper is None:
        raise UnknownPaper(document)
    if known.sha256 not in (None, paper.pdf_sha256):
        raise SpoiledPaper(paper.pdf_sha256)
    media = _media(wanted, accept)
    sha256 = paper.docx_sha256 if media == DOCX else paper.pdf_sha256
    headers = {"ETag": f'"{sha256}"', "Content-Disposition": f'inline; filename="{sha256[:16]}.{"docx" if media == DOCX else "pdf"}"'}
    return Response(papers.content(session, case_id, sha256), media_type=DOCX if media == DOCX else PDF, headers=headers)


def _issue(said: Mapping[str, Any]) -> tuple[Entry, DocumentKind]:
    """The act that would issue it, checked as if it were said."""
    now = clock.now()
    entry = read_entry({"id": "preview", "kind": "act", "type": _ISSUE, "by": "handler", "data": {"document": "preview", **said}}, now)
    kind = kind_of(entry.text("kind") or "")
    if kind is None:
        raise malformed([FieldError("kind", f"one of {', '.join(DocumentKind)}", repr(said.get("kind")))])
    return entry, kind


def _media(wanted: str | None, accept: str) -> str:
    """What is asked for: by `format`, else by the first type that is known among those accepted, else a PDF."""
    if wanted is not None:
        return _FORMATS[wanted]
    accepted = (part.partition(";")[0].strip() for part in accept.split(","))
    return next((media for media in accepted if media in _FORMATS.values()), PDF)


def _told(answer: dict[str, Any], headers: Mapping[str, str]) -> Response:
    return JSONResponse({**answer, "refusals": [asdict(refusal) for refusal in answer["refusals"]]}, headers=dict(headers))
