"""Asks of every request whether its caller may do what its route does, and where. A route that the list of powers does not know does nothing."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from fastapi import Depends, Request

from api.dependencies import Services, ServicesHere
from api.problems import Problem
from enforcement import clock
from enforcement.authority.permissions import Denial, Permission, permission
from enforcement.authority.restricted import Hidden, hidden, matters, open_to
from enforcement.authority.table import authority
from enforcement.errors import UnknownCase
from enforcement.law.statutes import statute_book
from enforcement.records.database import transaction
from enforcement.records.readings import note_reading, told_of
from enforcement.records.tables import EscalationRow


class Denied(Problem):
    """Something that is for others to do."""

    def __init__(self, denial: Denial) -> None:
        instrument = statute_book().instruments.get(denial.law)
        super().__init__(
            403,
            "not-authorized",
            "This is for others to do (无权限)",
            f"expected a caller who may {denial.title_en}; {denial.sentence}",
            deed=denial.deed,
            title_zh=denial.title_zh,
            allowed=[{"role": role.id, "title_zh": role.title_zh, "title_en": role.title_en} for role in denial.roles],
            law=denial.law,
            law_title_zh=instrument.title_zh if instrument else None,
            article=denial.article,
            text_zh=denial.text or None,
        )


async def admitted(request: Request) -> Permission | None:
    """What the caller is permitted here; None on a route that is open to everybody. Whose file is not theirs hears that there is none."""
    if request.state.caller is None:
        return None
    route = route_of(request.scope["route"].path, request.method)
    deed = authority().deed_of(route)
    if deed is None:
        raise Problem(403, "not-listed", "Nobody may do this", f"{route} is not on the list of powers (enforcement/authority/deeds.toml)")
    found = permission(request.state.caller, deed.id)
    if isinstance(found, Denial):
        raise Denied(found)
    case_id = request.path_params.get("case_id")
    if case_id is not None and not found.reach.covers(case_id):
        raise UnknownCase(case_id[:80])
    return found


def route_of(path: str, method: str) -> str:
    """A route as the list of powers calls it: `GET /cases/{case_id}`."""
    return f"{method} {path}"


def _permitted(found: Annotated[Permission | None, Depends(admitted)]) -> Permission:
    assert found is not None, "a route that is open to everybody has nobody's permission"
    return found


def _hidden(request: Request, found: Annotated[Permission, Depends(_permitted)], services: ServicesHere) -> Hidden:
    """What the caller does not see of the file; that they see the rest of what is restricted is noted first."""
    case_id = str(request.path_params["case_id"])
    with transaction(services.engine) as session:
        for matter in told_of(session, case_id, open_to(found.caller, case_id)):
            note_reading(session, found.caller, case_id, matter, _said(request), clock.now(), services.journal_hash)
    return hidden(found.caller, case_id)


def note_rungs(request: Request, found: Permission, services: Services, rungs: Iterable[EscalationRow]) -> None:
    """Note that the caller reads the rungs that tell of restricted matters; once for a file and matter."""
    told = {
        (rung.case_id, matter.id): matter
        for rung in rungs
        for matter in matters()
        if rung.rule in matter.rules or rung.role in matter.rungs
    }
    with transaction(services.engine) as session:
        for (case_id, _), matter in sorted(told.items()):
            note_reading(session, found.caller, case_id, matter, _said(request), clock.now(), services.journal_hash)


def _said(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.method} {request.url.path}{query}"[:1000]


def without(found: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """An object without what its reader does not get to see."""
    return {name: value for name, value in found.items() if name not in names}


PermissionHere = Annotated[Permission, Depends(_permitted)]
HiddenHere = Annotated[Hidden, Depends(_hidden)]
