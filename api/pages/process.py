"""The process to look at: the whole of it, and with a case's place in it. With scripts in a viewer, without them as a picture."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from api.dependencies import CallerHere
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.process import Part, StandpointHere, picture
from enforcement.authority.callers import Caller
from enforcement.docket.states import STATE_TITLES_ZH, state_of
from enforcement.process.lanes import COLLABORATION
from enforcement.process.pictures import parts
from enforcement.process.progress import STATUS_TITLES_ZH, Mark

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse, route_class=PageRoute)
# The viewer sets styles by script, which `style-src 'self'` allows; what it writes into markup is in process.css as well.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@router.get("/process")
def whole_page(request: Request, part: Part = COLLABORATION) -> HTMLResponse:
    """The process as it is drawn from the law."""
    return _page(request, None, part, {}, document="/statutes/process.bpmn")


@router.get("/cases/{case_id}/process/view")
def case_page(request: Request, caller: CallerHere, here: StandpointHere, part: Part = COLLABORATION) -> HTMLResponse:
    """The same with a case's place in it."""
    base, case = f"/cases/{here.case.case_id}/process", here.case
    context = {
        "heading": case.number or case.case_id,
        "state": STATE_TITLES_ZH[state_of(case)],
        "overlay": base,
        "legend": STATUS_TITLES_ZH,
    }
    return _page(request, caller, part, here.marks, document=f"{base}.bpmn", **context)


def _page(request: Request, caller: Caller | None, part: str, marks: Mapping[str, Mark], **context: Any) -> HTMLResponse:
    # Our own SVG, in which every text is escaped.
    drawn = Markup(picture(part, marks).split(b"?>", 1)[1].decode())
    shown = {"heading": "", "state": "", "overlay": "", "legend": {}, **context, "part": part, "parts": parts(), "picture": drawn}
    return page(request, caller, "process.html", shown, headers={"Content-Security-Policy": _POLICY})
