"""Filing and reading cases."""

import hashlib
from typing import Annotated, Any

import rfc8785
from fastapi import Header, Query, Request, Response

from api.admission import PermissionHere
from api.bodies import WITHOUT_NUL, json_object
from api.dependencies import Services, ServicesHere
from api.entries import actor, clocks_for, speaking
from api.examples import FILING, body, data_schema
from api.files import file_router
from api.problems import Refused, malformed
from enforcement import clock
from enforcement.authority.callers import Caller
from enforcement.contracts.ids import Register, case_workflow_id, parse_case_number
from enforcement.contracts.messages import EntryMessage, RecordResult
from enforcement.docket.entries import Entry, catalogue
from enforcement.docket.reading import EntryError, FieldError, read_entry
from enforcement.records import intake

router = file_router(Register.CASE)
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
    permission: PermissionHere,
    services: ServicesHere,
    idempotency_key: Annotated[str | None, Header(max_length=200, pattern=WITHOUT_NUL)] = None,
    filed_at: Annotated[
        str | None, Query(max_length=40, description="when it was filed, for a case that is taken over from elsewhere")
    ] = None,
) -> dict[str, Any]:
    """File a case once, whatever is repeated: the same body gives the same case."""
    filing = await json_object(request)
    digest = _digest(filing, filed_at)
    if idempotency_key is not None:
        kept = await services.transaction(lambda session: intake.answered(session, idempotency_key, digest))
        if kept is not None:
            return kept
    case_id, result = await filed(services, permission.caller, filing, filed_at)
    answer = _filed(permission.caller, case_id, result)
    if result.outcome == "duplicate":
        response.status_code = 200
    if idempotency_key is not None:
        await services.transaction(lambda session: intake.keep(session, idempotency_key, digest, case_id, answer, clock.now()))
    return answer


async def filed(services: Services, caller: Caller, filing: dict[str, Any], filed_at: str | None = None) -> tuple[str, RecordResult]:
    """The id of a case that is filed, and its first standing; a duplicate for a body that was filed before. Problem for what cannot be filed."""
    entry = _read(filing, filed_at)
    case_id = parse_case_number(entry.text("case_number") or "").case_id
    by = speaking(caller, entry, case_id)
    message = EntryMessage(case_id, f"file/{_digest(filing, filed_at)[:32]}", "act", "file_case", by, filing, filed_at, actor=actor(caller))
    result = await services.record(message)
    if result.outcome == "refused":
        raise Refused(result.refusals)
    return case_id, result


def _digest(filing: dict[str, Any], filed_at: str | None) -> str:
    try:
        written = rfc8785.dumps(filing)
    except rfc8785.CanonicalizationError as error:
        raise malformed([FieldError("", "JSON with numbers that everybody reads alike", str(error)[:120])]) from None
    return hashlib.sha256(written + (filed_at or "").encode()).hexdigest()


def _read(filing: dict[str, Any], filed_at: str | None) -> Entry:
    raw = {"id": "filing", "kind": "act", "type": "file_case", "by": "filing_clerk", "happened_at": filed_at, "data": filing}
    try:
        entry = read_entry(raw, clock.now())
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


def _filed(caller: Caller, case_id: str, result: RecordResult) -> dict[str, Any]:
    return {"case_id": case_id, "workflow_id": case_workflow_id(case_id), "clocks": clocks_for(caller, result.standing)}
