"""Filing and reading cases."""

import hashlib
from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

import rfc8785
from fastapi import APIRouter, Header, Query, Request, Response

from api.bodies import json_object
from api.dependencies import AsKnownAt, CaseId, ServicesHere, SessionHere
from api.examples import FILING, PROBLEMS, body, data_schema
from api.problems import Refused, malformed
from api.views import case_row_view, case_view, clock_view
from enforcement import clock
from enforcement.contracts.ids import case_workflow_id, parse_case_number
from enforcement.contracts.messages import EntryMessage, RecordResult
from enforcement.docket.entries import Entry, catalogue
from enforcement.docket.events import iso, timeline_line
from enforcement.docket.reading import EntryError, FieldError, read_entry
from enforcement.records import intake, queries
from enforcement.records.database import transaction

router = APIRouter(prefix="/cases", tags=["cases"], responses=PROBLEMS)
_PREFIX = "data."


@router.post(
    "",
    status_code=201,
    summary="File a case (立案)",
    openapi_extra=body(data_schema(catalogue().acts["file_case"]), {"filing": {"value": FILING}}),
)
async def file_case(
    request: Request,
    response: Response,
    services: ServicesHere,
    idempotency_key: Annotated[str | None, Header(max_length=200)] = None,
) -> dict[str, Any]:
    """File a case once, whatever is repeated: the same body gives the same case."""
    filing = await json_object(request)
    entry = _read(filing)
    case_id = parse_case_number(entry.text("case_number") or "").case_id
    digest = hashlib.sha256(rfc8785.dumps(filing)).hexdigest()
    if idempotency_key is not None:
        with transaction(services.engine) as session:
            kept = intake.answered(session, idempotency_key, digest)
        if kept is not None:
            return kept
    message = EntryMessage(case_id, f"file/{digest[:32]}", "act", "file_case", "filing_clerk", filing)
    result = await services.record(message)
    if result.outcome == "refused":
        raise Refused(result.refusals)
    answer = _filed(case_id, result)
    if result.outcome == "duplicate":
        response.status_code = 200
    if idempotency_key is not None:
        with transaction(services.engine) as session:
            intake.keep(session, idempotency_key, digest, case_id, answer, clock.now())
    return answer


def _read(filing: dict[str, Any]) -> Entry:
    try:
        entry = read_entry({"id": "filing", "kind": "act", "type": "file_case", "by": "filing_clerk", "data": filing}, clock.now())
    except EntryError as error:
        raise malformed(error.errors, _PREFIX) from error
    try:
        number = parse_case_number(entry.text("case_number") or "")
    except ValueError as error:
        raise malformed(
            [FieldError("case_number", "a case number such as （2026）沪0199执101号", repr(filing["case_number"])[:80])]
        ) from error
    if entry.text("court") != number.court:
        raise malformed([FieldError("court", number.court, repr(filing["court"])[:80], "the court must be the one in the case number")])
    return entry


def _filed(case_id: str, result: RecordResult) -> dict[str, Any]:
    return {"case_id": case_id, "workflow_id": case_workflow_id(case_id), "clocks": [asdict(line) for line in result.standing.clocks]}


@router.get("", summary="Cases, a page at a time")
def list_cases(
    session: SessionHere,
    court: str | None = None,
    state: str | None = None,
    officer: str | None = None,
    rule: str | None = None,
    due_before: date | None = None,
    escalated: bool | None = None,
    q: Annotated[str | None, Query(max_length=60, description="part of the case number")] = None,
    cursor: Annotated[str | None, Query(max_length=60)] = None,
    limit: Annotated[int, Query(ge=1, le=queries.MAX_PAGE)] = 50,
) -> dict[str, Any]:
    """Cases in the order of their ids."""
    wanted = queries.CaseFilter(court, state, officer, rule, due_before, escalated, q)
    rows, following = queries.case_page(session, wanted, cursor, limit)
    return {"items": [case_row_view(row) for row in rows], "cursor": following}


@router.get("/{case_id}", summary="The case file")
def read_case(case_id: CaseId, session: SessionHere, services: ServicesHere, as_known_at: AsKnownAt) -> dict[str, Any]:
    """The case file, now or as it was known at an instant."""
    return case_view(queries.case_file(session, case_id, services.profile, as_known_at))


@router.get("/{case_id}/timeline", summary="What happened, in the rehearsal's format")
def read_timeline(case_id: CaseId, session: SessionHere, as_known_at: AsKnownAt) -> list[dict[str, Any]]:
    """Accepted and refused acts, clocks opened, warned, met, missed, and every rung climbed, in the order of time."""
    return [dict(timeline_line(event)) for event in queries.timeline(session, case_id, as_known_at)]


@router.get("/{case_id}/clocks", summary="Open clocks with due date, days left and derivation")
def read_clocks(case_id: CaseId, session: SessionHere, services: ServicesHere, as_known_at: AsKnownAt) -> list[dict[str, Any]]:
    """Open clocks, the next to expire first."""
    case = queries.case_file(session, case_id, services.profile, as_known_at)
    ordered = sorted(case.open_clocks, key=lambda running: (running.expires_at, running.id))
    return [clock_view(case, running, as_known_at or clock.now()) for running in ordered]


@router.get("/{case_id}/documents", summary="Documents issued and served")
def read_documents(case_id: CaseId, session: SessionHere, services: ServicesHere, as_known_at: AsKnownAt) -> list[dict[str, Any]]:
    """The documents of the case file."""
    case = queries.case_file(session, case_id, services.profile, as_known_at)
    return [dict(asdict(document)) for document in sorted(case.documents.values(), key=lambda d: (d.issued_on, d.id))]


@router.get("/{case_id}/entries", summary="The journal: every fact and act with its outcome")
def read_entries(case_id: CaseId, session: SessionHere, as_known_at: AsKnownAt) -> list[dict[str, Any]]:
    """Journal rows in order, with the links of the audit chain."""
    return [
        {
            "sequence": row.sequence,
            "id": row.entry_id,
            "kind": row.kind,
            "type": row.type,
            "by": row.by,
            "recorded_at": iso(row.recorded_at),
            "happened_at": iso(row.happened_at),
            "outcome": row.outcome,
            "warnings": row.warnings,
            "refusals": row.refusals,
            "link": row.link,
        }
        for row in queries.journal(session, case_id, as_known_at)
    ]
