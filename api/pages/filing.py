"""The filing clerk's page: a form for a new case, which goes through the same door as every filing."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.admission import PermissionHere
from api.cases import filed
from api.dependencies import ServicesHere
from api.pages.forms import Filled, data_of, filled_in, groups
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.problems import Problem, Refused
from enforcement.authority.permissions import Permission
from enforcement.contracts.messages import Refusal
from enforcement.docket.casefile import CaseFile
from enforcement.docket.entries import catalogue
from enforcement.docket.reading import FieldError
from enforcement.errors import AlreadyFiled

router = APIRouter(prefix="/desk/file", include_in_schema=False, default_response_class=HTMLResponse, route_class=PageRoute)
_NOBODYS = CaseFile(case_id="", calendar_through=0)


@router.get("")
def form(request: Request, permission: PermissionHere) -> HTMLResponse:
    """An empty form."""
    return _form(request, permission, Filled(), [])


@router.post("")
async def file(request: Request, permission: PermissionHere, services: ServicesHere) -> Response:
    """File the case and lead to it; otherwise the form again, with everything that is wrong."""
    values = await filled_in(request)
    try:
        case_id, _ = await filed(services, permission.caller, data_of(catalogue().acts["file_case"], values))
    except Refused as refused:
        return _form(request, permission, Filled(values), [], refused.refusals, 409)
    except AlreadyFiled as conflict:
        return _form(request, permission, Filled(values), [str(conflict)], status=409)
    except Problem as problem:
        if problem.status != 422:
            raise
        errors = [FieldError(**row) for row in problem.more["errors"]]
        return _form(request, permission, Filled(values, errors), [], status=422)
    return RedirectResponse(f"/desk/cases/{case_id}?said=file_case", 303)


def _form(
    request: Request, permission: Permission, filled: Filled, errors: list[str], refusals: Sequence[Refusal] = (), status: int = 200
) -> HTMLResponse:
    entry_type = catalogue().acts["file_case"]
    context = {"entry_type": entry_type, "groups": groups(entry_type, _NOBODYS, filled), "errors": errors, "refusals": refusals}
    return page(request, permission.caller, "filing.html", context, status=status)
