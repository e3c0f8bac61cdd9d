"""Facts and acts, to their case."""

from dataclasses import asdict
from typing import Any
from uuid import uuid4

from fastapi import Request, Response

from api.bodies import json_object
from api.dependencies import CaseId, Services, ServicesHere
from api.problems import Refused
from enforcement import clock
from enforcement.contracts.messages import EntryMessage, RecordResult
from enforcement.docket.entries import catalogue
from enforcement.docket.reading import read_entry
from enforcement.errors import UnknownCase
from enforcement.records.database import transaction
from enforcement.records.queries import case_exists


async def add_entry(case_id: CaseId, request: Request, response: Response, services: ServicesHere) -> dict[str, Any]:
    """201 recorded or accepted; 200 for an id seen before; 409 refused, with every guard that refuses."""
    raw = await json_object(request)
    with transaction(services.engine) as session:
        if not case_exists(session, case_id):
            raise UnknownCase(case_id)
    result, warnings = await record(services, case_id, raw)
    if result.outcome == "duplicate":
        response.status_code = 200
    return answer_of(result, warnings)


async def record(services: Services, case_id: str, raw: dict[str, Any]) -> tuple[RecordResult, list[str]]:
    """Send an entry as it was written to its file. EntryError for one that cannot be read, Refused for a refused act."""
    raw = {"id": uuid4().hex, "by": _usual(raw.get("kind"), raw.get("type")), **raw}
    entry = read_entry(raw, clock.now())
    message = EntryMessage(case_id, entry.id, entry.kind.value, entry.type, entry.by, raw.get("data", {}), raw.get("happened_at"))
    result = await services.record(message)
    if result.outcome == "refused":
        raise Refused(result.refusals)
    return result, _role_warning(entry.kind.value, entry.type, entry.by)


def _usual(kind: object, name: object) -> str:
    """Whoever usually reports or orders this, when the caller does not say."""
    entry_type = catalogue().of(str(kind), str(name))
    return entry_type.by[0] if entry_type else "handler"


def _role_warning(kind: str, name: str, by: str) -> list[str]:
    entry_type = catalogue().of(kind, name)
    if entry_type is None or by in entry_type.by:
        return []
    return [f"unusual_role: {name} usually comes from {', '.join(entry_type.by)}, not from {by}"]


def answer_of(result: RecordResult, warnings: list[str]) -> dict[str, Any]:
    """The answer to an entry."""
    return {
        "entry_id": result.entry_id,
        "outcome": result.outcome,
        "warnings": [*result.warnings, *warnings],
        "clocks": [asdict(line) for line in result.standing.clocks],
    }
