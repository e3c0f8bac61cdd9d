"""One case's page: where it stands, every clock with the reason of its date, what happened, and forms for what can be said to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.admission import HiddenHere
from api.dependencies import CallerHere, CaseId, ServicesHere, SessionHere
from api.entries import actor, record
from api.pages.forms import Filled, Group, data_of, filled_in, groups
from api.pages.rendering import page
from api.pages.route import PageRoute
from api.pages.timeline import picture
from api.pages.today import ways_to_meet
from api.problems import Problem, Refused
from enforcement import clock
from enforcement.authority.callers import Caller
from enforcement.contracts.messages import Refusal
from enforcement.docket.casefile import CaseFile
from enforcement.docket.clocks import Clock
from enforcement.docket.entries import EntryType, catalogue
from enforcement.docket.events import Event
from enforcement.docket.explaining import Said
from enforcement.docket.reading import EntryError, FieldError, read_entry
from enforcement.docket.standing import refusal_of
from enforcement.docket.states import STATE_TITLES_ZH, state_of
from enforcement.law.explain import Explanation
from enforcement.law.periods import SHANGHAI
from enforcement.law.statutes import statute_book
from enforcement.records import queries

router = APIRouter(prefix="/desk/cases", include_in_schema=False, default_response_class=HTMLResponse, route_class=PageRoute)


@dataclass(frozen=True, slots=True)
class Shown:
    """An open clock, why it has its date, and what would meet it."""

    clock: Clock
    explanation: Explanation
    ways: Sequence[EntryType]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would follow if the entry were sent now: refusals, warnings, or what it would bring about."""

    refusals: Sequence[Refusal] = ()
    warnings: Sequence[str] = ()
    events: Sequence[tuple[Event, Said]] = ()
    errors: Sequence[FieldError] = ()


@router.get("/{case_id}")
def case_page(
    case_id: CaseId, request: Request, caller: CallerHere, session: SessionHere, services: ServicesHere, hidden: HiddenHere
) -> HTMLResponse:
    """The case file, its picture, its open clocks, its history."""
    case = queries.case_file(session, case_id, services.profile)
    told = [line for line in queries.explained_timeline(session, case_id, services.profile) if not hidden.hides(line[0])]
    clocks = [
        Shown(running, queries.derivation(session, case, running, services.profile), ways_to_meet(running.law))
        for running in sorted(case.open_clocks, key=lambda running: (running.expires_at, running.id))
        if running.rule not in hidden.rules
    ]
    context = {"case": case, "state_zh": STATE_TITLES_ZH[state_of(case)], "clocks": clocks, "told": told[::-1]}
    drawn = picture(case, [event for event, _ in told], clock.now())
    return page(request, caller, "case.html", {**context, "picture": drawn, "says": _says(), **_flash(request)})


@router.get("/{case_id}/say/{kind}/{name}")
def form(
    case_id: CaseId,
    kind: str,
    name: str,
    request: Request,
    caller: CallerHere,
    session: SessionHere,
    services: ServicesHere,
    about: Annotated[str | None, Query(alias="clock", max_length=200)] = None,
) -> HTMLResponse:
    """An empty form; where it comes from a clock, its subject is filled in."""
    case, entry_type = queries.case_file(session, case_id, services.profile), _entry_type(kind, name)
    running = case.clocks.get(about or "")
    values = {key: value for key, value in (running.subject.items() if running else ()) if key in entry_type.fields}
    return _form(request, caller, case, entry_type, Filled({**values, "id": uuid4().hex}), Foreseen())


@router.post("/{case_id}/say/{kind}/{name}/check")
async def check(case_id: CaseId, kind: str, name: str, request: Request, caller: CallerHere, services: ServicesHere) -> HTMLResponse:
    """What would follow from the form as it is filled in; nothing is written."""
    entry_type, values = _entry_type(kind, name), await filled_in(request)
    foreseen = await services.transaction(lambda session: _foresee(session, services, caller, case_id, entry_type, values))
    return page(request, caller, "foreseen.html", {"foreseen": foreseen, "entry_type": entry_type})


@router.post("/{case_id}/say/{kind}/{name}")
async def say(case_id: CaseId, kind: str, name: str, request: Request, caller: CallerHere, services: ServicesHere) -> Response:
    """Send the form to the case: on success its page; otherwise the form again, with every refusal and its cure, and every wrong field."""
    entry_type, values = _entry_type(kind, name), await filled_in(request)
    try:
        result = await record(services, caller, case_id, _raw(entry_type, values))
    except (EntryError, Refused) as error:
        case = await services.transaction(lambda session: queries.case_file(session, case_id, services.profile))
        errors = error.errors if isinstance(error, EntryError) else ()
        refusals = error.refusals if isinstance(error, Refused) else ()
        status = 422 if errors else 409
        return _form(request, caller, case, entry_type, Filled(values, errors), Foreseen(refusals, errors=errors), status)
    told = "&".join(["said=" + entry_type.type, *("warning=" + warning.partition(":")[0] for warning in result.warnings)])
    return RedirectResponse(f"/desk/cases/{case_id}?{told}#clocks", 303)


def _form(
    request: Request, caller: Any, case: CaseFile, entry_type: EntryType, filled: Filled, foreseen: Foreseen, status: int = 200
) -> HTMLResponse:
    inputs: list[Group] = groups(entry_type, case, filled)
    guards = [texts[-1] for texts in statute_book().guards.values() if entry_type.type in texts[-1].on_acts]
    context = {"case": case, "entry_type": entry_type, "groups": inputs, "filled": filled, "foreseen": foreseen, "guards": guards}
    return page(request, caller, "form.html", context, status=status)


def _foresee(session: Any, services: Any, caller: Caller, case_id: str, entry_type: EntryType, values: Mapping[str, str]) -> Foreseen:
    try:
        entry = replace(read_entry({**_raw(entry_type, values), "by": entry_type.by[0]}, clock.now()), actor=actor(caller))
    except EntryError as error:
        return Foreseen(errors=error.errors)
    decision, told = queries.foreseen(session, case_id, entry, services.profile)
    return Foreseen([refusal_of(ground) for ground in decision.refusals], decision.warnings, told)


def _raw(entry_type: EntryType, values: Mapping[str, str]) -> dict[str, Any]:
    raw = {
        "kind": entry_type.kind.value,
        "type": entry_type.type,
        "id": values.get("id") or uuid4().hex,
        "data": data_of(entry_type, values),
    }
    happened = values.get("happened_at", "").strip()
    return {**raw, "happened_at": _instant(happened)} if happened else raw


def _instant(text: str) -> str:
    """What a browser's input for date and time gives, in Shanghai; anything else is left for the docket to name."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return text
    return (local if local.tzinfo else local.replace(tzinfo=SHANGHAI)).isoformat()


def _entry_type(kind: str, name: str) -> EntryType:
    found = catalogue().of(kind, name)
    if found is None:
        raise Problem(404, "unknown-entry", "No such entry", f"no {kind[:20]} {name[:80]!r} is in the catalogue; see GET /statutes/entries")
    return found


def _flash(request: Request) -> Mapping[str, Sequence[str]]:
    """What was just recorded, and with which warnings, from the address that the form led to."""
    known = catalogue()
    names = [known.acts.get(name) or known.facts.get(name) for name in request.query_params.getlist("said")[:1]]
    return {"said": [found.title_zh for found in names if found], "warned": request.query_params.getlist("warning")[:5]}


def _says() -> Mapping[str, Sequence[EntryType]]:
    """What can be said to this kind of file, for the two lists at its end."""
    known, here = catalogue(), "case"
    return {
        "acts": [entry_type for entry_type in known.acts.values() if here in entry_type.registers and entry_type.type != "file_case"],
        "facts": [entry_type for entry_type in known.facts.values() if here in entry_type.registers],
    }
