"""The process of a case as BPMN 2.0 and as pictures: the whole of it, which is public like the law, and with a case's place in it."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Response

from api.admission import HiddenHere
from api.dependencies import AsKnownAt, CaseId, ServicesHere, SessionHere
from api.examples import PROBLEMS
from api.problems import Problem
from enforcement.process.bpmn import whole_document
from enforcement.process.case import Standpoint, case_document, overlay
from enforcement.process.lanes import COLLABORATION
from enforcement.process.pictures import parts, picture_of
from enforcement.process.progress import Mark
from enforcement.records import queries

router = APIRouter(tags=["process"], responses={404: PROBLEMS[404]})
Part = Annotated[str, Query(max_length=80, description="The picture, such as `phase_query`; without it, the whole")]


class Picture(Response):
    """An SVG."""

    media_type = "image/svg+xml"


class Bpmn(Response):
    """A BPMN document."""

    media_type = "application/xml"


@router.get("/statutes/process.bpmn", response_class=Bpmn, summary="The whole process as BPMN 2.0 (XML)")
def whole_process() -> Response:
    """Every time limit, procedure and act of the statute book in its place, with diagrams."""
    return _bpmn(whole_document(), "process.bpmn")


@router.get("/statutes/process.svg", response_class=Picture, summary="A picture of the process as SVG")
def wholepicture(part: Part = COLLABORATION) -> Response:
    """The whole, or one of its parts."""
    return Picture(picture(part))


def standpoint(case_id: CaseId, session: SessionHere, services: ServicesHere, unseen: HiddenHere, as_known_at: AsKnownAt) -> Standpoint:
    """What the picture of a case is drawn from: what its reader may read of it."""
    case = queries.case_file(session, case_id, services.profile, as_known_at)
    known = Standpoint(case, queries.recorded_types(session, case_id, as_known_at))
    return known.without(rules=unseen.rules, entries=unseen.entries, fields=unseen.fields, rungs=unseen.rungs)


StandpointHere = Annotated[Standpoint, Depends(standpoint)]


@router.get("/cases/{case_id}/process.bpmn", response_class=Bpmn, summary="The process with the case's place in it, as BPMN 2.0 (XML)")
def case_process(here: StandpointHere) -> Response:
    """Clocks, tasks and procedures as extension elements, and in colour for viewers that know BPMN in Color."""
    return _bpmn(case_document(here), f"process-{here.case.case_id}.bpmn")


@router.get("/cases/{case_id}/process", summary="The case's place in the process: element → status, due date, text")
def case_overlay(here: StandpointHere) -> dict[str, Any]:
    """What a viewer lays over the picture."""
    return overlay(here)


@router.get("/cases/{case_id}/process.svg", response_class=Picture, summary="A picture of the process with the case's place in it, as SVG")
def casepicture(here: StandpointHere, part: Part = COLLABORATION) -> Response:
    """The whole, or one of its parts."""
    return Picture(picture(part, here.marks))


def _bpmn(document: bytes, name: str) -> Response:
    quoted = quote(name)
    return Bpmn(document, headers={"Content-Disposition": f"inline; filename*=UTF-8''{quoted}"})


def picture(part: str, marks: Mapping[str, Mark] | None = None) -> bytes:
    """One picture; 404 for one that there is not."""
    try:
        return picture_of(part, marks)
    except KeyError:
        raise Problem(404, "unknown-part", "No such part", f"no part {part[:80]!r}; there are {', '.join(parts())}") from None
