"""The process of a case as BPMN 2.0 and as pictures: the whole of it, which is public like the law, and with a case's place in it."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from api.dependencies import AsKnownAt, CallerHere, CaseId, ServicesHere, SessionHere
from api.examples import PROBLEMS
from api.problems import Problem
from enforcement.authority.restricted import hidden
from enforcement.docket.states import STATE_TITLES_ZH, state_of
from enforcement.process.bpmn import whole_document
from enforcement.process.case import Standpoint, case_document, overlay
from enforcement.process.lanes import COLLABORATION
from enforcement.process.pictures import parts, picture_of
from enforcement.process.progress import STATUS_TITLES_ZH, Status
from enforcement.records import queries

router = APIRouter(tags=["process"], responses={404: PROBLEMS[404]})
Part = Annotated[str, Query(max_length=80, description="The picture, such as `phase_query`; without it, the whole")]
_SVG = "image/svg+xml"
# The viewer sets styles by script, which `style-src 'self'` allows; what it writes into markup is in process.css as well.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@router.get("/statutes/process.bpmn", summary="The whole process as BPMN 2.0 (XML)")
def whole_process() -> Response:
    """Every time limit, procedure and act of the statute book in its place, with diagrams."""
    return _bpmn(whole_document(), "process.bpmn")


@router.get("/statutes/process.svg", summary="A picture of the process as SVG")
def whole_picture(part: Part = COLLABORATION) -> Response:
    """The whole, or one of its parts."""
    return Response(_picture(part), media_type=_SVG)


@router.get("/process", summary="The process, to look at", response_class=HTMLResponse)
def whole_page(part: Part = COLLABORATION) -> HTMLResponse:
    """A page with the viewer; without scripts, the picture."""
    return _page("执行案件全流程", part, "/process", "/statutes/process.bpmn")


def standpoint(caller: CallerHere, case_id: CaseId, session: SessionHere, services: ServicesHere, as_known_at: AsKnownAt) -> Standpoint:
    """What the picture of a case is drawn from: what its reader may read of it."""
    case = queries.case_file(session, case_id, services.profile, as_known_at)
    unseen = hidden(caller, case_id)
    known = Standpoint(case, queries.recorded_types(session, case_id, as_known_at))
    return known.without(rules=unseen.rules, entries=unseen.entries, fields=unseen.fields, rungs=unseen.rungs)


StandpointHere = Annotated[Standpoint, Depends(standpoint)]


@router.get("/cases/{case_id}/process.bpmn", summary="The process with the case's place in it, as BPMN 2.0 (XML)")
def case_process(here: StandpointHere) -> Response:
    """Clocks, tasks and procedures as extension elements, and in colour for viewers that know BPMN in Color."""
    return _bpmn(case_document(here), f"process-{here.case.case_id}.bpmn")


@router.get("/cases/{case_id}/process", summary="The case's place in the process: element → status, due date, text")
def case_overlay(here: StandpointHere) -> dict[str, Any]:
    """What a viewer lays over the picture."""
    return overlay(here)


@router.get("/cases/{case_id}/process.svg", summary="A picture of the process with the case's place in it, as SVG")
def case_picture(here: StandpointHere, part: Part = COLLABORATION) -> Response:
    """The whole, or one of its parts."""
    return Response(_picture(part, here.statuses), media_type=_SVG)


@router.get("/cases/{case_id}/process/view", summary="The process with the case's place in it, to look at", response_class=HTMLResponse)
def case_page(here: StandpointHere, part: Part = COLLABORATION) -> HTMLResponse:
    """A page with the viewer; without scripts, the picture."""
    case = here.case
    base = f"/cases/{case.case_id}/process"
    title = f"{case.number} · {STATE_TITLES_ZH[state_of(case)]}"
    return _page(title, part, f"{base}/view", f"{base}.bpmn", overlay=base, statuses=here.statuses)


def _bpmn(document: bytes, name: str) -> Response:
    quoted = quote(name)
    return Response(document, media_type="application/xml", headers={"Content-Disposition": f"inline; filename*=UTF-8''{quoted}"})


def _picture(part: str, statuses: Mapping[str, Status] | None = None) -> bytes:
    try:
        return picture_of(part, statuses)
    except KeyError:
        raise Problem(404, "unknown-part", "No such part", f"no part {part[:80]!r}; there are {', '.join(parts())}") from None


def _page(title: str, part: str, here: str, document: str, overlay: str = "", statuses: Mapping[str, Status] | None = None) -> HTMLResponse:
    picture = _picture(part, statuses).split(b"?>", 1)[1].decode()
    shown = (
        _environment()
        .get_template("process.html")
        .render(
            title=title,
            part=part,
            parts=parts(),
            here=here,
            document=document,
            overlay=overlay,
            legend=STATUS_TITLES_ZH if overlay else {},
            picture=Markup(picture),  # our own SVG, in which every text is escaped
        )
    )
    return HTMLResponse(shown, headers={"Content-Security-Policy": _POLICY})


@cache
def _environment() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
