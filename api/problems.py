"""Every error as application/problem+json (RFC 9457): what was expected, what came, what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from api.identity.discovery import ProviderAway
from api.identity.keys import KeysAway
from api.identity.tokens import BadToken
from enforcement.contracts.messages import Refusal
from enforcement.docket.reading import EntryError, FieldError
from enforcement.documents.courts import UnknownCourt
from enforcement.documents.needs import DocumentIncomplete
from enforcement.errors import (
    AlreadyFiled,
    CalendarRefused,
    CallbackNotDead,
    CallbackReplayed,
    CaseErased,
    EntryConflict,
    IntakeConflict,
    SpoiledPaper,
    Undecidable,
    UnknownCalendar,
    UnknownCallback,
    UnknownCase,
    UnknownPaper,
    UnknownReconciliation,
    WrongCase,
)
from enforcement.gateways.callbacks import ForgedCallback
from enforcement.ports.printing import TemplateBroken
from enforcement.ports.subsystems import SubsystemAway, SubsystemRejected
from enforcement.temporal import TemporalAway

TYPES = "https://zhixing.example/problems/"
MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = "5"
_CONFLICT = (409, "conflict", "Used before for something else")
_IDENTITY_AWAY = (503, "identity-away", "The identity provider does not answer now")
_UNPRINTABLE = (409, "unprintable", "The paper cannot be printed as this installation is set up")
# Errors that say everything in their sentence: status, kind and title of the problem.
_TOLD: Mapping[type[Exception], tuple[int, str, str]] = {
    EntryConflict: _CONFLICT,
    IntakeConflict: _CONFLICT,
    AlreadyFiled: _CONFLICT,
    Undecidable: (500, "undecidable", "The docket failed over this entry"),
    KeysAway: _IDENTITY_AWAY,
    ProviderAway: _IDENTITY_AWAY,
    UnknownCase: (404, "unknown-case", "No such case"),
    UnknownCalendar: (404, "unknown-calendar", "No such calendar"),
    CalendarRefused: (409, "not-approved", "The calendar is not approved"),
    TemporalAway: (503, "away", "Not now"),
    ForgedCallback: (401, "forged", "The signature does not hold"),
    UnknownCallback: (404, "unknown-callback", "No such callback"),
    CallbackNotDead: (409, "not-dead", "The callback is no dead letter"),
    CallbackReplayed: (409, "replayed", "The event id came before with another body"),
    UnknownReconciliation: (404, "unknown-reconciliation", "No such reconciliation"),
    CaseErased: (410, "erased", "The personal data of the case was erased (已删除)"),
    SubsystemAway: (503, "subsystem-away", "The subsystem does not answer now"),
    SubsystemRejected: (409, "subsystem-refused", "The subsystem refuses"),
    UnknownCourt: _UNPRINTABLE,
    TemplateBroken: _UNPRINTABLE,
    UnknownPaper: (404, "unknown-paper", "No such paper"),
    SpoiledPaper: (500, "spoiled", "The paper is not what was kept"),
}
log = structlog.get_logger()


class Problem(Exception):
    """An answer that is no success."""

    headers: Mapping[str, str] = {}

    def __init__(self, status: int, kind: str, title: str, detail: str, **more: Any) -> None:
        self.status, self.kind, self.title, self.detail, self.more = status, kind, title, detail, more
        super().__init__(detail)


class Refused(Problem):
    """An act that guards refused."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        self.refusals = refusals
        guards = ", ".join(refusal.guard for refusal in refusals)
        super().__init__(
            409, "refused", "The act is refused (拒绝执行该操作)", f"refused by {guards}", refusals=[asdict(r) for r in refusals]
        )


class Unidentified(Problem):
    """Nobody knows who is calling."""

    def __init__(self, detail: str, token: bool) -> None:
        super().__init__(401, "unidentified", "Who is calling? (请先登录或出示令牌)", detail)
        self.headers = {"WWW-Authenticate": 'Bearer realm="zhixing"' + (', error="invalid_token"' if token else "")}


def malformed(errors: Sequence[FieldError], strip: str = "") -> Problem:
    """422 for a body with wrong fields; `strip` is a path prefix that the caller does not know."""
    rows = [{**asdict(error), "path": error.path.removeprefix(strip)} for error in errors]
    detail = "; ".join(f"{row['path']}: expected {row['expected']}" for row in rows[:3])
    return Problem(422, "malformed", "The body is malformed; nothing was written", detail, errors=rows)


def malformed_request(error: RequestValidationError) -> Problem:
    """422 for wrong parameters."""
    rows = [FieldError(".".join(str(part) for part in e["loc"][1:]), e["msg"], str(e.get("input"))[:80]) for e in error.errors()]
    return malformed(rows)


def install(app: FastAPI) -> None:
    """Answer every error in this way."""
    app.add_exception_handler(Problem, _problem)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, _unexpected)
    for kind in (*_TOLD, BadToken, EntryError, WrongCase, DocumentIncomplete):
        app.add_exception_handler(kind, _known)
    for away in (DBAPIError, PoolTimeout):
        app.add_exception_handler(away, _database)
    # What the database will never take is a mistake of ours: whoever repeats it waits in vain.
    for never in (DataError, IntegrityError):
        app.add_exception_handler(never, _unexpected)


def as_problem(error: Exception) -> Problem:
    """A known error as a problem; one that is not known is raised."""
    match error:
        case EntryError():
            return malformed(error.errors)
        case WrongCase():
            return malformed(
                [FieldError("data.case_number", f"the number of case {error.case_id}", error.named, "send it to its own case")]
            )
        case DBAPIError() | PoolTimeout():
            return Problem(503, "away", "Not now", "the database does not answer; repeat the request")
        case BadToken():
            return Unidentified(str(error), token=True)
        case DocumentIncomplete():
            missing = [FieldError(place.reported_by, place.value, "nothing", "report it, and repeat") for place in error.missing]
            return Problem(
                422, "incomplete", "Values are missing; nothing was written", str(error), errors=[asdict(row) for row in missing]
            )
        case _:
            told = next((told for known, told in _TOLD.items() if isinstance(error, known)), None)
            if told is None:
                raise error
            return Problem(*told, str(error))


def response(problem: Problem) -> JSONResponse:
    """The problem as a response."""
    body = {"type": TYPES + problem.kind, "title": problem.title, "status": problem.status, "detail": problem.detail, **problem.more}
    retry = {"Retry-After": RETRY_SECONDS} if problem.status == 503 else {}
    return JSONResponse(body, problem.status, {**retry, **problem.headers}, MEDIA_TYPE)


async def _problem(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Problem)
    return response(error)


async def _known(_request: Request, error: Exception) -> JSONResponse:
    return response(as_problem(error))


async def _database(_request: Request, error: Exception) -> JSONResponse:
    log.warning("database is away", error=str(error).splitlines()[0])
    return response(as_problem(error))


async def _http(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    problem = Problem(error.status_code, f"http-{error.status_code}", str(error.detail), str(error.detail))
    problem.headers = error.headers or {}
    return response(problem)


async def _validation(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return response(malformed_request(error))


async def _gone(_request: Request, _error: Exception) -> Response:
    """Nobody is there to be answered: who went away repeats the request, and it is no incident for the log."""
    return Response(status_code=499)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("unexpected error", path=request.url.path, exc_info=error)
    return response(Problem(500, "unexpected", "Something went wrong here", "the error was logged; repeat the request with the same id"))
