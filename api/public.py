"""What the parties read of their own case: its public nodes (art 11), nothing of how the court works on it."""

from typing import Any

from fastapi import APIRouter
from sqlmodel import Session

from api.admission import PermissionHere
from api.dependencies import CaseId, ServicesHere, SessionHere
from api.examples import PROBLEMS
from enforcement.authority.permissions import Permission
from enforcement.docket.casefile import CaseFile
from enforcement.docket.events import iso
from enforcement.docket.particulars.parties import Party
from enforcement.docket.profile import Profile
from enforcement.docket.public import APPLICANT, masked_name, masked_numbers, public_nodes
from enforcement.docket.states import STATE_TITLES_ZH, state_of
from enforcement.records import queries

router = APIRouter(prefix="/cases", tags=["cases"], responses=PROBLEMS)
_PARTIES = frozenset({APPLICANT, "debtor", "outsider"})


@router.get("/{case_id}/public", summary="What the parties are told: public nodes, others' names and accounts masked")
def read_public(case_id: CaseId, session: SessionHere, services: ServicesHere, permission: PermissionHere) -> dict[str, Any]:
    """The state of the case and every node that was reached and is no secret; `told_at`: when the parties were told."""
    return public_view(session, services.profile, permission, case_id)


def public_view(session: Session, profile: Profile, permission: Permission, case_id: str) -> dict[str, Any]:
    """What the caller is told of a case."""
    case = queries.case_file(session, case_id, profile)
    state, told = state_of(case), _told(session, case_id)
    found = public_nodes(case, applicant=APPLICANT in permission.roles or not permission.roles <= _PARTIES)
    return {
        "case_id": case_id,
        "number": case.number,
        "court": case.court,
        "filed_on": case.filed_on.isoformat() if case.filed_on else None,
        "state": state.value,
        "state_zh": STATE_TITLES_ZH[state],
        "parties": [{"role": party.role, "name": _name(permission, party)} for party in _here(case)],
        "nodes": [{"node": node.key, "title": node.title, "text": node.text, "told_at": told.get(node.key)} for node in found],
    }


def _here(case: CaseFile) -> list[Party]:
    return [party for party in case.parties if party.id not in case.ended_parties]


def _name(permission: Permission, party: Party) -> str:
    """One's own name as it is; everybody else's masked, unless the court itself is looking."""
    own = party.role in permission.caller.roles and party.name == permission.caller.name
    return party.name if own or not permission.roles <= _PARTIES else masked_name(party.name)


def _told(session: Session, case_id: str) -> dict[str, str]:
    """When the parties were told of which node."""
    rows = [row for row in queries.journal(session, case_id) if row.type in ("node_pushed", "asset_pushed")]
    return {_key(row.type, row.data): iso(row.happened_at) for row in reversed(rows)}


def _key(kind: str, data: dict[str, Any]) -> str:
    return masked_numbers(str(data["node"]) if kind == "node_pushed" else f"asset-{data['asset']}")
