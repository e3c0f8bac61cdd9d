"""What the OpenAPI document says of every operation alike: who may call it, and what is answered whatever it does."""

from typing import Any

from fastapi import FastAPI

from api.examples import PROBLEMS
from api.identity.public import is_public

_BEARER = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "A token of the identity provider"}}
_EVERYWHERE = (404, 413, 422, 503)
_GUARDED = (401, 403, 410, 429)


def describe(app: FastAPI) -> None:
    """Let the document of an application say it."""
    plain = app.openapi

    def whole() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = plain()
            document.setdefault("components", {})["securitySchemes"] = _BEARER
            for path, operations in document["paths"].items():
                for method, operation in operations.items():
                    _complete(operation, guarded=not is_public(method.upper(), path.replace("{", "").replace("}", "")))
        return plain()

    app.openapi = whole  # type: ignore[method-assign]


def _complete(operation: dict[str, Any], guarded: bool) -> None:
    responses = operation["responses"]
    # FastAPI describes a 422 of its own; ours are problems like every other.
    responses.pop("422", None)
    for status in (*_EVERYWHERE, *(_GUARDED if guarded else ())):
        responses.setdefault(str(status), PROBLEMS[status])
    if "requestBody" in operation:
        responses.setdefault("415", PROBLEMS[415])
    if "201" in responses:
        responses.setdefault("200", {**responses["201"], "description": "It was there already; nothing was written"})
    if guarded:
        operation["security"] = [{"bearer": []}]
