"""What a stand-in answers when it does not do what it was asked: application/problem+json, the same everywhere and part of the contract."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

_MEDIA_TYPE = "application/problem+json"
_MEANINGS: Mapping[int | str, str] = {
    400: "The body cannot be read",
    401: "The credential is not the one that was agreed on",
    404: "Nothing is known under this id",
    409: "The idempotency key was used before with another body",
    422: "A field is not as it should be; nothing was done",
    429: "Too many requests; to be sent again after Retry-After seconds",
    "5XX": "It cannot be done now; to be sent again under the same key",
}
_CONTENT = {_MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
# For every operation of a service.
PROBLEMS: dict[int | str, dict[str, Any]] = {status: {"description": text, "content": _CONTENT} for status, text in _MEANINGS.items()}


class Problem(BaseModel):
    """An answer that is no success (RFC 9457); `detail` says what was expected."""

    title: str
    status: int
    detail: str


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The answer."""
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)
    return JSONResponse(body.model_dump(), status, headers, _MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every error of a service in this way, and say so in its document."""

    @app.exception_handler(HTTPException)
    def refused(_request: Request, error: HTTPException) -> JSONResponse:
        return problem(error.status_code, str(error.detail), error.headers)

    @app.exception_handler(RequestValidationError)
    def malformed(_request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        return problem(422, f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}")

    @app.exception_handler(OverflowError)
    def too_large(_request: Request, _error: OverflowError) -> JSONResponse:
        return problem(422, "expected amounts below 2^63 fen")

    written = app.openapi

    def openapi() -> dict[str, Any]:
        document = written()
        document.setdefault("components", {}).setdefault("schemas", {})["Problem"] = Problem.model_json_schema()
        return document

    app.openapi = openapi  # type: ignore[method-assign]
