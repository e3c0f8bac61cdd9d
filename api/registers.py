"""Files that are no case, opened by what began them: a petition, a dispute, a person's tenure, an inspection's finding."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response

from api.admission import PermissionHere
from api.bodies import json_object
from api.dependencies import ServicesHere
from api.entries import answer_of, record
from api.examples import body
from api.files import file_router
from api.problems import malformed
from enforcement.contracts.ids import REGISTER_MARKS, Register, case_workflow_id, parse_case_id, register_of
from enforcement.docket.openers import OPENERS
from enforcement.docket.reading import FieldError

# What opens a file of each register, and the field that names its subject: the file's own id where it is left out.
_FIELDS = {"number", "type", "by", "happened_at", "data"}


def routers() -> list[APIRouter]:
    """One router for each register beside the cases."""
    found = []
    for register in OPENERS:
        router = file_router(register)
        router.add_api_route(
            "", _opening(register), methods=["POST"], status_code=201, summary="Open a file", openapi_extra=body(_schema(register), {})
        )
        found.append(router)
    return found


def _opening(register: Register) -> Callable[..., Coroutine[Any, Any, dict[str, Any]]]:
    async def open_file(request: Request, response: Response, permission: PermissionHere, services: ServicesHere) -> dict[str, Any]:
        """Open a file by its first fact; the same body again changes nothing."""
        said = await json_object(request)
        number, name, data = _read(register, said)
        raw = {"kind": "fact", "type": name, "data": data, "id": "opening", **_given(said)}
        result = await record(services, permission.caller, number, raw)
        if result.outcome == "duplicate":
            response.status_code = 200
        return {"id": number, "workflow_id": case_workflow_id(number), **answer_of(permission.caller, result)}

    return open_file


def _given(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in ("by", "happened_at") if name in said}


def _read(register: Register, said: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    openers = OPENERS[register]
    wrong = [
        FieldError(name, "no such field", repr(said[name])[:80], f"known fields: {', '.join(sorted(_FIELDS))}")
        for name in said
        if name not in _FIELDS
    ]
    number, name, data = said.get("number"), said.get("type", next(iter(openers))), said.get("data", {})
    if not isinstance(number, str) or not _is_number(register, number):
        wrong.append(FieldError("number", f"a number such as {_example(register)}", repr(number)[:80]))
    if not isinstance(name, str) or name not in openers:
        wrong.append(FieldError("type", f"one of {', '.join(openers)}", repr(name)[:80]))
    if not isinstance(data, dict):
        wrong.append(FieldError("data", "an object", repr(data)[:80]))
    if wrong:
        raise malformed(wrong)
    return str(number), str(name), {openers[str(name)]: number, **data}


def _is_number(register: Register, number: str) -> bool:
    try:
        return register_of(parse_case_id(number).case_id) is register
    except ValueError:
        return False


def _example(register: Register) -> str:
    mark = next(mark for mark, marked in REGISTER_MARKS.items() if marked is register)
    return f"沪0199-2026-{mark}-12"


def _schema(register: Register) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["number"],
        "properties": {
            "number": {"type": "string", "examples": [_example(register)]},
            "type": {"enum": list(OPENERS[register])},
            "by": {"type": "string"},
            "happened_at": {"type": "string", "format": "date-time"},
            "data": {"type": "object", "description": "the fields of the entry type, see GET /statutes/entries"},
        },
    }
