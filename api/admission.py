"""Asks of every request whether its caller may do what its route does, and where. A route that the list of powers does not know does nothing."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request

from api.problems import Problem
from enforcement.authority.permissions import Denial, Permission, permission
from enforcement.authority.restricted import Hidden, hidden
from enforcement.authority.table import authority
from enforcement.errors import UnknownCase
from enforcement.law.statutes import statute_book


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


def _hidden(request: Request, found: Annotated[Permission, Depends(_permitted)]) -> Hidden:
    return hidden(found.caller, str(request.path_params["case_id"]))


def without(found: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """An object without what its reader does not get to see."""
    return {name: value for name, value in found.items() if name not in names}


PermissionHere = Annotated[Permission, Depends(_permitted)]
HiddenHere = Annotated[Hidden, Depends(_hidden)]
