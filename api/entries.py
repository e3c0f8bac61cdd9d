"""Facts and acts, to their case."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from fastapi import Request, Response

from api.admission import Denied, PermissionHere
from api.bodies import json_object
from api.dependencies import CaseId, Services, ServicesHere
from api.problems import Refused
from enforcement import clock
from enforcement.authority.approving import DECISIONS, approving
from enforcement.authority.callers import Caller
from enforcement.authority.permissions import Denial, permission
from enforcement.authority.reporting import speaker
from enforcement.authority.restricted import hidden
from enforcement.contracts.ids import Register, register_of
from enforcement.contracts.messages import Actor, EntryMessage, RecordResult, Standing
from enforcement.docket.entries import Entry, catalogue
from enforcement.docket.reading import read_entry
from enforcement.errors import UnknownCase
from enforcement.records.queries import case_exists, case_file

# What it takes to read the clocks of a file of each register.
READING: Mapping[Register, str] = {
    Register.CASE: "read_clocks",
    Register.PETITION: "read_petitions",
    Register.DISPUTE: "read_disputes",
    Register.TENURE: "read_tenures",
    Register.INSPECTION: "read_inspections",
}


async def add_entry(
    case_id: CaseId, request: Request, response: Response, permission: PermissionHere, services: ServicesHere
) -> dict[str, Any]:
    """201 recorded or accepted; 200 for an id seen before; 409 refused, with every guard that refuses."""
    raw = await json_object(request)
    if not await services.transaction(lambda session: case_exists(session, case_id)):
        raise UnknownCase(case_id)
    result = await record(services, permission.caller, case_id, raw)
    if result.outcome == "duplicate":
        response.status_code = 200
    return answer_of(permission.caller, result)


async def record(services: Services, caller: Caller, case_id: str, raw: dict[str, Any]) -> RecordResult:
    """Send an entry as it was written to its file. EntryError for one that cannot be read, Denied for one that is for others to say, Refused for a
    refused act."""
    entry = read_entry({"id": uuid4().hex, "by": caller.subject, **raw}, clock.now())
    by = speaking(caller, entry, case_id, raw.get("by"))
    if entry.type in DECISIONS:
        await _check_approver(services, caller, by, entry, case_id)
    message = EntryMessage(
        case_id, entry.id, entry.kind.value, entry.type, by, raw.get("data", {}), raw.get("happened_at"), actor=actor(caller)
    )
    result = await services.record(message)
    if result.outcome == "refused":
        raise Refused(result.refusals)
    return result


async def _check_approver(services: Services, caller: Caller, by: str, entry: Entry, case_id: str) -> None:
    case = await services.transaction(lambda session: case_file(session, case_id, services.profile))
    denial = approving(caller, by, entry, case)
    if denial is not None:
        raise Denied(denial)


def actor(caller: Caller) -> Actor:
    """The caller as the journal knows them."""
    return Actor(caller.subject, caller.name, sorted(caller.roles))


def speaking(caller: Caller, entry: Entry, case_id: str, by: str | None = None) -> str:
    """In whose name the caller says something. Denied if it is for others to say."""
    entry_type = catalogue().of(entry.kind, entry.type)
    assert entry_type is not None, "an entry that was read is of the catalogue"
    found = speaker(caller, entry_type, case_id, by)
    if isinstance(found, Denial):
        raise Denied(found)
    return found


def answer_of(caller: Caller, result: RecordResult) -> dict[str, Any]:
    """The answer to an entry; the clocks for those who may read them."""
    return {
        "entry_id": result.entry_id,
        "outcome": result.outcome,
        "warnings": result.warnings,
        "clocks": clocks_for(caller, result.standing),
    }


def clocks_for(caller: Caller, standing: Standing) -> list[dict[str, Any]]:
    """The open clocks of a file as far as a caller may read them."""
    case_id = standing.case_id
    found = permission(caller, READING[register_of(case_id)])
    if isinstance(found, Denial) or not found.reach.covers(case_id):
        return []
    unseen = hidden(caller, case_id).rules
    return [asdict(line) for line in standing.clocks if line.rule not in unseen]
